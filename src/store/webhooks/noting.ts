import { MongoBulkWriteError } from 'mongodb';
import { failuresKeptMs, giveUpAfterMs } from '../../policy/account/webhooks.ts';
import type { DocumentChange } from '../mongo/change-stream.ts';
import type { WebhookDoc, WebhookEventDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { type EventSubject, eventsOf } from './event-of.ts';
import type { WebhookRef } from './webhooks.ts';

/** How many events of one webhook may wait; beyond, none is noted until some are taken or given up. */
export const maxWaiting = 100_000;

/** A workflow that is not woken by then, although it should have been, is woken by a sweeper. */
const wokenWithinMs = 10_000;
const atOnce = 1_000;
const lagsBehindMs = 60_000;

export type WokenWebhook = WebhookRef & Pick<WebhookDoc, 'restsUntil'>;

/**
 * Notes what a batch of changes means to webhooks: which event each is to be posted, not what it says. Whatever is noted
 * already is not noted again, so that a batch may come twice. Returns the webhooks that have something to post.
 */
export async function noteEvents(
  store: Store,
  changes: readonly DocumentChange[],
  now: number,
): Promise<WokenWebhook[]> {
  const events = eventsOf(changes);
  if (events.length === 0) return [];
  const webhooks = await webhooksOf(store, events);
  const noted: WebhookEventDoc[] = [];
  const woken: WebhookDoc[] = [];
  for (const webhook of webhooks) {
    const { accountId } = webhook;
    const wanted = events.filter(
      ({ change, subject }) =>
        (change.accountId === null || change.accountId === accountId) &&
        webhook.events.includes(subject.event) &&
        change.token > webhook.since,
    );
    if (wanted.length === 0) continue;
    if (await isFull(store, webhook, now)) {
      await store.webhooks.updateOne({ _id: webhook._id, missedAt: null }, { $set: { missedAt: now } });
      continue;
    }
    noted.push(...wanted.map(({ subject }) => waiting(webhook, subject, now)));
    woken.push(webhook);
  }
  for (let from = 0; from < noted.length; from += atOnce) await insertNew(store, noted.slice(from, from + atOnce));
  await markWoken(
    store,
    woken.map(({ _id }) => _id),
    now,
  );
  return woken;
}

/** Those of the accounts that changed, and for what concerns all accounts those that want to know it. */
async function webhooksOf(store: Store, events: ReturnType<typeof eventsOf>): Promise<WebhookDoc[]> {
  const accountIds = [...new Set(events.flatMap(({ change: { accountId } }) => accountId ?? []))];
  const isForAll = events.some(({ change }) => change.accountId === null);
  const whose = isForAll
    ? { $or: [{ accountId: { $in: accountIds } }, { events: 'alert' as const }] }
    : { accountId: { $in: accountIds } };
  return store.webhooks.find({ enabled: true, ...whose }).toArray();
}

/** Counted only for one that lags behind, because its endpoint takes nothing or is slow. */
async function isFull(store: Store, { uid, failingSince }: WebhookDoc, now: number): Promise<boolean> {
  const waits = { webhook: uid, state: 'waiting' } as const;
  if (failingSince === null) {
    const next = await store.webhookEvents.findOne(waits, {
      ...{ sort: { nextAttemptAt: 1 }, projection: { nextAttemptAt: 1 } },
    });
    if (next === null || next.nextAttemptAt > now - lagsBehindMs) return false;
  }
  return (await store.webhookEvents.countDocuments(waits, { limit: maxWaiting })) >= maxWaiting;
}

const waiting = ({ accountId, uid }: WebhookDoc, subject: EventSubject, now: number): WebhookEventDoc => ({
  _id: `${uid}:${subject.id}`,
  accountId,
  webhook: uid,
  ...subject,
  state: 'waiting',
  attempts: 0,
  nextAttemptAt: now,
  lastAttempt: null,
  giveUpAt: now + giveUpAfterMs,
  createdAt: now,
  expiresAt: new Date(now + giveUpAfterMs + failuresKeptMs),
});

async function insertNew(store: Store, events: readonly WebhookEventDoc[]): Promise<void> {
  try {
    await store.webhookEvents.insertMany([...events], { ordered: false });
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const failures = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
    if (failures.length === 0 || failures.some(({ code }) => code !== 11_000)) throw error;
  }
}

/** Says that there is something to do, before anybody is told; without that, a lost signal would lose it. */
export async function markWoken(store: Store, ids: readonly string[], now: number): Promise<void> {
  if (ids.length === 0) return;
  const watchAt = { $ifNull: ['$watchAt', now + wokenWithinMs] };
  await store.webhooks.updateMany({ _id: { $in: [...ids] } }, [{ $set: { stamp: { $add: ['$stamp', 1] }, watchAt } }]);
}
