import type { ClientSession } from 'mongodb';
import type { ParkedReason } from '../contract/outcomes.ts';
import { afterRefusal } from '../policy/delivery.ts';
import { findAccount } from './accounts.ts';
import { endOpen, readBoth, writeConversation } from './carried.ts';
import { newAlarm } from './change.ts';
import type { Clock } from './clock.ts';
import { type Carried, parked, unparked, withinTheHour, writeDelivery } from './deliveries.ts';
import type { AccountDoc, ConversationDoc, ConversationRef, DeliveryDoc } from './documents.ts';
import type { Store } from './store.ts';
import { inTransaction } from './transaction.ts';

/** How an attempt ended (design, Delivery: the one table says what an answer means). */
export type AttemptEnd =
  | { readonly kind: 'accepted'; readonly providerMessageId: string | null; readonly result: string }
  | {
      readonly kind: 'refused';
      readonly reason: ParkedReason;
      readonly retryAfterSeconds: number | null;
      readonly result: string;
    }
  | { readonly kind: 'rejected'; readonly reason: ParkedReason; readonly result: string }
  | { readonly kind: 'unknown'; readonly result: string };

/**
 * Records how an attempt ended. Acceptance wins over every state but what reports say; any other end counts only while
 * its attempt is the latest and being sent.
 * @returns the delivery if that ended it: accepted, or parked
 * @param number 1 for the delivery's first attempt
 */
export async function recordEnd(
  store: Store,
  ref: ConversationRef,
  deliveryId: string,
  number: number,
  end: AttemptEnd,
  clock: Clock,
): Promise<DeliveryDoc | null> {
  return inTransaction(store, async (session) => {
    const read = await readBoth(store, ref, deliveryId, session);
    const account = read && (await findAccount(store, ref.accountId, session));
    if (read === null || account === null) return null;
    const { delivery } = read;
    const now = Math.max(await clock(), delivery.attempts[number - 1]?.at ?? 0);
    const attempts = delivery.attempts.map((attempt, index) =>
      index === number - 1 ? { ...attempt, end: end.kind, endedAt: now, result: end.result } : attempt,
    );
    const ended = { conversation: read.conversation, delivery: { ...delivery, attempts } };
    if (end.kind === 'accepted') {
      if (delivery.acceptedAt !== null) return null;
      return accept(store, ended, unparked(read), account, end.providerMessageId, now, session);
    }
    if (delivery.status !== 'sending' || delivery.attempts.length !== number) return null;
    if (end.kind === 'refused') {
      const after = afterRefusal(
        delivery,
        end.reason,
        account.settings.delivery.retryForSeconds,
        now,
        end.retryAfterSeconds,
      );
      if (after.kind === 'retry') {
        await writeDelivery(store, { ...ended.delivery, status: 'claimed', nextAttemptAt: after.at }, session);
        await writeConversation(store, { ...ended.conversation, alarm: newAlarm(now, 'alarmOverdue', now) }, session);
        return null;
      }
    }
    const given = end.kind === 'unknown' ? parked(ended, 'unknown', now) : parked(ended, end.reason, null);
    await writeDelivery(store, given.delivery, session);
    await endOpen(store, given.conversation, account, now, session);
    return given.delivery;
  });
}

/** The messages get their label in the same transaction (design R6), and the thread its next reference. */
async function accept(
  store: Store,
  { delivery }: Carried,
  conversation: ConversationDoc,
  account: AccountDoc,
  providerMessageId: string | null,
  now: number,
  session: ClientSession,
): Promise<DeliveryDoc> {
  const { accountId, conversationId, id, newsSeqs, to, subject, messageId } = delivery;
  const accepted: DeliveryDoc = {
    ...delivery,
    status: 'accepted',
    reason: null,
    replay: null,
    providerMessageId,
    acceptedAt: now,
  };
  await writeDelivery(store, accepted, session);
  await store.messages.updateMany(
    { accountId, conversationId, seq: { $in: [...newsSeqs] } },
    { $push: { forwardedTo: { deliveryId: id, address: to ?? '', at: now } } },
    { session },
  );
  const { thread } = conversation;
  const mailed = {
    ...conversation,
    openDelivery: conversation.openDelivery === id ? null : conversation.openDelivery,
    mailedAt: withinTheHour([...conversation.mailedAt, now], now),
    pending: conversation.pending.filter(
      ({ seq, isDeleted }) => !newsSeqs.includes(seq) && !(isDeleted && seq < Math.max(...newsSeqs)),
    ),
    thread: {
      subject: thread.subject ?? subject,
      references: messageId === null ? thread.references : [...thread.references, messageId],
    },
    updatedAt: now,
  };
  await endOpen(store, mailed, account, now, session);
  return accepted;
}
