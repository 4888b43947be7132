import { problem } from './problems.ts';

/** Limits how often a client may do something, counted in this process. */
export interface RateLimit {
  /** Throws the 429 that says when to try again if `who` has reached the limit. `now` is in epoch milliseconds. */
  take(who: string, now: number): void;
  /** The same for those who must not learn of the limit: false if it is reached. */
  takeQuietly(who: string, now: number): boolean;
}

/**
 * A sliding window in memory. Each process counts separately, so n processes allow up to n times as much. Beyond
 * `maxKnown` clients, those not seen for the longest are forgotten.
 */
export function rateLimit(what: string, most: number, perSeconds: number, maxKnown = 10_000): RateLimit {
  const times = new Map<string, readonly number[]>();

  function counted(who: string, now: number) {
    const recent = (times.get(who) ?? []).filter((time) => time > now - perSeconds * 1_000);
    times.delete(who);
    const isAllowed = recent.length < most;
    times.set(who, isAllowed ? [...recent, now] : recent);
    if (times.size > maxKnown) times.delete(times.keys().next().value as string);
    return { recent, isAllowed };
  }

  return {
    takeQuietly: (who, now) => counted(who, now).isAllowed,
    take: (who, now) => {
      const { recent, isAllowed } = counted(who, now);
      if (isAllowed) return;
      const waitMs = (recent[0] as number) + perSeconds * 1_000 - now;
      const waitSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
      throw problem('tooManyRequests', { max: most, what, perSeconds, waitSeconds });
    },
  };
}
