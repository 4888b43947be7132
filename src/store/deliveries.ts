import type { ClientSession, Filter, IndexDescription } from 'mongodb';
import type { ParkedReason } from '../contract/outcomes.ts';
import { type DeliveryStatus, hasUnknownAttempt, openStatuses } from '../policy/delivery.ts';
import type { ConversationDoc, ConversationRef, DeliveryDoc } from './documents.ts';
import { deliveryKey } from './ids.ts';
import { type ListPosition, olderThan } from './list-position.ts';
import type { Store } from './store.ts';

export const deliveryIndexes: IndexDescription[] = [
  { key: { accountId: 1, conversationId: 1, number: 1 }, unique: true },
  {
    key: { accountId: 1, conversationId: 1 },
    name: 'one_open_a_conversation',
    unique: true,
    partialFilterExpression: { status: { $in: [...openStatuses] } },
  },
  { key: { accountId: 1, createdAt: -1, id: -1 } },
  { key: { accountId: 1, status: 1, createdAt: -1, id: -1 } },
  { key: { accountId: 1, reason: 1, createdAt: -1, id: -1 }, partialFilterExpression: { reason: { $gt: '' } } },
];

export function findDelivery(
  store: Store,
  accountId: string,
  deliveryId: string,
  session?: ClientSession,
): Promise<DeliveryDoc | null> {
  return store.deliveries.findOne({ _id: deliveryKey(accountId, deliveryId) }, session ? { session } : {});
}

export function deliveriesOf(store: Store, ref: ConversationRef): Promise<DeliveryDoc[]> {
  return store.deliveries.find({ ...ref }, { projection: { request: 0 }, sort: { number: 1 } }).toArray();
}

export interface DeliveryQuery {
  readonly status?: DeliveryStatus | undefined;
  readonly reason?: ParkedReason | undefined;
  readonly conversation?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** A page of an account's deliveries, newest first. `after` is the last one of the page before. */
export function listDeliveries(
  store: Store,
  accountId: string,
  { status, reason, conversation, since, until }: DeliveryQuery,
  after: ListPosition | null,
  limit: number,
): Promise<DeliveryDoc[]> {
  const filter: Filter<DeliveryDoc> = {
    accountId,
    ...(status === undefined ? {} : { status }),
    ...(reason === undefined ? {} : { reason }),
    ...(conversation === undefined ? {} : { conversationId: conversation }),
    createdAt: { $gte: since ?? 0, ...(until === undefined ? {} : { $lt: until }) },
    ...olderThan(after),
  };
  return store.deliveries
    .find(filter, { projection: { request: 0 }, sort: { createdAt: -1, id: -1 }, limit })
    .toArray();
}

/** A conversation and one of its deliveries, changed together in one transaction. */
export interface Carried {
  readonly conversation: ConversationDoc;
  readonly delivery: DeliveryDoc;
}

/**
 * The delivery is given up until a person replays it. Messages of one that nobody knows the end of stay with it; those
 * of any other ride along in the next mail (design, Delivery).
 * @param mailedAt when it may have gone out, if that counts towards the hourly cap; null if not
 */
export function parked({ conversation, delivery }: Carried, reason: ParkedReason, mailedAt: number | null): Carried {
  const isHeld = hasUnknownAttempt(delivery);
  const isCarried = (seq: number) => delivery.newsSeqs.includes(seq);
  return {
    delivery: { ...delivery, status: 'parked', reason, replay: null },
    conversation: {
      ...conversation,
      openDelivery: null,
      parked: conversation.parked + 1,
      unknown: conversation.unknown + (isHeld ? 1 : 0),
      mailedAt:
        isHeld && mailedAt !== null
          ? withinTheHour([...conversation.mailedAt, mailedAt], mailedAt)
          : conversation.mailedAt,
      pending: isHeld
        ? conversation.pending.filter(({ seq }) => !isCarried(seq))
        : conversation.pending.map((reply) => (isCarried(reply.seq) ? { ...reply, rides: true } : reply)),
    },
  };
}

/** The times of mails that count towards a conversation's cap (design, Delivery). */
export function withinTheHour(times: readonly number[], now: number): number[] {
  return times.filter((time) => time > now - 3_600_000);
}

/** The delivery is parked no longer: the counts without it. */
export function unparked({ conversation, delivery }: Carried): ConversationDoc {
  if (delivery.status !== 'parked') return conversation;
  return {
    ...conversation,
    parked: conversation.parked - 1,
    unknown: conversation.unknown - (hasUnknownAttempt(delivery) ? 1 : 0),
  };
}

export async function writeDelivery(store: Store, delivery: DeliveryDoc, session: ClientSession): Promise<void> {
  await store.deliveries.replaceOne({ _id: delivery._id }, delivery, { session });
}
