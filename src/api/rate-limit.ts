import { problem } from './problems.ts';

/** How often one may do something: counted in this process, for as many as are worth remembering. */
export interface RateLimit {
  /** Throws the 429 that says when to try again, if `who` did it often enough. `now` is in epoch milliseconds. */
  take(who: string, now: number): void;
}

/**
 * A sliding window in memory. Each process counts for itself, so n processes allow up to n times as much; beyond
 * `maxKnown` the ones not seen for the longest are forgotten.
 */
export function rateLimit(what: string, most: number, perSeconds: number, maxKnown = 10_000): RateLimit {
  const times = new Map<string, readonly number[]>();
  return {
    take: (who, now) => {
      const recent = (times.get(who) ?? []).filter((time) => time > now - perSeconds * 1_000);
      times.delete(who);
      const isAllowed = recent.length < most;
      times.set(who, isAllowed ? [...recent, now] : recent);
      if (times.size > maxKnown) times.delete(times.keys().next().value as string);
      if (isAllowed) return;
      const waitMs = (recent[0] as number) + perSeconds * 1_000 - now;
      const waitSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
      throw problem('tooManyRequests', { max: most, what, perSeconds, waitSeconds });
    },
  };
}
