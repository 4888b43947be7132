import { problem } from './problems.ts';

/** Limits how many bytes a client may send, counted in this process. */
export interface ByteLimit {
  /** Throws the 429 that says when to try again if `who` would have sent too much. `now` is in epoch milliseconds. */
  take(who: string, bytes: number, now: number): void;
}

interface Spent {
  readonly since: number;
  readonly bytes: number;
}

/**
 * Windows of a fixed length in memory, each beginning with its first request. Each process counts separately. Beyond
 * `maxKnown` clients, those not seen for the longest are forgotten.
 */
export function byteLimit(what: string, most: number, perSeconds: number, maxKnown = 10_000): ByteLimit {
  const windows = new Map<string, Spent>();
  return {
    take: (who, bytes, now) => {
      const known = windows.get(who);
      const isOver = known === undefined || known.since <= now - perSeconds * 1_000;
      const { since, bytes: before } = isOver ? { since: now, bytes: 0 } : known;
      const isAllowed = before + bytes <= most;
      windows.delete(who);
      windows.set(who, { since, bytes: isAllowed ? before + bytes : before });
      if (windows.size > maxKnown) windows.delete(windows.keys().next().value as string);
      if (isAllowed) return;
      const waitSeconds = Math.max(1, Math.ceil((since + perSeconds * 1_000 - now) / 1_000));
      throw problem('tooManyRequests', { max: most, what, perSeconds, waitSeconds });
    },
  };
}
