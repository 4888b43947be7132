import { ConfigError } from '../config.ts';
import { type Condition, isReady, sentences } from './condition.ts';

/** A part of the service that runs until it is stopped. */
export interface Process {
  /** Rejects when it fails while running. */
  readonly ended: Promise<void>;
  /** Lets what is under way end. */
  stop(): Promise<void>;
  /** How the parts are that it needs; always well if it cannot say. */
  condition?(): Promise<Condition>;
  readonly port?: number;
}

/** The parts started so far, in order; what is stopping is not ready. */
export interface Running {
  readonly parts: Process[];
  /** Whether all are started, none is being stopped and each has what it needs; and all that is wrong, in sentences. */
  readiness(): Promise<Readiness>;
  /** However it goes, the process ends within this time of being told to. */
  stopWithinMs: number;
}

export interface Readiness {
  readonly isReady: boolean;
  readonly says: readonly string[];
}

/**
 * Runs parts until SIGTERM, SIGINT or the end of the process that started it (its IPC channel), then stops them cleanly,
 * the last started first; told so again, it goes on stopping, so that no mail under way is cut off. What does not end in
 * time is left, exit code 1. Tells that process when all are ready. A wrong environment is one message and exit code 2.
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

  /** Asked anew each time: a signal may have come while waiting. */
  function isStopping(): boolean {
    return state === 'stopping';
  }
}
