import type { LogLevel, LogMetadata, Logger as TemporalLogger } from '@temporalio/common';
import type { Logger } from 'pino';

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Writes Temporal's own log lines to our log, without the activity arguments and causes that it would add. */
export function temporalLogger(log: Logger): TemporalLogger {
  const write = (level: LogLevel, message: string, meta?: LogMetadata) => {
    if (message.startsWith('No workflows registered')) return; // the sending queue has none, on purpose
    const { workflowId, runId, activityType, taskQueue, attempt, error, deliveryId } = meta ?? {};
    log[levels[level]]({ workflowId, runId, activityType, taskQueue, attempt, deliveryId, err: error }, message);
  };
  return {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('DEBUG', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
}
