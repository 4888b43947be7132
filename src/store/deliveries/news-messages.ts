import type { ClientSession } from 'mongodb';
import { isDirect, keepsItsNews } from '../../policy/delivery/delivery.ts';
import { newsMessages } from '../conversations/shown-messages.ts';
import type { ConversationRef, DeliveryDoc, MessageDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';

/** Deleted or cancelled, so it is not emailed any more. */
export const isGone = ({ deletedAt, cancelledAt }: MessageDoc): boolean => deletedAt !== null || cancelledAt !== null;

/** Cancels messages for good: no email shows them any more. */
export async function cancelMessages(
  store: Store,
  { accountId, conversationId }: ConversationRef,
  messages: readonly MessageDoc[],
  { now, session }: { readonly now: number; readonly session: ClientSession },
): Promise<void> {
  const seqs = messages.map(({ seq }) => seq);
  await store.messages.updateMany(
    { accountId, conversationId, seq: { $in: seqs } },
    { $set: { cancelledAt: now } },
    { session },
  );
}

/**
 * Whether an email whose outcome is unknown may not be repeated: some of its news was cancelled or deleted, or all
 * read.
 */
export async function isTakenBack(store: Store, delivery: DeliveryDoc, session?: ClientSession): Promise<boolean> {
  const news = await newsMessages(store, delivery, session);
  // That the visitor has read a message on its own channel only shows that it arrived.
  const isAllRead =
    !isDirect(delivery) && news.every(({ readAt }) => readAt !== null) && delivery.replay?.evenIfRead !== true;
  return isAllRead || news.some(isGone);
}

/**
 * The places of those that another delivery keeps, because it is open, was sent or may have been sent (design, News).
 */
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

/** A delivery's news that may still be emailed: neither cancelled nor deleted, and kept by no other delivery. */
export async function newsLeft(store: Store, delivery: DeliveryDoc, session?: ClientSession): Promise<MessageDoc[]> {
  const news = await newsMessages(store, delivery, session);
  const kept = await keptByOthers(store, delivery, session);
  return news.filter((message) => !isGone(message) && !kept.has(message.seq));
}
