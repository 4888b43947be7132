/** As far as a timer reaches, about 24 days; beyond it would run at once. */
const longestMs = 2 ** 31 - 1;

export interface TimeLimit {
  /** Aborts when the time is over, or when the caller's own signal does. */
  readonly signal: AbortSignal;
  isOver(): boolean;
  /** What has begun in time may go on. */
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
