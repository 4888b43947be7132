import type { ClientSession, Filter, IndexDescription } from 'mongodb';
import type { ParkedReason } from '../../contract/outcomes.ts';
import {
  type Attempt,
  type DeliveryStatus,
  hasUnknownAttempt,
  isOpen,
  openStatuses,
} from '../../policy/delivery/delivery.ts';
import { afterParking } from '../../policy/forwarding/news.ts';
import type { ConversationDoc, ConversationRef, DeliveryDoc } from '../mongo/documents.ts';
import { deliveryKey, keyOfAddress } from '../mongo/ids.ts';
import { type ListPosition, olderThan } from '../mongo/list-position.ts';
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
  { key: { accountId: 1, status: 1, createdAt: -1, id: -1 } },
  { key: { accountId: 1, reason: 1, createdAt: -1, id: -1 }, partialFilterExpression: { reason: { $gt: '' } } },
  /** What waits for somebody or something is counted by it alone, in an account or in all. */
  {
    key: { status: 1, accountId: 1, reason: 1, createdAt: 1 },
    partialFilterExpression: { status: { $in: ['parked', 'unknown'] } },
  },
  /** Attempts that are due and that nobody makes, in all accounts or in one. */
  { key: { status: 1, nextAttemptAt: 1, accountId: 1 }, partialFilterExpression: { status: 'claimed' } },
  /** To one address: an account's, and with late bounces anybody's. */
  { key: { accountId: 1, toKey: 1, createdAt: -1, id: -1 }, partialFilterExpression: { toKey: { $gt: '' } } },
  { key: { toKey: 1, acceptedAt: -1 }, partialFilterExpression: { toKey: { $gt: '' } } },
  { key: { accountId: 1, acceptedAt: -1 }, partialFilterExpression: { acceptedAt: { $gt: 0 } } },
];

export function findDelivery(
  store: Store,
  accountId: string,
  deliveryId: string,
  session?: ClientSession,
): Promise<DeliveryDoc | null> {
  return store.deliveries.findOne({ _id: deliveryKey(accountId, deliveryId) }, session ? { session } : {});
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
  readonly address?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** A page of an account's deliveries, newest first. `after` is the last one of the page before. */
export function listDeliveries(
  store: Store,
  accountId: string,
  { status, reason, conversation, address, since, until }: DeliveryQuery,
  after: ListPosition | null,
  limit: number,
): Promise<DeliveryDoc[]> {
  const filter: Filter<DeliveryDoc> = {
    accountId,
    ...(status === undefined ? {} : { status }),
    ...(reason === undefined ? {} : { reason }),
    ...(conversation === undefined ? {} : { conversationId: conversation }),
    ...(address === undefined ? {} : { toKey: keyOfAddress(address) }),
    createdAt: { $gte: since ?? 0, ...(until === undefined ? {} : { $lt: until }) },
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

/** A conversation and one of its deliveries, changed together in one transaction. */
export interface Carried {
  readonly conversation: ConversationDoc;
  readonly delivery: DeliveryDoc;
}

/**
 * A delivery's next state, with what the conversation keeps of its deliveries: which one is open, how many are parked,
 * and of how many nobody knows the end.
 */
export function moved({ conversation, delivery }: Carried, next: DeliveryDoc): Carried {
  const isTheOpenOne = conversation.openDelivery === next.id;
  return {
    delivery: next,
    conversation: {
      ...conversation,
      openDelivery: isOpen(next) ? next.id : isTheOpenOne ? null : conversation.openDelivery,
      parked: conversation.parked + count(isParked, next) - count(isParked, delivery),
      unknown: conversation.unknown + count(isOfUnknownEnd, next) - count(isOfUnknownEnd, delivery),
    },
  };
}

const isParked = ({ status }: DeliveryDoc) => status === 'parked';
const isOfUnknownEnd = (delivery: DeliveryDoc) =>
  delivery.status === 'unknown' || (isParked(delivery) && hasUnknownAttempt(delivery));
const count = (is: (delivery: DeliveryDoc) => boolean, delivery: DeliveryDoc) => (is(delivery) ? 1 : 0);

/**
 * The delivery is given up until a person replays it. Messages of one that nobody knows the end of, or that was refused
 * as it is, stay with it; those of any other ride along in the next mail (design, Delivery).
 */
export function parked(carried: Carried, reason: ParkedReason): Carried {
  const { delivery, conversation } = moved(carried, { ...carried.delivery, status: 'parked', reason, replay: null });
  if (hasUnknownAttempt(delivery)) return { delivery, conversation: withoutPending(conversation, delivery.newsSeqs) };
  const pending = conversation.pending.map((reply) =>
    delivery.newsSeqs.includes(reply.seq) ? afterParking(reply, reason) : reply,
  );
  return { delivery, conversation: { ...conversation, pending } };
}

/** No later mail carries these any more. */
export function withoutPending(conversation: ConversationDoc, seqs: readonly number[]): ConversationDoc {
  return { ...conversation, pending: conversation.pending.filter(({ seq }) => !seqs.includes(seq)) };
}

/**
 * The delivery with the end of one attempt told.
 * @param number 1 for its first attempt
 */
export function withEnd(
  delivery: DeliveryDoc,
  number: number,
  { kind, result }: { readonly kind: NonNullable<Attempt['end']>; readonly result: string | null },
  now: number,
): DeliveryDoc {
  const attempts = delivery.attempts.map((attempt, index) =>
    index === number - 1 ? { ...attempt, end: kind, endedAt: now, result } : attempt,
  );
  return { ...delivery, attempts };
}

/** The last attempt may have gone out, which counts towards the hourly cap; the provider's report is awaited. */
export function ofUnknownEnd(carried: Carried, result: string | null, now: number): Carried {
  const ended = withEnd(carried.delivery, carried.delivery.attempts.length, { kind: 'unknown', result }, now);
  const { delivery, conversation } = moved(carried, { ...ended, status: 'unknown' });
  return { delivery, conversation: { ...conversation, mailedAt: withinTheHour([...conversation.mailedAt, now], now) } };
}

/** The times of mails that count towards a conversation's cap (design, Delivery). */
export function withinTheHour(times: readonly number[], now: number): number[] {
  return times.filter((time) => time > now - 3_600_000);
}

export async function writeDelivery(store: Store, delivery: DeliveryDoc, session: ClientSession): Promise<void> {
  await store.deliveries.replaceOne({ _id: delivery._id }, delivery, { session });
}
