import type { ClientSession } from 'mongodb';
import { type Carried, withinTheHour } from './deliveries.ts';
import type { Store } from './store.ts';

/**
 * The provider took the mail: its answer says so, or a report. The messages get their label in the same transaction
 * (design R6), the thread its next reference, and what was carried is pending no more. The caller writes both documents.
 */
export async function accepted(
  store: Store,
  { conversation, delivery }: Carried,
  providerMessageId: string | null,
  now: number,
  session: ClientSession,
): Promise<Carried> {
  const { accountId, conversationId, id, newsSeqs, to, subject, messageId } = delivery;
  await store.messages.updateMany(
    { accountId, conversationId, seq: { $in: [...newsSeqs] } },
    { $push: { forwardedTo: { deliveryId: id, address: to ?? '', at: now } } },
    { session },
  );
  const { thread } = conversation;
  return {
    delivery: { ...delivery, status: 'accepted', reason: null, replay: null, providerMessageId, acceptedAt: now },
    conversation: {
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
    },
  };
}
