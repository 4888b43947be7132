import { ConfigError } from './config.ts';

/** A part of the service that runs until it is stopped. */
export interface Process {
  /** Rejects when it fails while running. */
  readonly ended: Promise<void>;
  /** Lets what is under way end. */
  stop(): Promise<void>;
  readonly port?: number;
}

/** The parts started so far, in order; what is stopping is not ready. */
export interface Running {
  readonly parts: Process[];
  /** All are started and none is being stopped. */
  isReady(): boolean;
}

/**
 * Runs parts until SIGTERM, SIGINT or the end of the process that started it (its IPC channel), then stops them cleanly,
 * the last started first; told so again, it goes on stopping, so that no mail under way is cut off. Tells that process
 * when all are ready. A wrong environment is one message and exit code 2.
 */
export async function runProcess(start: (running: Running) => Promise<void>): Promise<void> {
  let state: 'starting' | 'ready' | 'stopping' = 'starting';
  const parts: Process[] = [];
  const stop = async () => {
    if (state === 'stopping') return;
    state = 'stopping';
    for (const part of [...parts].reverse()) await part.stop();
    process.exit(0);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  if (process.send !== undefined) process.on('disconnect', stop);
  try {
    await start({ parts, isReady: () => state === 'ready' });
    if (isStopping()) return;
    state = 'ready';
    process.send?.({ kind: 'ready', port: parts.find(({ port }) => port !== undefined)?.port });
    await Promise.race(parts.map(({ ended }) => ended));
    if (!isStopping()) throw new Error('it ended by itself');
  } catch (error) {
    if (isStopping()) return;
    const message = error instanceof ConfigError ? error.message : String(error);
    process.stderr.write(`${message}\n`);
    process.exit(error instanceof ConfigError ? 2 : 1);
  }

  /** Asked anew each time: a signal may have come while waiting. */
  function isStopping(): boolean {
    return state === 'stopping';
  }
}
