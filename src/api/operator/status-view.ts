import { parkedReasons } from '../../contract/deliveries.ts';
import { iso } from '../../contract/primitives.ts';
import { type Alert, alertMessages, type Status } from '../../contract/status.ts';
import { alertsOf, type StandingAlert } from '../../policy/account/alerts.ts';
import type { AccountDoc } from '../../store/mongo/documents.ts';
import { type StatusFacts, unknownSince } from '../../store/status.ts';

const isoOrNull = (time: number | null) => (time === null ? null : iso(time));

/** The state of an account's email, as the API shows it. */
export function statusView(facts: StatusFacts, { settings }: AccountDoc, now: number): Status {
  const { dueToAcceptedMs, overdueAlarms, parked, oldestUnknown, lastReportAt, sendingPause, deploymentPause, alerts } =
    facts;
  const seconds = (share: number) => {
    const ms = quantile(dueToAcceptedMs, share);
    return ms === null ? null : ms / 1_000;
  };
  return {
    dueToAccepted: { mails: dueToAcceptedMs.length, p50Seconds: seconds(0.5), p99Seconds: seconds(0.99) },
    overdueAlarms,
    parked: Object.fromEntries(parkedReasons.map((reason) => [reason, parked.get(reason) ?? 0])) as Status['parked'],
    oldestUnknown: oldestUnknown && {
      deliveryId: oldestUnknown.id,
      conversationId: oldestUnknown.conversationId,
      since: iso(unknownSince(oldestUnknown)),
    },
    secondsSinceLastReport: lastReportAt === null ? null : Math.max(0, now - lastReportAt) / 1_000,
    inbound: {
      deadLetters: alerts.inbound.deadLetters,
      deadLettersOfNobody: alerts.inbound.ofNobody,
      oldestUnprocessed: isoOrNull(alerts.inbound.waitingSince),
    },
    paused: {
      account: settings.delivery.paused,
      deployment: deploymentPause && { since: iso(deploymentPause.pausedSince) },
      provider: sendingPause && {
        since: iso(sendingPause.pausedSince),
        reason: sendingPause.reason,
        nextProbeAt: iso(sendingPause.nextProbeAt),
      },
    },
    alerts: alertsOf(alerts, now).map((alert) => alertView(alert)),
  };
}

/** @param endedAt when it ended; null while it lasts */
export function alertView({ kind, since }: StandingAlert, endedAt: number | null = null): Alert {
  return { kind, since: iso(since), endedAt: endedAt === null ? null : iso(endedAt), message: alertMessages[kind] };
}

/** The value that this share of the values does not exceed (nearest rank); null if there are none. */
function quantile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
