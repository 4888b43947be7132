import type { IndexDescription } from 'mongodb';
import type { WebhookEventName } from '../../contract/outgoing-webhooks.ts';
import { recordAudit } from '../accounts/audit.ts';
import { presentToken } from '../mongo/change-stream.ts';
import { ConflictError } from '../mongo/conflict.ts';
import type { WebhookDoc } from '../mongo/documents.ts';
import { newSecret, randomId } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction } from '../mongo/transaction.ts';

export const webhookIndexes: IndexDescription[] = [
  { key: { accountId: 1, enabled: 1 } },
  // Which of all accounts have any, and which wait for a sweeper.
  { key: { enabled: 1, since: 1 } },
  { key: { watchAt: 1 }, partialFilterExpression: { watchAt: { $gt: 0 } } },
];

export const maxWebhooks = 10;
const maxPreviousSecrets = 5;

export interface WebhookRef {
  readonly accountId: string;
  readonly id: string;
}

export interface WebhookContent {
  readonly url: string;
  readonly events: readonly WebhookEventName[];
  readonly enabled: boolean;
}

const keyOf = ({ accountId, id }: WebhookRef) => `${accountId}:${id}`;
const newWebhookSecret = () => `whsec_${newSecret()}`;

export const findWebhook = (store: Store, ref: WebhookRef): Promise<WebhookDoc | null> =>
  store.webhooks.findOne({ _id: keyOf(ref) });

export const listWebhooks = (store: Store, accountId: string): Promise<WebhookDoc[]> =>
  store.webhooks.find({ accountId }, { sort: { createdAt: -1 }, limit: maxWebhooks }).toArray();

/** Creates or replaces a webhook. Throws ConflictError `too-many-webhooks`. */
export async function putWebhook(
  store: Store,
  ref: WebhookRef,
  { url, events, enabled }: WebhookContent,
  now: number,
): Promise<{ readonly webhook: WebhookDoc; readonly isNew: boolean }> {
  const since = await presentToken(store);
  const created: WebhookDoc = {
    _id: keyOf(ref),
    ...ref,
    uid: randomId(),
    url,
    events: [...new Set(events)],
    enabled,
    secret: newWebhookSecret(),
    previousSecrets: [],
    since,
    ...unhindered,
    agentsDigest: null,
    stamp: 0,
    watchAt: null,
    createdAt: now,
    updatedAt: now,
  };
  return inTransaction(store, async (session) => {
    const before = await store.webhooks.findOne({ _id: created._id }, { session });
    if (before === null) {
      const { accountId } = ref;
      if ((await store.webhooks.countDocuments({ accountId }, { session })) >= maxWebhooks)
        throw new ConflictError('too-many-webhooks', `There are ${maxWebhooks} already. Delete one first.`);
      await store.webhooks.insertOne(created, { session });
      await recordAudit(store, session);
      return { webhook: created, isNew: true };
    }
    const webhook: WebhookDoc = {
      ...before,
      ...{ url, events: created.events, enabled, updatedAt: now },
      // What happened while it was disabled is not told.
      since: before.enabled ? before.since : since,
      ...unhindered,
      stamp: before.stamp + 1,
      watchAt: enabled ? now : null,
    };
    await store.webhooks.replaceOne({ _id: before._id }, webhook, { session });
    await recordAudit(store, session);
    return { webhook, isNew: false };
  });
}

/** Whoever saves a webhook wants it tried at once. */
const unhindered = { failuresInARow: 0, failingSince: null, restsUntil: null, disabledAt: null, missedAt: null };

/** False if there is none. Its events are never posted, and expire. */
export function deleteWebhook(store: Store, ref: WebhookRef): Promise<boolean> {
  return inTransaction(store, async (session) => {
    const { deletedCount } = await store.webhooks.deleteOne({ _id: keyOf(ref) }, { session });
    if (deletedCount === 1) await recordAudit(store, session);
    return deletedCount === 1;
  });
}

/**
 * Replaces a webhook's secret; the old one signs as well until `endPreviousWebhookSecrets`. Null if there is none.
 * Throws ConflictError `too-many-secrets`.
 */
export function rotateWebhookSecret(
  store: Store,
  ref: WebhookRef,
): Promise<{ readonly secret: string; readonly previous: number } | null> {
  const secret = newWebhookSecret();
  return inTransaction(store, async (session) => {
    const webhook = await store.webhooks.findOne({ _id: keyOf(ref) }, { session });
    if (webhook === null) return null;
    const previousSecrets = [webhook.secret, ...webhook.previousSecrets];
    if (previousSecrets.length > maxPreviousSecrets)
      throw new ConflictError('too-many-secrets', `${maxPreviousSecrets} older secrets still sign. End them first.`);
    await store.webhooks.updateOne({ _id: webhook._id }, { $set: { secret, previousSecrets } }, { session });
    await recordAudit(store, session);
    return { secret, previous: previousSecrets.length };
  });
}

/** From now on only the current secret signs; false if there is no such webhook. */
export function endPreviousWebhookSecrets(store: Store, ref: WebhookRef): Promise<boolean> {
  return inTransaction(store, async (session) => {
    const ended = { $set: { previousSecrets: [] } };
    const { matchedCount, modifiedCount } = await store.webhooks.updateOne({ _id: keyOf(ref) }, ended, { session });
    if (modifiedCount === 1) await recordAudit(store, session);
    return matchedCount === 1;
  });
}

/** For the sweeper: webhooks whose workflow was not woken, or does not work. Each counts as woken for a minute. */
export async function* takeUnwokenWebhooks(store: Store, now: number): AsyncGenerator<WebhookRef> {
  for (let taken = 0; taken < 100; taken += 1) {
    const webhook = await store.webhooks.findOneAndUpdate(
      { watchAt: { $gt: 0, $lte: now } },
      { $set: { watchAt: now + 60_000 } },
      { projection: { accountId: 1, id: 1 }, sort: { watchAt: 1 } },
    );
    if (webhook === null) return;
    yield webhook;
  }
}

/** Since when webhooks of an account have been disabled by themselves, and may have missed events. */
export async function readWebhookTroubles(store: Store, accountId: string) {
  const webhooks = await listWebhooks(store, accountId);
  const earliest = (times: readonly (number | null)[]) => {
    const known = times.filter((time) => time !== null);
    return known.length === 0 ? null : Math.min(...known);
  };
  return {
    disabledSince: earliest(webhooks.map(({ disabledAt }) => disabledAt)),
    missedSince: earliest(webhooks.map(({ missedAt }) => missedAt)),
  };
}
