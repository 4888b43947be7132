import { createInterface } from 'node:readline';
import { UsageError } from './command.ts';

/** Asks whoever types whether to go on. Throws UsageError where nobody can be asked, such as in a script. */
export async function isAgreed(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError('nobody can be asked here: add --yes to do this');
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await new Promise<string>((resolve) => {
    asking.question('Go on? [y/N] ', resolve);
    // Ctrl-C and Ctrl-D end the typing without an answer.
    asking.once('close', () => resolve(''));
  });
  asking.close();
  return /^y(?:es)?$/i.test(answer.trim());
}
