/** Shows on stderr how far the run is: a live line on a terminal, elsewhere a line every 15 s. */
export function showProgress(line: () => string): { say(text: string): void; end(): void } {
  const { isTTY } = process.stderr;
  const tell = () => process.stderr.write(isTTY ? `\r\x1b[K${line()}` : `${line()}\n`);
  const ticking = setInterval(tell, isTTY ? 1_000 : 15_000);
  const clear = () => void (isTTY && process.stderr.write('\r\x1b[K'));
  return {
    say: (text) => {
      clear();
      process.stderr.write(`${text}\n`);
    },
    end: () => {
      clearInterval(ticking);
      clear();
    },
  };
}

export const clock = (seconds: number) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
