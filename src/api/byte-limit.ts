import { problem } from './problems.ts';

/** Limits how many bytes a client may send, counted in this process. */
export interface ByteLimit {
  /** Throws the 429 that says when to try again unless `who` may send that many. `now` is in epoch milliseconds. */
  assertRoom(who: string, bytes: number, now: number): void;
  /** The same, and counts them. */
  take(who: string, bytes: number, now: number): void;
}

interface Sent {
  readonly since: number;
  readonly bytes: number;
}

/**
 * Windows of a fixed length in memory, each beginning with its first bytes. Each process counts separately. Beyond
 * `maxKnown` clients, those not seen for the longest are forgotten.
 */
export function byteLimit(what: string, most: number, perSeconds: number, maxKnown = 10_000): ByteLimit {
  const windows = new Map<string, Sent>();
  const windowOf = (who: string, now: number): Sent => {
    const known = windows.get(who);
    return known === undefined || known.since <= now - perSeconds * 1_000 ? { since: now, bytes: 0 } : known;
  };
  const assertRoom = (who: string, bytes: number, now: number): void => {
    const { since, bytes: before } = windowOf(who, now);
    if (before + bytes <= most) return;
    const waitSeconds = Math.max(1, Math.ceil((since + perSeconds * 1_000 - now) / 1_000));
    throw problem('tooManyRequests', { max: most, what, perSeconds, waitSeconds });
  };
  return {
    assertRoom,
    take: (who, bytes, now) => {
      assertRoom(who, bytes, now);
      const { since, bytes: before } = windowOf(who, now);
      windows.delete(who);
      windows.set(who, { since, bytes: before + bytes });
      if (windows.size > maxKnown) windows.delete(windows.keys().next().value as string);
    },
  };
}
