/** The longest possible timer, about 24 days; a longer one would fire at once. */
const longestMs = 2 ** 31 - 1;

export interface TimeLimit {
  /** Aborts when the time is over, or when the caller's own signal does. */
  readonly signal: AbortSignal;
  isOver(): boolean;
  /** Removes the limit, for what has begun in time. */
  lift(): void;
}

export function timeLimit(seconds: number, signal: AbortSignal | undefined): TimeLimit {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), Math.min(seconds * 1_000, longestMs));
  return {
    signal: signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]),
    isOver: () => limit.signal.aborted,
    lift: () => clearTimeout(timer),
  };
}
