import type { LogLevel, LogMetadata, Logger as TemporalLogger } from '@temporalio/common';
import type { Logger } from 'pino';

/** What Temporal calls info is about its own working. */
const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'debug', WARN: 'warn', ERROR: 'error' } as const;

/** While Temporal is away, each of its pollers says so several times a second. */
const sameAgainMs = 30_000;
const maxRemembered = 200;

/**
 * Writes Temporal's own log lines, those of its native core among them, to our log, without the activity arguments and
 * causes that it would add. What the core repeats is told twice a minute, with how often it was `repeated` since.
 */
export function temporalLogger(log: Logger, now: () => number = Date.now): TemporalLogger {
  const told = new Map<string, { at: number; repeated: number }>();
  const write = (level: LogLevel, message: string, meta: LogMetadata = {}) => {
    if (message.startsWith('No workflows registered')) return; // the sending queue has none, on purpose
    const { workflowId, runId, activityType, taskQueue, attempt, error, deliveryId } = meta;
    const ids = { workflowId, runId, activityType, taskQueue, attempt, deliveryId };
    const isOfCore = meta.sdkComponent === 'core';
    const repeated = isOfCore ? repeatedSince(`${level} ${message}`) : 0;
    if (repeated === null) return;
    const ofCore = isOfCore ? { component: 'temporal', ...(repeated === 0 ? {} : { repeated }) } : {};
    log[levels[level]]({ ...ids, ...ofCore, err: error }, message);
  };

  /** How often this was said since it was told; null if it need not be told again yet. */
  function repeatedSince(message: string): number | null {
    const before = told.get(message);
    if (before !== undefined && now() - before.at < sameAgainMs) {
      before.repeated += 1;
      return null;
    }
    if (told.size >= maxRemembered) told.clear();
    told.set(message, { at: now(), repeated: 0 });
    return before?.repeated ?? 0;
  }

  return {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
}
