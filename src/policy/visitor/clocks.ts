import type { Tab } from '../facts.ts';

/**
 * A client's clock may be wrong by any amount and in either direction, so none of its times counts by itself: only the
 * difference of two of them does, for then the error cancels out. All times are epoch milliseconds.
 */

/** A time as a client told it, by its own clock. */
export interface ToldTime {
  /** When it happened; null: now. */
  readonly at: number | null;
  /** When the client sent it; null if it did not say. */
  readonly sentAt: number | null;
}

/** Arriving this long after it happened, a message is history: context, never news (api.md Messages). */
const historyMs = 24 * 3_600_000;

/** No client's clock leads before it: earlier years are written in a way of their own (ISO 8601), which nobody reads. */
const earliest = new Date(0).setUTCFullYear(0, 0, 1);

/** When something happened by its age at its sending, as the client's clock has both; null if the client does not say. */
const byItsAge = ({ at, sentAt }: ToldTime, now: number) =>
  at === null || sentAt === null ? null : Math.max(earliest, now - Math.max(0, sentAt - at));

/**
 * When a tab's report happened. Without `sentAt` its lateness is measured against the most prompt report of the same tab
 * that told its time: `lag` is what that one's clock and its way made together. Later than a third of `silenceSeconds` is
 * no lateness but a clock that was set back: such a report counts when it arrives.
 * @param known the tab so far; undefined if this is its first report
 * @returns never a time after `now`, and the tab's `lag` from now on
 */
export function timeOfReport(
  told: ToldTime,
  known: Pick<Tab, 'seenAt' | 'lag'> | undefined,
  silenceSeconds: number,
  now: number,
): { readonly at: number; readonly lag: number | undefined } {
  const aged = byItsAge(told, now);
  if (aged !== null) return { at: aged, lag: known?.lag };
  if (told.at === null) return { at: now, lag: known?.lag };
  const lag = now - told.at;
  if (known === undefined) return { at: now, lag };
  // Nothing to measure by yet: not before the tab was last heard of.
  if (known.lag === undefined) return { at: Math.min(Math.max(told.at, known.seenAt), now), lag };
  const least = Math.min(known.lag, lag);
  const late = lag - least;
  return late * 3 > silenceSeconds * 1_000 ? { at: now, lag } : { at: now - late, lag: least };
}

export interface MessageTime {
  /** When it was written, as it is shown; never after `now`. */
  readonly at: number;
  /** When its author did it by our clock: what counts as their activity. */
  readonly actedAt: number;
  readonly isHistory: boolean;
}

/**
 * When a message was written. Without `sentAt` a time over 24 hours ago means history only where nothing is going on yet:
 * in a live conversation it is a slow clock.
 * @param isLive someone was heard of in the conversation, or the author is at the keyboard: a widget, an agent's session
 */
export function timeOfMessage(told: ToldTime, isLive: boolean, now: number): MessageTime {
  const aged = byItsAge(told, now);
  if (aged !== null) return { at: aged, actedAt: aged, isHistory: now - aged > historyMs };
  const at = Math.min(told.at ?? now, now);
  return { at, actedAt: now, isHistory: !isLive && now - at > historyMs };
}
