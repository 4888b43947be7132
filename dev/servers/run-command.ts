import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutSeconds: number;
  /** Ends the command early when aborted. */
  readonly signal?: AbortSignal;
}

/** Runs a command to its end and answers what it printed. Throws a CommandError if it is missing, fails or takes too long. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    // A group of its own, so that a time limit also ends what the command started (go's compilers, mvn's java).
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    let ended = '';
    const end = (why: string) => {
      ended ||= why;
      killGroup(child.pid);
    };
    const timer = setTimeout(() => end(`not done after ${options.timeoutSeconds} s`), options.timeoutSeconds * 1000);
    const abort = () => end(String(options.signal?.reason ?? 'aborted'));
    const exit = () => killGroup(child.pid);
    options.signal?.addEventListener('abort', abort, { once: true });
    process.once('exit', exit);
    const finish = (problem: string | null) => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
      process.off('exit', exit);
      if (problem === null) resolve(output);
      else reject(new CommandError(command, problem, output));
    };
    child.on('error', (error: NodeJS.ErrnoException) =>
      finish(error.code === 'ENOENT' ? 'command not found' : error.message),
    );
    child.on('close', (code, signal) => finish(ended || (code === 0 ? null : `ended with ${code ?? signal}`)));
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}

/** A command that could not be run or failed; the message is one line with the last thing it printed. */
export class CommandError extends Error {
  constructor(command: string, problem: string, output: string) {
    const last = output.trim().split('\n').at(-1)?.trim().slice(0, 300) ?? '';
    super(`${command}: ${problem}${last === '' ? '' : `: ${last}`}`);
    this.name = 'CommandError';
  }
}
