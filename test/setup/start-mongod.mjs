import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const compiled = new URL('../../dist/dev/servers/mongod.js', import.meta.url);

/** One mongod for the whole run. Jest loads this file without its transforms, hence the compiled server code. */
export default async function startMongodForAll() {
  if (!existsSync(compiled)) spawnSync(process.execPath, ['node_modules/typescript/bin/tsc'], { stdio: 'inherit' });
  const { startMongod } = await import(compiled.href);
  // The tests' clocks stand years from the real one, by which mongod would remove what has expired.
  const mongod = await startMongod({ cacheGigabytes: 0.5, keepsExpired: true });
  globalThis.testMongod = mongod;
  process.env.TEST_MONGODB_URI = mongod.uri;
  // Without a handler SIGTERM ends the run at once and would leave mongod behind.
  process.once('SIGTERM', () => process.exit(143));
}
