import { parseArgs } from 'node:util';
import type { Row } from './row.ts';

export const exampleHelp = `npm run example [-- options]: plays the worked examples of the rules against the running stack

Acts as a chat frontend over HTTP, every row on an account of its own and all at once, with shortened durations, and
prints what was expected and what arrived. Start the stack first, in another terminal: npm start

  --row N      play only this row; may be repeated
  --only TEXT  play only rows whose description holds this text; may be repeated
  --help       this text

Exit code: 0 all as expected, 1 something differs, 2 it could not begin, 130 stopped by Ctrl-C.`;

export interface ExampleOptions {
  readonly help: boolean;
  readonly rows: readonly Row[];
}

/** Reads the options. Throws an Error with one line for what it does not know or what picks no row. */
export function readExampleOptions(args: readonly string[], all: readonly Row[]): ExampleOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      row: { type: 'string', multiple: true, default: [] },
      only: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { row: numbers, only: texts, help } = values;
  for (const number of numbers) {
    if (!all.some((row) => String(row.number) === number)) {
      throw new Error(`--row must be a number from 1 to ${all.length}, not '${number}'`);
    }
  }
  const isPicked = (row: Row) =>
    numbers.includes(String(row.number)) || texts.some((text) => row.what.toLowerCase().includes(text.toLowerCase()));
  const rows = numbers.length + texts.length === 0 ? all : all.filter(isPicked);
  if (rows.length === 0) throw new Error(`--only: no row holds '${texts.join("' or '")}'`);
  return { help, rows };
}
