import type { AlertKind } from '../../contract/status.ts';

/** What alerts are derived from; times are epoch milliseconds. */
export interface AlertFacts {
  /** Since when the provider refuses the deployment's key; null if it takes it. */
  readonly keyRefusedSince: number | null;
  /** Since when the deployment's credits at the provider are used up; null if they are not. */
  readonly outOfCreditsSince: number | null;
  /** When the provider first dropped a mail of the account, within a day, for a reason that is not its address's. */
  readonly droppedSince: number | null;
  /** When the oldest mail was accepted that the provider should have told of since; null if there is none. */
  readonly unreportedSince: number | null;
  /** When the oldest look or attempt was due that is not done yet; null if there is none. */
  readonly overdueSince: number | null;
  /** Since when the account's own pause lasts; null if it has none. */
  readonly pausedSince: number | null;
  /** The deliveries of unknown end, as many as were counted. */
  readonly unknown: { readonly count: number; readonly oldestSince: number | null };
}

export interface StandingAlert {
  readonly kind: AlertKind;
  readonly since: number;
}

/** SendGrid posts what happens within seconds; so much later it is not told at all. */
const reportsWithinMs = 10 * 60_000;
/** The sweeper follows up within a minute; a look or an attempt that comes later has a cause. */
const lookedAtWithinMs = 2 * 60_000;
/** A pause is for an incident; after a day it has been forgotten. */
const pausedWithinMs = 24 * 3_600_000;
/** A single mail without an answer happens; so many at a time have a cause. */
export const manyUnknown = 5;

/** What an operator has to know of now, the worst first. */
export function alertsOf(facts: AlertFacts, now: number): StandingAlert[] {
  const { keyRefusedSince, outOfCreditsSince, droppedSince, unreportedSince, overdueSince, pausedSince, unknown } =
    facts;
  const alert = (kind: AlertKind, since: number | null, isBad = true): StandingAlert[] =>
    since !== null && isBad ? [{ kind, since }] : [];
  return [
    ...alert('providerAuth', keyRefusedSince),
    ...alert('outOfCredits', outOfCreditsSince),
    ...alert('alarmsOverdue', overdueSince, overdueSince !== null && overdueSince <= now - lookedAtWithinMs),
    ...alert('pauseForgotten', pausedSince, pausedSince !== null && pausedSince <= now - pausedWithinMs),
    ...alert('providerDrops', droppedSince),
    ...alert('unknownPilingUp', unknown.oldestSince, unknown.count >= manyUnknown),
    ...alert('reportsMissing', unreportedSince, unreportedSince !== null && unreportedSince <= now - reportsWithinMs),
  ];
}
