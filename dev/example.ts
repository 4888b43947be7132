import { setTimeout as sleep } from 'node:timers/promises';
import { type ExampleOptions, exampleHelp, readExampleOptions } from './example/options.ts';
import { closePage } from './example/page.ts';
import { clock, showProgress } from './example/progress.ts';
import { rows } from './example/rows.ts';
import { type RunningStack, runningStack } from './example/running-stack.ts';
import { prepareStages, type Stages } from './example/stage.ts';
import { stopSignal } from './example/stop-signal.ts';
import { legend, table } from './example/table.ts';
import { errorInWords, type Verdict, verdictOn } from './example/verdict.ts';
import { stateFolder } from './state-folder.ts';

/** Rows begin this far apart, so that their emails are not all due at the same moment. */
const staggerSeconds = 0.25;

process.exitCode = await main(process.argv.slice(2));
process.exit();

/** `npm run example`. Returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
  let options: ExampleOptions;
  let stack: RunningStack;
  try {
    options = readExampleOptions(args, rows);
    if (options.help) {
      console.log(exampleHelp);
      return 0;
    }
    stack = await runningStack(stateFolder(process.env), options.apis);
  } catch (error) {
    return complain(error, 2);
  }
  const stop = stopSignal();
  try {
    return await run(options, stack, stop.signal);
  } catch (error) {
    return stop.signal.aborted ? complain('stopped', stop.exitCode()) : complain(error, 1);
  }
}

async function run(options: ExampleOptions, stack: RunningStack, stop: AbortSignal): Promise<number> {
  const { rows: chosen, lateSeconds } = options;
  const started = Date.now();
  const lengths = chosen.map((row, index) => index * staggerSeconds + row.until * row.secondsPerMinute);
  const progress = showProgress(chosen.length, Math.max(...lengths));
  let verdicts: readonly Verdict[];
  let stages: Stages = new Map();
  try {
    stages = await prepareStages(chosen, stack, stop);
    const playing = [...stages].map(async ([row, stage], index) => {
      await sleep(index * staggerSeconds * 1000, undefined, { signal: stop });
      const verdict = await verdictOn(row, stage, lateSeconds, stop);
      stop.throwIfAborted();
      progress.done(verdict);
      return verdict;
    });
    verdicts = await Promise.all(playing);
  } finally {
    progress.end();
    await leave(stages);
  }
  const good = verdicts.filter(({ kind }) => kind === 'ok').length;
  const seconds = (Date.now() - started) / 1000;
  console.log(`${table(verdicts)}\n\n${legend(chosen, lateSeconds)}\n`);
  console.log(`${good} of ${verdicts.length} as expected, in ${clock(seconds)} min. The emails: ${stack.mailbox}`);
  return good === verdicts.length ? 0 : 1;
}

/** A page that cannot be closed is no reason to show nothing. */
async function leave(stages: Stages): Promise<void> {
  for (const { page, frontend } of stages.values()) if (page !== null) await closePage(page, frontend).catch(() => {});
}

function complain(error: unknown, exitCode: number): number {
  process.stderr.write(`afterchat: ${errorInWords(error)}\n`);
  return exitCode;
}
