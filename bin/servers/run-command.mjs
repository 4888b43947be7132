// @ts-check
import { spawn } from 'node:child_process';

/**
 * @typedef {object} CommandOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} timeoutSeconds
 * @property {AbortSignal | undefined} [signal] ends the command early when aborted
 */

/**
 * Runs a command to its end and returns what it printed. Throws a CommandError if it is missing, fails or takes too
 * long.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {CommandOptions} options
 * @returns {Promise<string>}
 */
export function runCommand(command, args, options) {
  return new Promise((resolve, reject) => {
    // A process group of its own, so that the time limit also ends what the command started (npm's scripts, mvn's
    // java).
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    /** @param {Buffer} chunk */
    const keep = (chunk) => {
      output = (output + chunk.toString('utf8')).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    let ended = '';
    /** @param {string} why */
    const end = (why) => {
      ended ||= why;
      killGroup(child.pid);
    };
    const timer = setTimeout(() => end(`not done after ${options.timeoutSeconds} s`), options.timeoutSeconds * 1000);
    const abort = () => end(messageOf(options.signal?.reason));
    const exit = () => killGroup(child.pid);
    if (options.signal?.aborted) abort();
    options.signal?.addEventListener('abort', abort, { once: true });
    process.once('exit', exit);
    /** @param {string | null} problem */
    const finish = (problem) => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
      process.off('exit', exit);
      if (problem === null) resolve(output);
      else reject(new CommandError(command, problem, output));
    };
    child.on('error', (error) =>
      finish('code' in error && error.code === 'ENOENT' ? 'command not found' : error.message),
    );
    child.on('close', (code, signal) => finish(ended || (code === 0 ? null : `ended with ${code ?? signal}`)));
  });
}

/** @param {number | undefined} pid */
function killGroup(pid) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}

/** @param {unknown} error */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/** A command that could not be run or failed; the message is one line with the last thing it printed. */
export class CommandError extends Error {
  /**
   * @param {string} command
   * @param {string} problem
   * @param {string} output the end of what it printed
   */
  constructor(command, problem, output) {
    const last = output.trim().split('\n').at(-1)?.trim().slice(0, 300) ?? '';
    super(`${command}: ${problem}${last === '' ? '' : `: ${last}`}`);
    this.name = 'CommandError';
    this.output = output;
  }
}
