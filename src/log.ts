import { type Logger, pino } from 'pino';
import type { Config } from './config.ts';

/** Structured logs with ids only: never a text, a name or an address (design P8). Levels are words. */
export function createLog(part: string, { LOG_LEVEL }: Pick<Config, 'LOG_LEVEL'>): Logger {
  const options = {
    level: LOG_LEVEL,
    base: { part },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
    serializers: { err: errorOf },
  };
  // Written at once: otherwise the last lines of a process that exits may be in another order.
  return pino(options, pino.destination({ dest: 1, sync: true }));
}

/**
 * The kind, code and message of an error and its causes, and where it was thrown. Drivers' errors may contain documents,
 * which are left out.
 */
function errorOf(error: unknown): unknown {
  if (!(error instanceof Error)) return redacted(String(error));
  const { name, message, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return {
    name,
    code,
    message: redacted(message),
    stack: framesOf(error),
    ...(cause === undefined ? {} : { cause: errorOf(cause) }),
  };
}

/** The frames alone: a stack begins with the message, which is told redacted. */
function framesOf({ stack = '' }: Error): string | undefined {
  const frames = stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '));
  return frames.length === 0 ? undefined : frames.join('\n');
}

/** An error's message without values: duplicate key errors quote the key, and any error may quote an address. */
export function redacted(message: string): string {
  const end = message.indexOf('dup key: ');
  const safe = end === -1 ? message : `${message.slice(0, end)}dup key`;
  return safe.replace(/[^\s"'<>]+/g, (word) => (word.slice(1, -1).includes('@') ? '<address>' : word));
}
