import type { DeliveryChannel } from '../../contract/direct-channels.ts';
import type { ParkedReason, WaitingReason } from '../../contract/outcomes.ts';
import type { Settings } from '../../contract/settings.ts';

/**
 * The life of a delivery (design, Delivery). At most one per conversation is open: claimed, being sent, or waiting for
 * the provider's report of an attempt whose outcome is unknown.
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
  /** A person dismissed it for good. */
  | 'dismissed';

export const openStatuses = ['claimed', 'sending', 'unknown'] as const satisfies DeliveryStatus[];

export const isOpen = ({ status }: { readonly status: DeliveryStatus }) => openStatuses.some((open) => open === status);

/** One of the parts that a message is sent as, one request each; emails have none. */
export interface PartFacts {
  /** When it was known to be accepted. */
  readonly acceptedAt: number | null;
  readonly providerMessageId: string | null;
  /** The provider's ids of its other copies: it was sent again because nobody knew its end, and both arrived. */
  readonly copyIds?: readonly string[];
}

/** One call to the provider, recorded before it is made; `end` is null until it is known. */
export interface Attempt {
  /** Unique, so that a retried note is recognised. */
  readonly id: string;
  readonly at: number;
  /** Nothing is sent after this time, even if a frozen process wakes up again. */
  readonly giveUpAt: number;
  /** The attempt is over by this time in any case. */
  readonly overAt: number;
  readonly end: 'accepted' | 'refused' | 'rejected' | 'unknown' | null;
  readonly endedAt: number | null;
  /** What the provider answered. */
  readonly result: string | null;
  /** The number of the part that it sends, from 1; missing for emails. */
  readonly part?: number;
  /**
   * `sent`: it went as a person's answer after the platform's standard window. `found`: it did not, but came after that
   * by the platform's clock.
   */
  readonly late?: 'sent' | 'found';
  /** Why it was refused or rejected. */
  readonly reason?: ParkedReason;
}

/** A pause, a limit or a throttling platform holds a delivery back: since when, for how long, and which. */
export interface Postponement {
  readonly since: number;
  readonly waitMs: number;
  /** `retrying`: a platform throttles. Missing in older documents. */
  readonly reason?: HoldReason | 'retrying';
}

/** What may hold a delivery back that was claimed. */
export type HoldReason = Extract<WaitingReason, 'paused' | 'rateCapped' | 'addressLimited' | 'quietHours'>;

/** What the rules of attempts look at, whatever the email is about. */
export interface AttemptedFacts {
  readonly id: string;
  readonly status: DeliveryStatus;
  readonly attempts: readonly Attempt[];
  /** Missing: it is an email. */
  readonly channel?: DeliveryChannel;
  /** Missing for emails, and before the first attempt. */
  readonly parts?: readonly PartFacts[];
  /** The start of the hour in which delivery is retried: the claim, or the last replay (design R9). */
  readonly hourStartedAt: number;
  readonly nextAttemptAt: number;
  /** Set while it is postponed or throttled; that time does not count towards its hour. The name is that of stored documents. */
  readonly held?: Postponement | null;
}

export interface DeliveryFacts extends AttemptedFacts {
  readonly newsSeqs: readonly number[];
}

const firstRetryMs = 15_000;
const longestRetryMs = 480_000;

/** How long to wait after a refused attempt, if so many were refused before it (design R9). */
export const backOffMs = (refusals: number) => Math.min(firstRetryMs * 2 ** refusals, longestRetryMs);

export type AfterRefusal =
  | { readonly kind: 'retry'; readonly at: number }
  | { readonly kind: 'park'; readonly reason: ParkedReason };

export interface Refusal {
  readonly reason: ParkedReason;
  /** The account's setting. */
  readonly retryForSeconds: number;
  /** As the provider asks; null if it does not. */
  readonly retryAfterSeconds: number | null;
  readonly now: number;
}

/**
 * What follows a refused attempt: another after 15 s, doubling to 8 min, the last at the end of the hour; then it is
 * parked for the reason of the refusal (design R9).
 */
export function afterRefusal(
  delivery: AttemptedFacts,
  { reason, retryForSeconds, retryAfterSeconds, now }: Refusal,
): AfterRefusal {
  const hourEndsAt = delivery.hourStartedAt + retryForSeconds * 1_000;
  if (now >= hourEndsAt) return { kind: 'park', reason };
  const refusals = attemptsLeft(delivery).filter(
    ({ at, end }) => at >= delivery.hourStartedAt && end === 'refused',
  ).length;
  return {
    kind: 'retry',
    at: Math.min(now + Math.max(backOffMs(refusals), (retryAfterSeconds ?? 0) * 1_000), hourEndsAt),
  };
}

/**
 * What follows an attempt that a platform refused only because it had too many requests: another as told, or after the
 * same waits. That time does not count towards the hour, because nothing is wrong with what is sent.
 */
export function afterThrottling(
  delivery: AttemptedFacts,
  { retryAfterSeconds, now }: Pick<Refusal, 'retryAfterSeconds' | 'now'>,
): { readonly nextAttemptAt: number; readonly held: Postponement } {
  const ended = attemptsLeft(delivery).filter(({ end }) => end !== null);
  const refusals = ended.length - 1 - ended.findLastIndex(({ end }) => end !== 'refused');
  const waitMs = Math.max(backOffMs(refusals), (retryAfterSeconds ?? 0) * 1_000);
  return { nextAttemptAt: now + waitMs, held: { since: now, waitMs, reason: 'retrying' } };
}

/** What a pause or a limit holds a delivery back by; null if it goes on, or is only tried again. */
export function heldBackBy({
  held,
}: Pick<AttemptedFacts, 'held'>): (Postponement & { readonly reason: HoldReason }) | null {
  if (!held || held.reason === 'retrying') return null;
  return { ...held, reason: held.reason ?? 'paused' };
}

type WithAttempts = Pick<DeliveryFacts, 'attempts' | 'parts'>;

/** The attempts at what is still to be accepted: of an email all, of a message on a channel those at its next part. */
const attemptsLeft = ({ attempts, parts }: WithAttempts): readonly Attempt[] =>
  parts === undefined ? attempts : attempts.filter(({ part = 1 }) => !isAccepted(parts[part - 1]));

const isAccepted = (part: PartFacts | undefined) => part !== undefined && part.acceptedAt !== null;

/** Whether the platform is known to have at least one of its parts. */
export const hasAcceptedPart = ({ parts = [] }: Pick<DeliveryFacts, 'parts'>): boolean => parts.some(isAccepted);

/** Whether the outcome of any attempt is unknown; an email is then repeated byte for byte (design R5). */
export function hasUnknownAttempt(delivery: WithAttempts): boolean {
  return attemptsLeft(delivery).some(({ end }) => end === 'unknown');
}

/** Whether another copy may still be accepted: the outcome of an attempt is unknown, or not known yet. */
export const mayStillBeTaken = (delivery: WithAttempts): boolean => attemptsLeft(delivery).some(isOpenEnd);

/** Whether it goes to the visitor's own account on a channel, and not by email. */
export const isDirect = ({ channel = 'email' }: Pick<DeliveryFacts, 'channel'>): boolean => channel !== 'email';

export const isOpenEnd = ({ end }: Attempt) => end === null || end === 'unknown';

/**
 * Whether no other email may carry this delivery's news: it is open, or it was or may have been sent (design, News).
 */
export function keepsItsNews(delivery: Pick<DeliveryFacts, 'status' | 'attempts' | 'parts'>): boolean {
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
      return mayStillBeTaken(delivery) || hasAcceptedPart(delivery);
    case 'superseded':
    case 'withdrawn':
      return false;
    default:
      return delivery.status satisfies never;
  }
}

/** When the last attempt is over in any case; a result that has not been recorded by then never will be. */
export function overAt({ attempts, hourStartedAt }: AttemptedFacts): number {
  return attempts.at(-1)?.overAt ?? hourStartedAt;
}

/**
 * Until when to wait for the provider's report of the last attempt with an unknown outcome, counted from its
 * `giveUpAt`.
 */
export function awaitsReportUntil({ attempts, hourStartedAt }: AttemptedFacts, { delivery }: Settings): number {
  const unknown = attempts.findLast(({ end }) => end === 'unknown');
  return (unknown?.giveUpAt ?? hourStartedAt) + delivery.awaitReportSeconds * 1_000;
}

/**
 * What happens to a delivery whose outcome is unknown: it waits for the report, then it is resent once or parked, as
 * the account chose. After a second unknown outcome, or a person's replay, it is not resent automatically.
 */
export function afterUnknown(delivery: AttemptedFacts, settings: Settings, now: number): 'wait' | 'resend' | 'park' {
  if (now < awaitsReportUntil(delivery, settings)) return 'wait';
  const unknownEnds = attemptsLeft(delivery).filter(({ end }) => end === 'unknown').length;
  return settings.delivery.onUnknown === 'resend' && unknownEnds === 1 ? 'resend' : 'park';
}

/** When a postponed delivery is checked again, and its hour without the time that it was postponed. */
export interface Postponed {
  readonly at: number;
  readonly hourStartedAt: number;
  readonly held: Postponement | null;
}

/** A limit may end early: the address may be corrected or verified. */
const longestLimitedMs = 3_600_000;

/** What holds a delivery back, and until when, if that is known. */
export interface Hold {
  readonly reason: HoldReason;
  readonly until?: number;
}

/**
 * Postponed by a pause of the account or the deployment: checked again after a back-off that doubles up to 8 min. Or by
 * a limit: until that is over, but checked every hour.
 */
export function postponed(delivery: AttemptedFacts, now: number, { reason, until }: Hold): Postponed {
  const { hourStartedAt, held } = withoutPostponedTime(delivery, now);
  const waitMs =
    until === undefined
      ? Math.min((held?.waitMs ?? firstRetryMs / 2) * 2, longestRetryMs)
      : Math.min(until - now, longestLimitedMs);
  return { at: now + waitMs, hourStartedAt, held: { since: now, waitMs, reason } };
}

/** The time for which it has been postponed does not count towards its hour (design R9). */
export function withoutPostponedTime<Delivery extends AttemptedFacts>(delivery: Delivery, now: number): Delivery {
  const { held, hourStartedAt } = delivery;
  if (!held) return delivery;
  return { ...delivery, hourStartedAt: hourStartedAt + (now - held.since), held: { ...held, since: now } };
}
