// @ts-check
import { parseArgs } from 'node:util';

/**
 * `port` null: 3000 or the next free one.
 * @typedef {{ readonly fresh: boolean, readonly realTime: boolean, readonly port: number | null, readonly help: boolean
 * }} StartOptions
 */

export const startHelp = `npm start [-- options]: runs everything that afterchat needs on this machine

  --fresh       start from scratch: delete the state kept in .afterchat/
  --real-time   use the real durations (otherwise minutes become seconds)
  --port N      the API's port (default: 3000 or the next free one)
  --help        show this text

MONGODB_URI, TEMPORAL_ADDRESS, SENDGRID_API_KEY and META_APP_SECRET in the environment each replace an embedded part.`;

/**
 * Reads the options of `npm start`. Plain JavaScript, so that wrong options and --help are answered before anything is
 * installed. Throws an Error with a one-line message for unknown options.
 * @param {readonly string[]} args
 * @returns {StartOptions}
 */
export function readStartOptions(args) {
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

/**
 * What `npm start` prints, and its exit code, if these options do not start anything; otherwise null.
 * @param {readonly string[]} args
 * @returns {{ readonly text: string, readonly exitCode: 0 | 2 } | null}
 */
export function answerWithoutStart(args) {
  try {
    return readStartOptions(args).help ? { text: startHelp, exitCode: 0 } : null;
  } catch (error) {
    const problem = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return { text: `afterchat: ${problem}`, exitCode: 2 };
  }
}
