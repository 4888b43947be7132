import { createInterface } from 'node:readline/promises';
import { UsageError } from './command.ts';

/** Asks whoever types whether to go on. Throws UsageError where nobody can be asked, such as in a script. */
export async function isAgreed(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError('nobody can be asked here: add --yes to do this');
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(?:es)?$/i.test((await asking.question('Go on? [y/N] ')).trim());
  } finally {
    asking.close();
  }
}
