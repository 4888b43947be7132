import { parseArgs } from 'node:util';

export interface StartOptions {
  readonly fresh: boolean;
  readonly realTime: boolean;
  /** The API's port; null: 3000 or the next free one. */
  readonly port: number | null;
  readonly help: boolean;
}

export const startHelp = `npm start [-- options]: everything afterchat needs, on this machine

  --fresh       begin anew: forget the state kept in .afterchat/
  --real-time   keep the true durations (otherwise minutes become seconds)
  --port N      the API's port (otherwise 3000 or the next free one)
  --help        this text

MONGODB_URI, TEMPORAL_ADDRESS and SENDGRID_API_KEY in the environment each replace the embedded part.`;

/** Reads the options of `npm start`. Throws an Error with one line for what it does not know. */
export function readStartOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      fresh: { type: 'boolean', default: false },
      'real-time': { type: 'boolean', default: false },
      port: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const port = values.port === undefined ? null : Number(values.port);
  if (port !== null && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
    throw new Error(`--port must be a number from 1 to 65535, not '${values.port}'`);
  }
  return { fresh: values.fresh, realTime: values['real-time'], port, help: values.help };
}
