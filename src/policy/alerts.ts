import type { AlertKind } from '../contract/status.ts';

/** What alerts are derived from; times are epoch milliseconds. */
export interface AlertFacts {
  /** Since when the provider refuses the deployment's key; null if it takes it. */
  readonly keyRefusedSince: number | null;
  /** When the oldest mail was accepted that the provider should have told of since; null if there is none. */
  readonly unreportedSince: number | null;
  /** When the oldest alarm was due that stands for longer than `lookedAtWithinMs`; null if there is none. */
  readonly overdueSince: number | null;
  /** The deliveries of unknown end, as many as were counted. */
  readonly unknown: { readonly count: number; readonly oldestSince: number | null };
}

export interface StandingAlert {
  readonly kind: AlertKind;
  readonly since: number;
}

/** SendGrid posts what happens within seconds; so much later it is not told at all. */
const reportsWithinMs = 10 * 60_000;
/** The sweeper follows up within a minute; a look that comes later has a cause. */
export const lookedAtWithinMs = 2 * 60_000;
/** A single mail without an answer happens; so many at a time have a cause. */
export const manyUnknown = 5;

/** What an operator has to know of now, the worst first. */
export function alertsOf(facts: AlertFacts, now: number): StandingAlert[] {
  const { keyRefusedSince, unreportedSince, overdueSince, unknown } = facts;
  const alert = (kind: AlertKind, since: number | null, isBad = true): StandingAlert[] =>
    since !== null && isBad ? [{ kind, since }] : [];
  return [
    ...alert('providerAuth', keyRefusedSince),
    ...alert('alarmsOverdue', overdueSince),
    ...alert('unknownPilingUp', unknown.oldestSince, unknown.count >= manyUnknown),
    ...alert('reportsMissing', unreportedSince, unreportedSince !== null && unreportedSince <= now - reportsWithinMs),
  ];
}
