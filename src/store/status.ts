import type { ParkedReason } from '../contract/outcomes.ts';
import { type AlertFacts, manyUnknown } from '../policy/account/alerts.ts';
import { readChannelTroubles } from './accounts/channel-connections.ts';
import { readOverdue } from './conversations/overdue.ts';
import { dueToAcceptedFields, dueToAcceptedMs } from './deliveries/deliveries.ts';
import { firstDropSince, lastReportAt } from './deliveries/reports.ts';
import { findDeploymentPause } from './deployment/deployment-pause.ts';
import { findSendingPause } from './deployment/sending-pause.ts';
import { readInboundFacts } from './inbound/status.ts';
import type { AccountDoc, DeliveryDoc, DeploymentPauseDoc, SendingPauseDoc } from './mongo/documents.ts';
import type { Store } from './mongo/store.ts';
import { readWebhookTroubles } from './webhooks/webhooks.ts';

/** The facts behind an account's status; times are epoch milliseconds. */
export interface StatusFacts {
  /** For the emails accepted in the last hour, how long each took from when it was due. */
  readonly dueToAcceptedMs: readonly number[];
  readonly overdueAlarms: number;
  readonly parked: ReadonlyMap<ParkedReason, number>;
  readonly oldestUnknown: UnknownDelivery | null;
  /** When the provider last reported on an email; null if it never did. */
  readonly lastReportAt: number | null;
  readonly sendingPause: SendingPauseDoc | null;
  readonly deploymentPause: DeploymentPauseDoc | null;
  readonly alerts: AlertFacts;
}

type UnknownDelivery = Pick<DeliveryDoc, 'id' | 'conversationId' | 'attempts' | 'createdAt'>;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const maxMails = 1_000;

/** Reads these facts using indexes only; each read is bounded. */
export async function readStatus(store: Store, account: AccountDoc, now: number): Promise<StatusFacts> {
  const { _id: accountId } = account;
  const [dueToAccepted, overdue, parked, unknown, reportedAt, sendingPause, deploymentPause, inbound] =
    await Promise.all([
      acceptedLately(store, accountId, now),
      readOverdue(store, accountId, now),
      countParked(store, accountId),
      oldestUnknown(store, accountId),
      lastReportAt(store, accountId),
      findSendingPause(store),
      findDeploymentPause(store),
      readInboundFacts(store, accountId),
    ]);
  const [oldest = null] = unknown;
  return {
    dueToAcceptedMs: dueToAccepted,
    overdueAlarms: overdue.lateLooks,
    parked,
    oldestUnknown: oldest,
    lastReportAt: reportedAt,
    sendingPause,
    deploymentPause,
    alerts: {
      deploymentPausedSince: deploymentPause?.pausedSince ?? null,
      keyRefusedSince: sendingPause?.reason === 'providerAuth' ? sendingPause.pausedSince : null,
      outOfCreditsSince: sendingPause?.reason === 'outOfCredits' ? sendingPause.pausedSince : null,
      droppedSince: await firstDropSince(store, accountId, now - dayMs),
      unreportedSince: await unreportedSince(store, accountId, reportedAt ?? 0),
      overdueSince: overdue.since,
      // Accounts that were paused before this was recorded count as paused all along.
      pausedSince: account.settings.delivery.paused ? (account.pausedSince ?? account.createdAt) : null,
      inbound,
      channels: await readChannelTroubles(store, accountId),
      webhooks: await readWebhookTroubles(store, accountId),
      unknown: { count: unknown.length, oldestSince: oldest && unknownSince(oldest) },
    },
  };
}

/** When the attempt with the unknown outcome was made. */
export function unknownSince({ attempts, createdAt }: Pick<DeliveryDoc, 'attempts' | 'createdAt'>): number {
  return attempts.findLast(({ end }) => end === 'unknown')?.at ?? createdAt;
}

async function acceptedLately(store: Store, accountId: string, now: number): Promise<number[]> {
  const projection = Object.fromEntries(dueToAcceptedFields.map((field) => [field, 1]));
  const mails = await store.deliveries
    .find({ accountId, acceptedAt: { $gt: now - hourMs } }, { projection, sort: { acceptedAt: -1 }, limit: maxMails })
    .toArray();
  return mails.flatMap((mail) => dueToAcceptedMs(mail) ?? []);
}

/** When the first email after the last report was accepted, if nothing was reported since. */
async function unreportedSince(store: Store, accountId: string, lastReportAt: number): Promise<number | null> {
  const first = await store.deliveries.findOne(
    { accountId, acceptedAt: { $gt: lastReportAt }, 'reports.0': { $exists: false } },
    { projection: { acceptedAt: 1 }, sort: { acceptedAt: 1 } },
  );
  return first?.acceptedAt ?? null;
}

/** How many deliveries are parked, by reason; in one account, or (null) in all. */
export async function countParked(store: Store, accountId: string | null): Promise<Map<ParkedReason, number>> {
  const parked = await parkedByReason(store, accountId);
  return new Map(parked.map(({ _id, count }) => [_id, count]));
}

/** When the oldest parked delivery was created, in all accounts; null if there is none. */
export async function oldestParkedAt(store: Store): Promise<number | null> {
  const times = (await parkedByReason(store, null)).map(({ createdAt }) => createdAt);
  return times.length === 0 ? null : Math.min(...times);
}

/** Read from an index alone. */
function parkedByReason(store: Store, accountId: string | null) {
  return store.deliveries
    .aggregate<{ readonly _id: ParkedReason; readonly count: number; readonly createdAt: number }>(
      [
        { $match: { status: 'parked', ...(accountId === null ? {} : { accountId }) } },
        { $group: { _id: '$reason', count: { $sum: 1 }, createdAt: { $min: '$createdAt' } } },
      ],
      { maxTimeMS: 2_000 },
    )
    .toArray();
}

/** When the oldest delivery whose outcome is unknown was created, in all accounts; null if there is none. */
export async function oldestUnknownAt(store: Store): Promise<number | null> {
  const oldest = await store.deliveries.findOne(
    { status: 'unknown' },
    { projection: { _id: 0, createdAt: 1 }, sort: { createdAt: 1 }, maxTimeMS: 2_000 },
  );
  return oldest?.createdAt ?? null;
}

/** The oldest, at most `manyUnknown`. */
function oldestUnknown(store: Store, accountId: string): Promise<UnknownDelivery[]> {
  return store.deliveries
    .find<UnknownDelivery>(
      { accountId, status: 'unknown' },
      { projection: { id: 1, conversationId: 1, attempts: 1, createdAt: 1 }, sort: { createdAt: 1, id: 1 } },
    )
    .limit(manyUnknown)
    .toArray();
}
