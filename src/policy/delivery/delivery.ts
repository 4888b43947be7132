import type { ParkedReason } from '../../contract/outcomes.ts';
import type { Settings } from '../../contract/settings.ts';

/**
 * A delivery's life (design, Delivery). At most one a conversation is open: claimed, being sent, or waiting for the
 * provider's report of an attempt whose end is unknown.
 */
export type DeliveryStatus =
  | 'claimed'
  | 'sending'
  | 'unknown'
  | 'accepted'
  | 'deferred'
  | 'delivered'
  | 'bounced'
  | 'dropped'
  | 'parked'
  | 'superseded'
  | 'withdrawn'
  /** A person gave it up for good. */
  | 'dismissed';

export const openStatuses = ['claimed', 'sending', 'unknown'] as const satisfies DeliveryStatus[];

export const isOpen = ({ status }: { readonly status: DeliveryStatus }) => openStatuses.some((open) => open === status);

/** One call to the provider, noted before it is made; `end` is null until its end is known. */
export interface Attempt {
  /** Unique, so that a retried note is recognised. */
  readonly id: string;
  readonly at: number;
  /** Nothing is sent from here on, even if the process wakes up again. */
  readonly giveUpAt: number;
  /** By now the attempt is over, one way or the other. */
  readonly overAt: number;
  readonly end: 'accepted' | 'refused' | 'rejected' | 'unknown' | null;
  readonly endedAt: number | null;
  /** What the provider said, for the ledger. */
  readonly result: string | null;
}

/** A pause or a limit holds a delivery back, since then and for so long. */
export interface Postponement {
  readonly since: number;
  readonly waitMs: number;
}

export interface DeliveryFacts {
  readonly id: string;
  readonly status: DeliveryStatus;
  readonly newsSeqs: readonly number[];
  readonly attempts: readonly Attempt[];
  /** The start of the hour in which delivery is retried: the claim, or the last replay (design R9). */
  readonly hourStartedAt: number;
  readonly nextAttemptAt: number;
  /** While it is postponed; that time does not count towards its hour. Stored documents have it under this name. */
  readonly held?: Postponement | null;
}

const firstRetryMs = 15_000;
const longestRetryMs = 480_000;

export type AfterRefusal =
  | { readonly kind: 'retry'; readonly at: number }
  | { readonly kind: 'park'; readonly reason: ParkedReason };

export interface Refusal {
  readonly reason: ParkedReason;
  /** The account's setting. */
  readonly retryForSeconds: number;
  /** As told by the provider; null if it was not. */
  readonly retryAfterSeconds: number | null;
  readonly now: number;
}

/**
 * What follows a refused attempt: another after 15 s, doubling to 8 min, the last at the end of the hour; then it is
 * parked for the reason of the refusal (design R9).
 */
export function afterRefusal(
  delivery: DeliveryFacts,
  { reason, retryForSeconds, retryAfterSeconds, now }: Refusal,
): AfterRefusal {
  const hourEndsAt = delivery.hourStartedAt + retryForSeconds * 1_000;
  if (now >= hourEndsAt) return { kind: 'park', reason };
  const refusals = delivery.attempts.filter(({ at, end }) => at >= delivery.hourStartedAt && end === 'refused').length;
  const backOffMs = Math.min(firstRetryMs * 2 ** refusals, longestRetryMs);
  return { kind: 'retry', at: Math.min(now + Math.max(backOffMs, (retryAfterSeconds ?? 0) * 1_000), hourEndsAt) };
}

/** Whether some attempt may have gone out without anyone knowing; then the mail is repeated byte for byte (design R5). */
export function hasUnknownAttempt({ attempts }: Pick<DeliveryFacts, 'attempts'>): boolean {
  return attempts.some(({ end }) => end === 'unknown');
}

/** Another copy of the mail may be on its way: the end of an attempt is not known, or not yet. */
export const mayStillBeTaken = ({ attempts }: Pick<DeliveryFacts, 'attempts'>): boolean => attempts.some(isOpenEnd);

export const isOpenEnd = ({ end }: Attempt) => end === null || end === 'unknown';

/** Whether no other mail may carry what this delivery does: it is open, it was mailed, or it may have been (design, News). */
export function keepsItsNews(delivery: Pick<DeliveryFacts, 'status' | 'attempts'>): boolean {
  switch (delivery.status) {
    case 'claimed':
    case 'sending':
    case 'unknown':
    case 'accepted':
    case 'deferred':
    case 'delivered':
      return true;
    case 'bounced':
    case 'dropped':
    case 'parked':
    case 'dismissed':
      return mayStillBeTaken(delivery);
    case 'superseded':
    case 'withdrawn':
      return false;
    default:
      return delivery.status satisfies never;
  }
}

/** When the last attempt is over, one way or the other; if its end is not told by then, nobody will. */
export function overAt({ attempts, hourStartedAt }: DeliveryFacts): number {
  return attempts.at(-1)?.overAt ?? hourStartedAt;
}

/** Until when the provider's report of the last attempt with an unknown outcome is waited for; counted from its `giveUpAt`. */
export function awaitsReportUntil({ attempts, hourStartedAt }: DeliveryFacts, { delivery }: Settings): number {
  const unknown = attempts.findLast(({ end }) => end === 'unknown');
  return (unknown?.giveUpAt ?? hourStartedAt) + delivery.awaitReportSeconds * 1_000;
}

/**
 * What becomes of a delivery whose end is unknown: it waits for the report, then it is resent once, or parked, as the
 * account chose. A second attempt with an unknown outcome, or one that a person's replay made, is not resent by itself.
 */
export function afterUnknown(delivery: DeliveryFacts, settings: Settings, now: number): 'wait' | 'resend' | 'park' {
  if (now < awaitsReportUntil(delivery, settings)) return 'wait';
  const unknownEnds = delivery.attempts.filter(({ end }) => end === 'unknown').length;
  return settings.delivery.onUnknown === 'resend' && unknownEnds === 1 ? 'resend' : 'park';
}

/** When a postponed one is asked about again, and its hour without the time until now. */
export interface Postponed {
  readonly at: number;
  readonly hourStartedAt: number;
  readonly held: Postponement | null;
}

/** A limit may end early: the address may be corrected or verified. */
const longestLimitedMs = 3_600_000;

/**
 * Postponed by a pause, the account's or everybody's: asked about again after a back-off that doubles up to 8 min. Or by
 * a limit: until that is over, but asked about each hour.
 * @param until where it is known
 */
export function postponed(delivery: DeliveryFacts, now: number, until?: number): Postponed {
  const { hourStartedAt, held } = withoutPostponedTime(delivery, now);
  const waitMs =
    until === undefined
      ? Math.min((held?.waitMs ?? firstRetryMs / 2) * 2, longestRetryMs)
      : Math.min(until - now, longestLimitedMs);
  return { at: now + waitMs, hourStartedAt, held: { since: now, waitMs } };
}

/** The time for which it was postponed until now does not count towards its hour (design R9). */
export function withoutPostponedTime<Delivery extends DeliveryFacts>(delivery: Delivery, now: number): Delivery {
  const { held, hourStartedAt } = delivery;
  if (!held) return delivery;
  return { ...delivery, hourStartedAt: hourStartedAt + (now - held.since), held: { ...held, since: now } };
}
