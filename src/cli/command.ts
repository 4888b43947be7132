import { type ParseArgsConfig, parseArgs } from 'node:util';

/** One command of `afterchat`, such as `account create`. */
export interface Command {
  readonly name: string;
  /** What follows the name: `--name NAME [--id ID]`. */
  readonly takes: string;
  /** Further arguments and what it does, in lines of at most 74 characters. */
  readonly does: readonly string[];
  /** Returns the exit code: 0 for success, 1 if the service refused. Throws UsageError (2) for wrong arguments. */
  run(args: string[]): Promise<number>;
}

/** Wrong arguments: reported in one line, exit code 2. */
export class UsageError extends Error {}

/** The service refused or did not answer: reported in one line, exit code 1. */
export class CommandError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;

interface Typed<Known extends Options> {
  readonly values: ReturnType<typeof parseArgs<{ options: Known; strict: true }>>['values'];
  readonly positionals: readonly string[];
}

/** Parses what was typed after a command's name. Throws UsageError for arguments that the command does not know. */
export function typed<const Known extends Options>(args: string[], options: Known, operands = 0): Typed<Known> {
  let parsed: Typed<Known>;
  try {
    parsed = parseArgs({ args, options, strict: true, allowPositionals: operands > 0 }) as Typed<Known>;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const extra = parsed.positionals[operands];
  if (extra !== undefined) throw new UsageError(`unexpected argument "${extra}"; see --help`);
  return parsed;
}

export const asJson = { json: { type: 'boolean' } } as const;

/** One line per value for people, or one line of JSON for programs. */
export function printRecord(record: object, json = false): void {
  if (json) console.log(JSON.stringify(record));
  else for (const [name, value] of Object.entries(record)) console.log(`${name.padEnd(15)} ${value}`);
}
