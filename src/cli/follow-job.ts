import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Job } from '../../packages/client/src/index.ts';
import { CommandError } from './command.ts';
import { howToGoOn, progress } from './job-text.ts';

const pollMs = 500;

/** What is followed: one job, or several. */
export interface Followed<T> {
  /** Known already. */
  readonly first?: T;
  readonly ask: (signal: AbortSignal) => Promise<T>;
  readonly progress: (now: T) => string;
  readonly isOver: (now: T) => boolean;
  /** Prints no progress. */
  readonly isQuiet: boolean;
  /** What to say on Ctrl-C: that it goes on, and in further lines how to see and end it. */
  readonly goesOn: () => readonly [string, ...string[]];
  /** Who is asked, if it stops answering. */
  readonly asked: string;
}

/**
 * Shows the progress until it is over: on a terminal in one line that changes, elsewhere with one line per change. Null
 * on Ctrl-C, after saying that it goes on.
 */
export async function followed<T>(what: Followed<T>): Promise<T | null> {
  const { first, ask, progress, isOver, isQuiet, goesOn, asked } = what;
  const leaving = new AbortController();
  const leave = () => leaving.abort();
  process.once('SIGINT', leave);
  const show = isQuiet ? noShow : process.stdout.isTTY ? oneLine() : lines();
  try {
    for (let now = first ?? (await ask(leaving.signal)); ; now = await ask(leaving.signal)) {
      show.now(progress(now));
      if (isOver(now)) {
        show.end();
        return now;
      }
      await sleep(pollMs, undefined, { signal: leaving.signal });
    }
  } catch (error) {
    show.end();
    const [says, ...how] = goesOn();
    if (!leaving.signal.aborted)
      throw new CommandError(`${asked} has stopped answering. ${says.replace(/\.$/, ':')} ${how.join('; ')}`, {
        cause: error,
      });
    console.error([says, ...how.map((line) => `  ${line}`)].join('\n'));
    return null;
  } finally {
    process.off('SIGINT', leave);
  }
}

/** Shows the progress of a job until it is done, cancelled or paused. Null on Ctrl-C. */
export const follow = (client: Client, job: Job, isQuiet: boolean): Promise<Job | null> =>
  followed({
    first: job,
    ask: (signal) => client.jobs.get(job.id, { signal }),
    progress,
    isOver: ({ state }) => state !== 'running',
    isQuiet,
    goesOn: () => ['The job continues.', ...howToGoOn(job.id)],
    asked: 'the API',
  });

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
