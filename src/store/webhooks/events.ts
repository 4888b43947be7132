import type { AnyBulkWriteOperation, IndexDescription } from 'mongodb';
import {
  disableAfterMs,
  endpointRestMs,
  eventBackOffMs,
  failuresKeptMs,
  giveUpAfterMs,
} from '../../policy/account/webhooks.ts';
import { bySystem, recordAudit, recordingStore } from '../accounts/audit.ts';
import type { WebhookDoc, WebhookEventDoc } from '../mongo/documents.ts';
import { olderThan, type PageAsked } from '../mongo/list-position.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction } from '../mongo/transaction.ts';
import { markWoken } from './noting.ts';

export const webhookEventIndexes: IndexDescription[] = [
  { key: { webhook: 1, state: 1, nextAttemptAt: 1 } },
  { key: { webhook: 1, createdAt: -1, id: -1 }, partialFilterExpression: { isFailure: true } },
  { key: { accountId: 1, conversationId: 1 }, partialFilterExpression: { conversationId: { $type: 'string' } } },
  { key: { expiresAt: 1 }, expireAfterSeconds: 0 },
];

/** How many are posted before their ends are recorded; to an endpoint that took none of the latest, one. */
export const batchSize = 20;
const givenUpAtATime = 500;
const replayedAtATime = 1_000;
const countedTo = 1_000;

/** What is due now. What has waited for too long is given up before. */
export async function takeDue(
  store: Store,
  { uid, failuresInARow }: WebhookDoc,
  now: number,
): Promise<WebhookEventDoc[]> {
  for (let isMore = true; isMore; ) isMore = await giveUpOld(store, uid, now);
  return store.webhookEvents
    .find(
      { webhook: uid, state: 'waiting', nextAttemptAt: { $lte: now } },
      { sort: { nextAttemptAt: 1 }, limit: failuresInARow > 0 ? 1 : batchSize },
    )
    .toArray();
}

/** When the next event is due; null if none waits. */
export async function nextDueAt(store: Store, { uid }: WebhookDoc): Promise<number | null> {
  const next = await store.webhookEvents.findOne(
    { webhook: uid, state: 'waiting' },
    { sort: { nextAttemptAt: 1 }, projection: { nextAttemptAt: 1 } },
  );
  return next?.nextAttemptAt ?? null;
}

/** True if there may be more. */
async function giveUpOld(store: Store, uid: string, now: number): Promise<boolean> {
  const old = await store.webhookEvents
    .find(
      { webhook: uid, state: 'waiting', nextAttemptAt: { $lte: now }, giveUpAt: { $lte: now } },
      { projection: { _id: 1 }, limit: givenUpAtATime },
    )
    .toArray();
  if (old.length > 0)
    await store.webhookEvents.updateMany(
      { _id: { $in: old.map(({ _id }) => _id) }, state: 'waiting' },
      { $set: { state: 'failed', isFailure: true, expiresAt: new Date(now + failuresKeptMs) } },
    );
  return old.length === givenUpAtATime;
}

/** What came of posting one event; null if there was nothing to post any more. */
export interface PostEnd {
  readonly event: WebhookEventDoc;
  readonly end: (NonNullable<WebhookEventDoc['lastAttempt']> & { readonly ok: boolean }) | null;
}

/**
 * Records what came of a batch, and what it says about the endpoint. Returns whether the webhook was disabled because it
 * has failed for too long.
 * @param agentsDigest of the agents as they were told; null if they were not
 */
export async function recordPosts(
  store: Store,
  webhook: WebhookDoc,
  {
    ends,
    agentsDigest,
    now,
  }: { readonly ends: readonly PostEnd[]; readonly agentsDigest: string | null; readonly now: number },
): Promise<boolean> {
  const writes = ends.map(({ event, end }): AnyBulkWriteOperation<WebhookEventDoc> => {
    if (end === null || end.ok) return { deleteOne: { filter: { _id: event._id } } };
    const { ok: _, ...lastAttempt } = end;
    const attempts = event.attempts + 1;
    const nextAttemptAt = Math.min(now + eventBackOffMs(attempts), Math.max(event.giveUpAt, now));
    return {
      updateOne: {
        filter: { _id: event._id, state: 'waiting' },
        update: { $set: { attempts, lastAttempt, nextAttemptAt, isFailure: true } },
      },
    };
  });
  if (writes.length > 0) await store.webhookEvents.bulkWrite(writes, { ordered: false });
  const tried = ends.flatMap(({ end }) => end ?? []);
  const changes = {
    ...(agentsDigest === null ? {} : { agentsDigest }),
    ...(tried.length === 0
      ? {}
      : afterBatch(
          webhook,
          tried.some(({ ok }) => ok),
          now,
        )),
  };
  if (Object.keys(changes).length === 0) return false;
  // Whoever saved it meanwhile wants it tried afresh.
  const asItWas = { _id: webhook._id, uid: webhook.uid, updatedAt: webhook.updatedAt };
  if ('enabled' in changes) return disable(store, { webhook, asItWas, changes, now });
  await store.webhooks.updateOne(asItWas, { $set: changes });
  return false;
}

/** Disables a webhook, which is recorded as done by the service; false if somebody has saved it meanwhile. */
function disable(
  store: Store,
  {
    webhook: { accountId, id },
    asItWas,
    changes,
    now,
  }: {
    readonly webhook: WebhookDoc;
    readonly asItWas: Pick<WebhookDoc, '_id' | 'uid' | 'updatedAt'>;
    readonly changes: Partial<WebhookDoc>;
    readonly now: number;
  },
): Promise<boolean> {
  const recording = recordingStore(store, {
    ...{ accountId, actor: bySystem, action: 'webhook.disabled', object: { kind: 'webhook', id } },
    ...{ fields: [], requestId: null, createdAt: now },
  });
  return inTransaction(store, async (session) => {
    const { matchedCount } = await store.webhooks.updateOne(asItWas, { $set: changes }, { session });
    if (matchedCount === 1) await recordAudit(recording, session);
    return matchedCount === 1;
  });
}

function afterBatch({ failuresInARow, failingSince }: WebhookDoc, isTaken: boolean, now: number): Partial<WebhookDoc> {
  if (isTaken) return { failuresInARow: 0, failingSince: null, restsUntil: null };
  const since = failingSince ?? now;
  if (now - since >= disableAfterMs) return { enabled: false, disabledAt: now, failingSince: since, watchAt: null };
  const failures = failuresInARow + 1;
  return { failuresInARow: failures, failingSince: since, restsUntil: now + endpointRestMs(failures) };
}

/**
 * That a webhook's workflow waits: until then a sweeper leaves it alone. False if something came in meanwhile.
 * @param until null if nothing waits
 */
export async function noteRest(store: Store, { _id, uid, stamp }: WebhookDoc, until: number | null): Promise<boolean> {
  const watchAt = until === null ? null : until + 60_000;
  return (await store.webhooks.updateOne({ _id, uid, stamp }, { $set: { watchAt } })).matchedCount === 1;
}

/** Events that failed, newest first: those that are tried again, and those that were given up. */
export function listFailures(
  store: Store,
  { uid }: WebhookDoc,
  { after, limit }: PageAsked,
): Promise<WebhookEventDoc[]> {
  return store.webhookEvents
    .find({ webhook: uid, isFailure: true, ...olderThan(after) }, { sort: { createdAt: -1, id: -1 }, limit })
    .toArray();
}

export async function countEvents(store: Store, { uid }: WebhookDoc, state: WebhookEventDoc['state']): Promise<number> {
  return store.webhookEvents.countDocuments({ webhook: uid, state }, { limit: countedTo });
}

/** Posts again what was given up: these, or (null) all of it, up to 1,000. */
export async function replayFailed(
  store: Store,
  webhook: WebhookDoc,
  { ids, now }: { readonly ids: readonly string[] | null; readonly now: number },
): Promise<{ readonly replayed: number; readonly left: number }> {
  const { uid } = webhook;
  const which = {
    webhook: uid,
    state: 'failed' as const,
    ...(ids === null ? {} : { _id: { $in: ids.map((id) => `${uid}:${id}`) } }),
  };
  const failed = await store.webhookEvents
    .find(which, { projection: { _id: 1 }, sort: { nextAttemptAt: 1 }, limit: replayedAtATime })
    .toArray();
  const asked = {
    state: 'waiting' as const,
    attempts: 0,
    nextAttemptAt: now,
    giveUpAt: now + giveUpAfterMs,
    expiresAt: new Date(now + giveUpAfterMs + failuresKeptMs),
  };
  const modifiedCount = await inTransaction(store, async (session) => {
    const stillFailed = { _id: { $in: failed.map(({ _id }) => _id) }, state: 'failed' as const };
    const { modifiedCount: replayed } = await store.webhookEvents.updateMany(stillFailed, { $set: asked }, { session });
    if (replayed > 0) await recordAudit(store, session);
    return replayed;
  });
  await markWoken(store, [webhook._id], now);
  return { replayed: modifiedCount, left: await store.webhookEvents.countDocuments(which, { limit: countedTo }) };
}

/** Deletes a page of what was noted of an erased conversation, but that it was erased; true if there may be more. */
export async function forgetEventsOf(
  store: Store,
  { accountId, conversationId }: { readonly accountId: string; readonly conversationId: string },
): Promise<boolean> {
  const page = await store.webhookEvents
    .find(
      { accountId, conversationId, event: { $ne: 'conversation.deleted' } },
      { projection: { _id: 1 }, limit: givenUpAtATime },
    )
    .toArray();
  if (page.length > 0) await store.webhookEvents.deleteMany({ _id: { $in: page.map(({ _id }) => _id) } });
  return page.length === givenUpAtATime;
}
