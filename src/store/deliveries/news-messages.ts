import type { ClientSession } from 'mongodb';
import { mayStillBeTaken } from '../../policy/delivery/ledger.ts';
import type { PendingReply } from '../../policy/facts.ts';
import type { ConversationDoc, ConversationRef, DeliveryDoc, MessageDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';

/** The messages that a delivery carries as news, in order. */
export function newsMessages(
  store: Store,
  { accountId, conversationId, newsSeqs }: DeliveryDoc,
  session?: ClientSession,
): Promise<MessageDoc[]> {
  return store.messages
    .find(
      { accountId, conversationId, seq: { $in: [...newsSeqs] } },
      { sort: { seq: 1 }, ...(session ? { session } : {}) },
    )
    .toArray();
}

/** Deleted or cancelled: it is mailed no more. */
export const isGone = ({ deletedAt, cancelledAt }: MessageDoc): boolean => deletedAt !== null || cancelledAt !== null;

/** Takes messages back for good: no mail shows them any more. */
export async function cancelMessages(
  store: Store,
  { accountId, conversationId }: ConversationRef,
  messages: readonly MessageDoc[],
  now: number,
  session: ClientSession,
): Promise<void> {
  const seqs = messages.map(({ seq }) => seq);
  await store.messages.updateMany(
    { accountId, conversationId, seq: { $in: seqs } },
    { $set: { cancelledAt: now } },
    { session },
  );
}

/** Whether a mail of unknown end may not be repeated: some of its news was taken back, or all of it read. */
export async function isTakenBack(store: Store, delivery: DeliveryDoc, session?: ClientSession): Promise<boolean> {
  const news = await newsMessages(store, delivery, session);
  const isAllRead = news.every(({ readAt }) => readAt !== null) && delivery.replay?.evenIfRead !== true;
  return isAllRead || news.some(isGone);
}

/** The places of those that another delivery keeps: it is open, mailed, or of unknown end (design, News). */
export async function keptByOthers(
  store: Store,
  { accountId, conversationId, id, newsSeqs }: DeliveryDoc,
  session?: ClientSession,
): Promise<ReadonlySet<number>> {
  const others = await store.deliveries
    .find(
      { accountId, conversationId, newsSeqs: { $in: [...newsSeqs] }, id: { $ne: id } },
      { projection: { request: 0 }, ...(session ? { session } : {}) },
    )
    .toArray();
  return new Set(others.filter(keepsItsNews).flatMap((other) => other.newsSeqs));
}

/** A delivery's news that may still be mailed: not taken back, and kept by no other delivery. */
export async function newsLeft(store: Store, delivery: DeliveryDoc, session?: ClientSession): Promise<MessageDoc[]> {
  const news = await newsMessages(store, delivery, session);
  const kept = await keptByOthers(store, delivery, session);
  return news.filter((message) => !isGone(message) && !kept.has(message.seq));
}

/** The conversation with these messages riding along in its next mail; `rides` if they make none due by themselves. */
export function riding(
  conversation: ConversationDoc,
  messages: readonly MessageDoc[],
  rides: boolean,
): ConversationDoc {
  const again = messages.map(({ seq, receivedAt, readAt }): PendingReply => ({ seq, receivedAt, readAt, rides }));
  const others = conversation.pending.filter(({ seq }) => again.every((reply) => reply.seq !== seq));
  return { ...conversation, pending: [...others, ...again].sort((a, b) => a.seq - b.seq) };
}

function keepsItsNews(delivery: DeliveryDoc): boolean {
  switch (delivery.status) {
    case 'claimed':
    case 'sending':
    case 'unknown':
    case 'accepted':
    case 'deferred':
    case 'delivered':
      return true;
    case 'bounced':
    case 'dropped':
    case 'parked':
    case 'dismissed':
      return mayStillBeTaken(delivery);
    case 'superseded':
    case 'withdrawn':
      return false;
    default:
      return delivery.status satisfies never;
  }
}
