import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
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
  /** Metrics that it keeps by itself, as Prometheus's text. */
  metrics?(): Promise<string>;
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

type State = 'starting' | 'started' | 'ready' | 'stopping';

/** How often to look whether a started process has become ready. */
const betweenLooksMs = 250;

export interface Readiness {
  readonly isReady: boolean;
  readonly says: readonly string[];
}

/**
 * Runs parts until SIGTERM, SIGINT or the end of the process that started this one (its IPC channel), then stops them
 * cleanly, the last started first. A second signal changes nothing, so that no email is cut off while it is being sent.
 * If a part does not stop in time, the exit code is 1. Tells the process that started this one when it can be used: one that
 * listens once it does, because it answers by itself what it lacks; any other when it is ready for the first time, as /readyz
 * has it. All that is said goes to the log, also what Node itself would say elsewhere. A wrong environment gives one line and
 * exit code 2.
 */
export async function runProcess(log: Logger, start: (running: Running) => Promise<void>): Promise<void> {
  let state: State = 'starting';
  const parts: Process[] = [];
  const running: Running = { parts, stopWithinMs: 60_000, readiness };
  const stop = async (why: string) => {
    if (state === 'stopping') return;
    state = 'stopping';
    log.info({ why }, 'stopping');
    setTimeout(() => {
      log.fatal(`it did not stop within ${running.stopWithinMs / 1_000} s and is ended now`);
      process.exit(1);
    }, running.stopWithinMs).unref();
    for (const part of [...parts].reverse()) await part.stop();
    log.info('stopped');
    process.exit(0);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  if (process.send !== undefined) process.on('disconnect', () => stop('the process that started it has ended'));
  tellWhatNodeSays(log);
  try {
    await start(running);
    if (is('stopping')) return;
    state = 'started';
    void tellWhenReady();
    await Promise.race(parts.map(({ ended }) => ended));
    if (!is('stopping')) throw new Error('it stopped by itself');
  } catch (error) {
    if (is('stopping')) return;
    if (error instanceof ConfigError) {
      log.fatal({ problems: error.problems }, 'environment variables are missing or wrong');
      process.exit(2);
    }
    log.fatal({ err: error }, is('ready') ? 'it cannot go on' : 'it cannot start');
    process.exit(1);
  }

  async function readiness(): Promise<Readiness> {
    if (is('starting') || is('stopping')) return { isReady: false, says: [state] };
    const conditions = await Promise.all(parts.map((part) => part.condition?.() ?? []));
    const all = conditions.flat();
    return { isReady: all.every(isReady), says: [...new Set(all.flatMap(sentences))] };
  }

  /** Later changes are told by the parts themselves. */
  async function tellWhenReady(): Promise<void> {
    const port = parts.find((part) => part.port !== undefined)?.port;
    const tellStarter = () => process.send?.({ kind: 'ready', port });
    if (port !== undefined) tellStarter();
    for (let isFirst = true; !is('stopping'); isFirst = false) {
      const { isReady, says } = await readiness();
      if (is('stopping')) return;
      if (isReady) {
        state = 'ready';
        log.info('ready');
        if (port === undefined) tellStarter();
        return;
      }
      if (isFirst) log.info({ waitsFor: says }, 'started, but not ready yet');
      await pause(betweenLooksMs, undefined, { ref: false });
    }
  }

  /** A function, because a signal may arrive during any wait. */
  function is(asked: State): boolean {
    return state === asked;
  }
}

/** Node would write these to stderr as plain text. */
function tellWhatNodeSays(log: Logger): void {
  process.removeAllListeners('warning').on('warning', (warning) => log.warn({ err: warning }, 'Node warns'));
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'an error that nothing caught');
    process.exit(1);
  });
}
