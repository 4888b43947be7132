import { mongodBinary } from './mongod-binary.ts';
import { temporalBinary } from './temporal-binary.ts';
import { testServerBinary } from './test-server.ts';

// Makes sure, before the tests, that every server they use is on this machine, so that no test waits for a download.
const results = await Promise.allSettled([mongodBinary(), temporalBinary(), testServerBinary()]);
for (const result of results) {
  if (result.status === 'fulfilled') continue;
  process.stderr.write(`${result.reason instanceof Error ? result.reason.message : String(result.reason)}\n`);
  process.exitCode = 1;
}
