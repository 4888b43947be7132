import type { ParkedReason } from '../contract/outcomes.ts';
import { afterRefusal } from '../policy/delivery.ts';
import { accepted } from './acceptance.ts';
import { findAccount } from './accounts.ts';
import { endOpen, readBoth, writeConversation } from './carried.ts';
import { newAlarm } from './change.ts';
import type { Clock } from './clock.ts';
import { parked, unparked, writeDelivery } from './deliveries.ts';
import type { ConversationRef, DeliveryDoc } from './documents.ts';
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
      const taken = { ...ended, conversation: unparked(read) };
      const after = await accepted(store, taken, end.providerMessageId, now, session);
      await writeDelivery(store, after.delivery, session);
      await endOpen(store, after.conversation, account, now, session);
      return after.delivery;
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
