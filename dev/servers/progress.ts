/** Runs something that may take minutes, saying so on stderr: a line at the start, one each 15 s, one at the end. */
export async function withProgress<T>(label: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  say(`${label} …`);
  const ticking = setInterval(() => say(`${label}: ${seconds()} s …`), 15_000);
  try {
    const result = await work();
    say(`${label}: done in ${seconds()} s`);
    return result;
  } catch (error) {
    say(`${label}: failed after ${seconds()} s`);
    throw error;
  } finally {
    clearInterval(ticking);
  }
}

function say(line: string): void {
  process.stderr.write(`afterchat: ${line}\n`);
}
