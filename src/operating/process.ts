import { ConfigError } from '../config.ts';
import { type Condition, isReady, sentences } from './condition.ts';

/** A part of the service that runs until it is stopped. */
export interface Process {
  /** Rejects if it fails while running. */
  readonly ended: Promise<void>;
  /** Stops it, after what is under way has ended. */
  stop(): Promise<void>;
  /** The condition of the parts that it needs; without this it always counts as ready. */
  condition?(): Promise<Condition>;
  readonly port?: number;
}

/** What a process consists of, and whether it is ready. */
export interface Running {
  /** The parts started so far, in order. */
  readonly parts: Process[];
  /** Ready if all parts have started, none is stopping and each has what it needs; also says what is wrong. */
  readiness(): Promise<Readiness>;
  /** The process ends at most this long after it was told to, whatever happens. */
  stopWithinMs: number;
}

export interface Readiness {
  readonly isReady: boolean;
  readonly says: readonly string[];
}

/**
 * Runs parts until SIGTERM, SIGINT or the end of the process that started this one (its IPC channel), then stops them
 * cleanly, the last started first. A second signal changes nothing, so that no email is cut off while it is being sent.
 * If a part does not stop in time, the exit code is 1. Tells the process that started this one when all parts are
 * ready. A wrong environment gives one message and exit code 2.
 */
export async function runProcess(start: (running: Running) => Promise<void>): Promise<void> {
  let state: 'starting' | 'ready' | 'stopping' = 'starting';
  const parts: Process[] = [];
  const running: Running = { parts, stopWithinMs: 60_000, readiness };
  const stop = async () => {
    if (state === 'stopping') return;
    state = 'stopping';
    setTimeout(() => {
      process.stderr.write(`it did not stop within ${running.stopWithinMs / 1_000} s and is ended now\n`);
      process.exit(1);
    }, running.stopWithinMs).unref();
    for (const part of [...parts].reverse()) await part.stop();
    process.exit(0);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  if (process.send !== undefined) process.on('disconnect', stop);
  try {
    await start(running);
    if (isStopping()) return;
    state = 'ready';
    process.send?.({ kind: 'ready', port: parts.find(({ port }) => port !== undefined)?.port });
    await Promise.race(parts.map(({ ended }) => ended));
    if (!isStopping()) throw new Error('it stopped by itself');
  } catch (error) {
    if (isStopping()) return;
    const message = error instanceof ConfigError ? error.message : String(error);
    process.stderr.write(`${message}\n`);
    process.exit(error instanceof ConfigError ? 2 : 1);
  }

  async function readiness(): Promise<Readiness> {
    if (state !== 'ready') return { isReady: false, says: [state] };
    const conditions = await Promise.all(parts.map((part) => part.condition?.() ?? []));
    const all = conditions.flat();
    return { isReady: all.every(isReady), says: [...new Set(all.flatMap(sentences))] };
  }

  /** A function, because a signal may arrive during any wait. */
  function isStopping(): boolean {
    return state === 'stopping';
  }
}
