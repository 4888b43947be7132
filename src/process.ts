import { ConfigError } from './config.ts';

/** A part of the service that runs in a process of its own. */
export interface Process {
  /** Rejects when it fails while running. */
  readonly ended: Promise<void>;
  /** Lets what is under way end. */
  stop(): Promise<void>;
  readonly port?: number;
}

/**
 * Runs a part until SIGTERM, SIGINT or the end of the process that started it (its IPC channel), then stops it cleanly.
 * Tells that process when it is ready. A wrong environment is one message and exit code 2.
 */
export async function runProcess(start: () => Promise<Process>): Promise<void> {
  let stopping = false;
  let running: Process | undefined;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await running?.stop();
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (process.send !== undefined) process.once('disconnect', stop);
  try {
    running = await start();
    process.send?.({ kind: 'ready', port: running.port });
    await running.ended;
    if (!stopping) throw new Error('it ended by itself');
  } catch (error) {
    if (stopping) return;
    const message = error instanceof ConfigError ? error.message : String(error);
    process.stderr.write(`${message}\n`);
    process.exit(error instanceof ConfigError ? 2 : 1);
  }
}
