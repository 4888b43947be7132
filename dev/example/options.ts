import { parseArgs } from 'node:util';
import { usualLateSeconds } from './compare.ts';
import type { Row } from './row.ts';

export const exampleHelp = `npm run example [-- options]: plays examples of the rules against the running stack

Acts as a chat frontend over HTTP, with all rows at the same time, each in its own account, and shortened durations.
Prints what was expected and what arrived. Start the stack first, in another terminal: npm start

  --row N      play only this row; may be repeated
  --only TEXT  play only rows whose description or heading contains this text; may be repeated
  --api URL    send requests there instead of to the stack's own API; if repeated, requests go to each in turn and skip
               those that cannot be reached, as behind a load balancer
  --late N     how many seconds late an email may come (default ${usualLateSeconds}); allow more while you kill workers
  --help       show this text

Exit code: 0 everything is as expected, 1 something differs, 2 it could not start, 130 stopped by Ctrl-C.`;

export interface ExampleOptions {
  readonly help: boolean;
  readonly rows: readonly Row[];
  /** If there are none, the running stack's own. */
  readonly apis: readonly string[];
  readonly lateSeconds: number;
}

/** Reads the options. Throws an Error with a one-line message for unknown ones, or if they select no row. */
export function readExampleOptions(args: readonly string[], all: readonly Row[]): ExampleOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      row: { type: 'string', multiple: true, default: [] },
      only: { type: 'string', multiple: true, default: [] },
      api: { type: 'string', multiple: true, default: [] },
      late: { type: 'string', default: String(usualLateSeconds) },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { row: numbers, only: texts, api, late, help } = values;
  for (const number of numbers) {
    if (!all.some((row) => String(row.number) === number)) {
      throw new Error(`--row must be a number from 1 to ${all.length}, not '${number}'`);
    }
  }
  const isPicked = (row: Row) =>
    numbers.includes(String(row.number)) ||
    texts.some((text) => `${row.heading}: ${row.what}`.toLowerCase().includes(text.toLowerCase()));
  const rows = numbers.length + texts.length === 0 ? all : all.filter(isPicked);
  if (rows.length === 0) throw new Error(`--only: no row contains '${texts.join("' or '")}'`);
  const lateSeconds = Number(late);
  if (!(lateSeconds >= 0 && lateSeconds <= 600)) throw new Error(`--late must be a number of seconds, not '${late}'`);
  for (const url of api) if (!URL.canParse(url)) throw new Error(`--api must be an address, not '${url}'`);
  return { help, rows, apis: api.map((url) => new URL(url).origin), lateSeconds };
}
