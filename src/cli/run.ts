import { packageVersion } from '../own-package.ts';
import { type Command, UsageError } from './command.ts';
import { commands } from './commands.ts';
import { usage, usageOf } from './help.ts';

/**
 * Runs `afterchat …args`. Never rejects: an error becomes one line. Returns the exit code: 0 for success, 2 for wrong
 * arguments, 1 for everything else.
 */
export async function run(args: readonly string[]): Promise<number> {
  try {
    return await runCommand(args);
  } catch (error) {
    console.error(`afterchat: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function runCommand(args: readonly string[]): Promise<number> {
  if (args.length === 1 && args[0] === '--version') {
    console.log(packageVersion());
    return 0;
  }
  const asksForHelp = args.length === 0 || args.includes('--help') || args.includes('-h');
  const named = commands.filter(({ name }) => isBegin(name.split(' '), args));
  if (asksForHelp) {
    console.log(
      named.length === 0 || named.length === commands.length
        ? usage(commands)
        : `Usage:\n${named.map(usageOf).join('\n')}`,
    );
    return 0;
  }
  const command = named.find(({ name }) => name === args.slice(0, wordsOf(name)).join(' '));
  if (command === undefined)
    throw new UsageError(`unknown command "${args.slice(0, 2).join(' ')}"; see afterchat --help`);
  return command.run(args.slice(wordsOf(command.name)));
}

function wordsOf(name: Command['name']): number {
  return name.split(' ').length;
}

/** The command's words begin with what was typed, as far as that are words. */
function isBegin(words: readonly string[], typed: readonly string[]): boolean {
  return words.every(
    (word, index) => typed[index] === undefined || typed[index]?.startsWith('-') || typed[index] === word,
  );
}
