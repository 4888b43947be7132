import type { AlertKind } from '../../contract/status.ts';
import { type ChannelFacts, channelAlertsOf } from './channels.ts';
import { type InboundFacts, inboundAlertsOf } from './inbound-alerts.ts';

/** What alerts are derived from. Times are epoch milliseconds. */
export interface AlertFacts {
  /** Since when the provider has refused the deployment's key; null if it accepts it. */
  readonly keyRefusedSince: number | null;
  /** Since when the deployment's credits at the provider have been used up; null if they are not. */
  readonly outOfCreditsSince: number | null;
  /**
   * When, in the last day, the provider first dropped one of the account's emails for a reason other than its address.
   */
  readonly droppedSince: number | null;
  /** When the oldest email was accepted that still lacks an expected report; null if there is none. */
  readonly unreportedSince: number | null;
  /** When the oldest outstanding look or attempt was due; null if there is none. */
  readonly overdueSince: number | null;
  /** Since when an operator has paused sending for all accounts; null if nobody has. */
  readonly deploymentPausedSince: number | null;
  /** Since when the account itself has paused sending; null if it has not. */
  readonly pausedSince: number | null;
  readonly inbound: InboundFacts;
  readonly channels: ChannelFacts;
  /** Since when a webhook has been disabled by itself, and since when one may have missed events; null if none. */
  readonly webhooks: { readonly disabledSince: number | null; readonly missedSince: number | null };
  /** The deliveries whose outcome is unknown, counted up to a limit. */
  readonly unknown: { readonly count: number; readonly oldestSince: number | null };
}

export interface StandingAlert {
  readonly kind: AlertKind;
  readonly since: number;
}

/** SendGrid posts events within seconds; after this long a report is missing. */
const reportsWithinMs = 10 * 60_000;
/** The sweeper follows up within a minute; anything later has a cause. */
const lookedAtWithinMs = 2 * 60_000;
/** A pause is for an incident; after a day it has probably been forgotten. */
const pausedWithinMs = 24 * 3_600_000;
/** A single email without an answer can happen; this many at a time have a cause. */
export const manyUnknown = 5;

/** The alerts that stand now, the worst first. */
export function alertsOf(facts: AlertFacts, now: number): StandingAlert[] {
  const {
    keyRefusedSince,
    outOfCreditsSince,
    droppedSince,
    unreportedSince,
    overdueSince,
    deploymentPausedSince,
    pausedSince,
    unknown,
    inbound,
    webhooks,
    channels,
  } = facts;
  const alert = (kind: AlertKind, since: number | null, isBad = true): StandingAlert[] =>
    since !== null && isBad ? [{ kind, since }] : [];
  return [
    ...alert('deploymentPaused', deploymentPausedSince),
    ...alert('providerAuth', keyRefusedSince),
    ...alert('outOfCredits', outOfCreditsSince),
    ...alert('alarmsOverdue', overdueSince, overdueSince !== null && overdueSince <= now - lookedAtWithinMs),
    ...inboundAlertsOf(inbound, now),
    ...channelAlertsOf(channels, now),
    ...alert('pauseForgotten', pausedSince, pausedSince !== null && pausedSince <= now - pausedWithinMs),
    ...alert('providerDrops', droppedSince),
    ...alert('unknownPilingUp', unknown.oldestSince, unknown.count >= manyUnknown),
    ...alert('reportsMissing', unreportedSince, unreportedSince !== null && unreportedSince <= now - reportsWithinMs),
    ...alert('webhookDisabled', webhooks.disabledSince),
    ...alert('webhookMissedEvents', webhooks.missedSince),
  ];
}
