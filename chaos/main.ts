import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stopSignal } from '../dev/example/stop-signal.ts';
import { type ChaosOptions, chaosHelp, readChaosOptions } from './options.ts';
import { asJson, explain, table } from './report.ts';
import { runChaos } from './run.ts';

process.exitCode = await main(process.argv.slice(2));
process.exit();

/** `npm run chaos`. Returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
  let options: ChaosOptions;
  try {
    options = readChaosOptions(args, Date.now());
  } catch (error) {
    process.stderr.write(`chaos: ${messageOf(error).split('\n')[0]}\n`);
    return 2;
  }
  if (options.help) {
    console.log(chaosHelp);
    return 0;
  }
  const stop = stopSignal();
  try {
    return await run(options, stop);
  } catch (error) {
    process.stderr.write(`chaos: ${messageOf(error)}\n`);
    return stop.signal.aborted ? stop.exitCode() : 2;
  }
}

async function run(options: ChaosOptions, stop: ReturnType<typeof stopSignal>): Promise<number> {
  const run = await runChaos(options, stop.signal);
  const { folder } = run;
  if (!('count' in run)) {
    rmSync(folder, { recursive: true, force: true });
    process.stderr.write('chaos: stopped\n');
    return stop.exitCode();
  }
  console.log(options.json ? asJson(run) : table(run));
  const isGood = run.count.findings.length === 0 && run.restless.length === 0;
  if (isGood && !options.keep) {
    rmSync(folder, { recursive: true, force: true });
    return 0;
  }
  writeFileSync(join(folder, 'acts.jsonl'), run.acts.map((act) => `${JSON.stringify(act)}\n`).join(''));
  writeFileSync(join(folder, 'account.json'), asJson(run));
  writeFileSync(join(folder, 'findings.txt'), explain(run, Number.POSITIVE_INFINITY));
  if (!isGood) process.stderr.write(`\n${explain(run)}\n\n`);
  process.stderr.write(`chaos: data, logs and findings are kept in ${folder}\n`);
  return isGood ? 0 : 1;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
