import type { Tab } from '../facts.ts';

/**
 * A client's clock may be wrong by any amount in either direction, so none of its times counts by itself. Only the
 * difference of two of them does, because the error then cancels out. All times are epoch milliseconds.
 */

/** A time as a client reported it, by its own clock. */
export interface ToldTime {
  /** When it happened; null: now. */
  readonly at: number | null;
  /** When the client sent it; null if it did not say. */
  readonly sentAt: number | null;
}

/** A message that arrives this long after it was written is history: context, never news (api.md Messages). */
const historyMs = 24 * 3_600_000;

/** The earliest time that is accepted: ISO 8601 writes earlier years differently, which nobody reads. */
const earliest = new Date(0).setUTCFullYear(0, 0, 1);

/** When something happened, from its age when it was sent by the client's clock; null if the client does not say. */
const byItsAge = ({ at, sentAt }: ToldTime, now: number) =>
  at === null || sentAt === null ? null : Math.max(earliest, now - Math.max(0, sentAt - at));

/**
 * When a tab's report happened. Without `sentAt` its delay is measured against the tab's most prompt report with a
 * time: `lag` is that one's clock error plus transmission time. A delay of more than a third of `silenceSeconds` is
 * taken for a clock that was set back, and the report then counts when it arrives.
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
  // There is nothing to measure by yet: not before the tab's last report.
  if (known.lag === undefined) return { at: Math.min(Math.max(told.at, known.seenAt), now), lag };
  const least = Math.min(known.lag, lag);
  const late = lag - least;
  return late * 3 > silenceSeconds * 1_000 ? { at: now, lag } : { at: now - late, lag: least };
}

export interface MessageTime {
  /** When it was written, for display; never after `now`. */
  readonly at: number;
  /** When its author did it by our clock: what counts as their activity. */
  readonly actedAt: number;
  readonly isHistory: boolean;
}

/**
 * When a message was written. Without `sentAt`, a time more than 24 hours ago means history only before there is
 * activity: in a live conversation it means a slow clock.
 * @param isLive there has been activity in the conversation, or the author is typing: in a widget or an agent's session
 */
export function timeOfMessage(told: ToldTime, isLive: boolean, now: number): MessageTime {
  const aged = byItsAge(told, now);
  if (aged !== null) return { at: aged, actedAt: aged, isHistory: now - aged > historyMs };
  const at = Math.min(told.at ?? now, now);
  return { at, actedAt: now, isHistory: !isLive && now - at > historyMs };
}
