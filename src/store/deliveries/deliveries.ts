import type { ClientSession, Filter, IndexDescription } from 'mongodb';
import type { ParkedReason } from '../../contract/outcomes.ts';
import { type DeliveryStatus, openStatuses } from '../../policy/delivery/delivery.ts';
import type { ConversationRef, DeliveryDoc, DeliveryInConversation } from '../mongo/documents.ts';
import { conversationKey, deliveryKey, keyOfAddress } from '../mongo/ids.ts';
import { byNewest, olderThan, type PageAsked } from '../mongo/list-position.ts';
import type { Store } from '../mongo/store.ts';

export const deliveryIndexes: IndexDescription[] = [
  { key: { accountId: 1, conversationId: 1, number: 1 }, unique: true },
  {
    key: { accountId: 1, conversationId: 1 },
    name: 'one_open_delivery',
    unique: true,
    partialFilterExpression: { status: { $in: [...openStatuses] } },
  },
  { key: { accountId: 1, createdAt: -1, id: -1 } },
  /** Of one conversation, or merged of those that a search finds. */
  { key: { accountId: 1, conversationId: 1, createdAt: -1, id: -1 } },
  { key: { accountId: 1, status: 1, createdAt: -1, id: -1 } },
  { key: { accountId: 1, reason: 1, createdAt: -1, id: -1 }, partialFilterExpression: { reason: { $gt: '' } } },
  /** What waits for somebody or something is counted by it alone, in an account or in all. */
  {
    key: { status: 1, accountId: 1, reason: 1, createdAt: 1 },
    partialFilterExpression: { status: { $in: ['parked', 'unknown'] } },
  },
  /** Attempts that are due but not made, in all accounts or in one. */
  { key: { status: 1, nextAttemptAt: 1, accountId: 1 }, partialFilterExpression: { status: 'claimed' } },
  /** To one address: an account's, and with late bounces anybody's. */
  { key: { accountId: 1, toKey: 1, createdAt: -1, id: -1 }, partialFilterExpression: { toKey: { $gt: '' } } },
  { key: { toKey: 1, acceptedAt: -1 }, partialFilterExpression: { toKey: { $gt: '' } } },
  /** Whose email was sent long ago and is still kept. */
  { key: { accountId: 1, mailAt: 1 }, partialFilterExpression: { mailAt: { $gt: 0 } } },
  { key: { accountId: 1, acceptedAt: -1 }, partialFilterExpression: { acceptedAt: { $gt: 0 } } },
  /** What an email answers that came without its reply address. */
  { key: { messageId: 1 }, partialFilterExpression: { messageId: { $gt: '' } } },
  /** What a platform says of a part that it has accepted. */
  {
    key: { accountId: 1, conversationId: 1, 'parts.providerMessageId': 1 },
    partialFilterExpression: { 'parts.providerMessageId': { $gt: '' } },
  },
  {
    key: { accountId: 1, conversationId: 1, 'parts.copyIds': 1 },
    partialFilterExpression: { 'parts.copyIds': { $gt: '' } },
  },
];

/**
 * Writes to older deliveries, which lack it, when their email was last sent. To be called before the index exists, which
 * says that this has been done.
 */
export async function keepMailTimes({ deliveries }: Pick<Store, 'deliveries'>): Promise<void> {
  const indexes = await deliveries.indexes().catch(() => []);
  if (indexes.some(({ key }) => 'mailAt' in key)) return;
  await deliveries.updateMany({ request: { $type: 'string' }, mailAt: { $exists: false } }, [
    { $set: { mailAt: { $ifNull: [{ $max: '$attempts.at' }, '$createdAt'] } } },
  ]);
}

export function findDelivery(
  store: Store,
  accountId: string,
  deliveryId: string,
  session?: ClientSession,
): Promise<DeliveryDoc | null> {
  return store.deliveries.findOne({ _id: deliveryKey(accountId, deliveryId) }, session ? { session } : {});
}

/** More emails are not looked at, however many an answer names. */
const maxNamed = 100;

/** Deliveries by the Message-IDs of their emails, of all accounts, the newest first. */
export function deliveriesByMessageId(store: Store, messageIds: readonly string[]): Promise<DeliveryDoc[]> {
  const named = messageIds.slice(-maxNamed).filter((id) => id !== '');
  return store.deliveries
    .find(
      { messageId: { $in: named, $gt: '' } },
      { projection: { request: 0 }, sort: { createdAt: -1 }, limit: maxNamed, maxTimeMS: 2_000 },
    )
    .toArray();
}

export function deliveriesOf(store: Store, ref: ConversationRef, session?: ClientSession): Promise<DeliveryDoc[]> {
  return store.deliveries
    .find({ ...ref }, { projection: { request: 0 }, sort: { number: 1 }, ...(session ? { session } : {}) })
    .toArray();
}

export interface DeliveryQuery {
  readonly status?: DeliveryStatus | undefined;
  readonly reason?: ParkedReason | undefined;
  readonly conversation?: string | undefined;
  /** Only those of one of these. */
  readonly conversations?: readonly string[] | undefined;
  readonly address?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** MongoDB merges the deliveries of so many conversations in order; of more it would read and sort all. */
const mostMerged = 200;

/**
 * A page of an account's deliveries, newest first. It reads about as many keys as it has; of several conversations at
 * most one more for each, and as many as it has for each `mostMerged` of them. A second filter is looked through.
 */
export async function listDeliveries(
  store: Store,
  accountId: string,
  { conversations, ...query }: DeliveryQuery,
  asked: PageAsked,
): Promise<DeliveryDoc[]> {
  if (conversations === undefined) return someDeliveries(store, accountId, query, asked);
  const starts = Array.from({ length: Math.ceil(conversations.length / mostMerged) }, (_, index) => index * mostMerged);
  const pages = await Promise.all(
    starts.map((start) =>
      someDeliveries(
        store,
        accountId,
        { ...query, conversations: conversations.slice(start, start + mostMerged) },
        asked,
      ),
    ),
  );
  return pages.flat().sort(byNewest).slice(0, asked.limit);
}

function someDeliveries(
  store: Store,
  accountId: string,
  { status, reason, conversation, conversations, address, since, until }: DeliveryQuery,
  { after, limit }: PageAsked,
): Promise<DeliveryDoc[]> {
  const filter: Filter<DeliveryDoc> = {
    accountId,
    ...(status === undefined ? {} : { status }),
    ...(reason === undefined ? {} : { reason }),
    ...(conversation === undefined ? {} : { conversationId: conversation }),
    ...(conversations === undefined ? {} : { $and: [{ conversationId: { $in: [...conversations] } }] }),
    ...(address === undefined ? {} : { toKey: keyOfAddress(address) }),
    createdAt: {
      $gte: since ?? 0,
      ...(until === undefined ? {} : { $lt: until }),
      // Also in `olderThan`, but there the index does not begin at it.
      ...(after === null ? {} : { $lte: after.createdAt }),
    },
    ...olderThan(after),
  };
  return store.deliveries
    .find(filter, { projection: { request: 0 }, sort: { createdAt: -1, id: -1 }, limit })
    .toArray();
}

/** How long after it was due, or replayed, a delivery was accepted; null if it was not. */
export function dueToAcceptedMs(delivery: Pick<DeliveryDoc, DueToAcceptedField>): number | null {
  const { acceptedAt, dueAt, createdAt, hourStartedAt } = delivery;
  // Deliveries older than `dueAt` have none.
  const since = hourStartedAt > createdAt ? hourStartedAt : (dueAt ?? createdAt);
  return acceptedAt === null ? null : Math.max(0, acceptedAt - since);
}

export const dueToAcceptedFields = ['acceptedAt', 'dueAt', 'createdAt', 'hourStartedAt'] as const;
type DueToAcceptedField = (typeof dueToAcceptedFields)[number];

/** A conversation and one of its deliveries, or null if one of them is gone. */
export async function findInConversation(
  store: Store,
  ref: ConversationRef,
  deliveryId: string,
  session: ClientSession,
): Promise<DeliveryInConversation | null> {
  const conversation = await store.conversations.findOne({ _id: conversationKey(ref) }, { session });
  const delivery = conversation && (await findDelivery(store, ref.accountId, deliveryId, session));
  return conversation && delivery && { conversation, delivery };
}
