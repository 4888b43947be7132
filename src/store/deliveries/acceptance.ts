import type { ClientSession } from 'mongodb';
import type { DeliveryDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { type Carried, moved, withinTheHour } from './deliveries.ts';

/**
 * The provider took the mail: its answer says so, or a report. The messages get their label in the same transaction
 * (design R6), the thread its next reference, and what was carried is pending no more. The caller writes both documents.
 * @param next the delivery as it is then, the end of the attempt told
 */
export async function accepted(
  store: Store,
  before: Carried,
  next: DeliveryDoc,
  now: number,
  session: ClientSession,
): Promise<Carried> {
  const { accountId, conversationId, id, newsSeqs, to, subject, messageId } = before.delivery;
  const { delivery, conversation } = moved(before, { ...next, replay: null });
  const carried = { accountId, conversationId, seq: { $in: [...newsSeqs] } };
  await store.messages.updateMany(
    carried,
    { $push: { forwardedTo: { deliveryId: id, address: to ?? '', at: now } } },
    { session },
  );
  const { thread } = conversation;
  // One of unknown end has counted towards the hourly cap since that was noticed.
  const newlyMailed = unknownEnds(next) < unknownEnds(before.delivery) ? [] : [now];
  return {
    delivery,
    conversation: {
      ...conversation,
      mailedAt: withinTheHour([...conversation.mailedAt, ...newlyMailed], now),
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

const unknownEnds = ({ attempts }: DeliveryDoc) => attempts.filter(({ end }) => end === 'unknown').length;
