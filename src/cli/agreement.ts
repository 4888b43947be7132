import { createInterface } from 'node:readline';
import { UsageError } from './command.ts';

/** Asks whoever is at the terminal whether to go on. Throws UsageError where there is none, such as in a script. */
export async function isAgreed(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError('there is no terminal to ask in: add --yes to go ahead');
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await new Promise<string>((resolve) => {
    asking.question('Go on? [y/N] ', resolve);
    // Ctrl-C and Ctrl-D end the typing without an answer.
    asking.once('close', () => resolve(''));
  });
  asking.close();
  return /^y(?:es)?$/i.test(answer.trim());
}
