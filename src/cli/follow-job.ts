import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Job } from '../../packages/client/src/index.ts';
import { CommandError } from './command.ts';
import { howToGoOn, progress } from './job-text.ts';

const pollMs = 500;

/**
 * Shows the progress of a job until it is done, cancelled or paused: on a terminal in one line that changes, elsewhere
 * with one line per change. Null on Ctrl-C, after saying that the job continues.
 */
export async function follow(client: Client, job: Job, isQuiet: boolean): Promise<Job | null> {
  const leaving = new AbortController();
  const leave = () => leaving.abort();
  process.once('SIGINT', leave);
  const show = isQuiet ? noShow : process.stdout.isTTY ? oneLine() : lines();
  try {
    for (let now = job; ; now = await client.jobs.get(job.id, { signal: leaving.signal })) {
      show.now(progress(now));
      if (now.state !== 'running') {
        show.end();
        return now;
      }
      await sleep(pollMs, undefined, { signal: leaving.signal });
    }
  } catch (error) {
    show.end();
    const goesOn = `The job continues: ${howToGoOn(job.id).join('; ')}`;
    if (!leaving.signal.aborted) throw new CommandError(`the API has stopped answering. ${goesOn}`, { cause: error });
    console.error(['The job continues.', ...howToGoOn(job.id).map((line) => `  ${line}`)].join('\n'));
    return null;
  } finally {
    process.off('SIGINT', leave);
  }
}

interface Show {
  now(text: string): void;
  end(): void;
}

const noShow: Show = { now: () => {}, end: () => {} };

/** `\r` returns to the beginning of the line, and the rest of a longer line is cleared (ECMA-48, EL). */
function oneLine(): Show {
  return {
    now: (text) => void process.stdout.write(`\r${text}\u001b[K`),
    end: () => void process.stdout.write('\n'),
  };
}

function lines(): Show {
  let last = '';
  return {
    now: (text) => {
      if (text !== last) console.log(text);
      last = text;
    },
    end: () => {},
  };
}
