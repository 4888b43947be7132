import type { Verdict } from './verdict.ts';

export interface Progress {
  done(verdict: Verdict): void;
  end(): void;
}

/** Shows on stderr how far the run is: a live line on a terminal, elsewhere a line every 15 s. */
export function showProgress(total: number, seconds: number): Progress {
  const started = Date.now();
  const { isTTY } = process.stderr;
  let [done, bad] = [0, 0];
  const tell = () => {
    const passed = (Date.now() - started) / 1000;
    const problems = bad === 0 ? '' : `, ${bad} not as expected`;
    const text = `${clock(passed)} of about ${clock(seconds)}: ${done} of ${total} rows done${problems}`;
    process.stderr.write(isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  };
  tell();
  const ticking = setInterval(tell, isTTY ? 1_000 : 15_000);
  return {
    done: ({ kind }) => {
      done += 1;
      bad += kind === 'ok' ? 0 : 1;
      if (isTTY) tell();
    },
    end: () => {
      clearInterval(ticking);
      if (isTTY) process.stderr.write('\r\x1b[K');
    },
  };
}

export const clock = (seconds: number) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
