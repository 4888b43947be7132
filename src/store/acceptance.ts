import type { ClientSession } from 'mongodb';
import { type Carried, moved, withEnd, withinTheHour } from './deliveries.ts';
import type { Store } from './store.ts';

/** What the provider told: in its answer, or by a report. */
export interface Acceptance {
  readonly providerMessageId: string | null;
  /** In words, for the ledger. */
  readonly result: string;
}

/**
 * The provider took the mail of an attempt: its answer says so, or a report. The messages get their label in the same
 * transaction (design R6), the thread its next reference, and what was carried is pending no more. The caller writes
 * both documents.
 * @param number 1 for the delivery's first attempt
 */
export async function accepted(
  store: Store,
  before: Carried,
  number: number,
  { providerMessageId, result }: Acceptance,
  now: number,
  session: ClientSession,
): Promise<Carried> {
  const { accountId, conversationId, id, newsSeqs, to, subject, messageId, attempts } = before.delivery;
  const ended = withEnd(before.delivery, number, { kind: 'accepted', result }, now);
  const { delivery, conversation } = moved(before, {
    ...ended,
    status: 'accepted',
    reason: null,
    replay: null,
    providerMessageId,
    acceptedAt: now,
  });
  await store.messages.updateMany(
    { accountId, conversationId, seq: { $in: [...newsSeqs] } },
    { $push: { forwardedTo: { deliveryId: id, address: to ?? '', at: now } } },
    { session },
  );
  const { thread } = conversation;
  // One of unknown end has counted towards the hourly cap since that was noticed.
  const newlyMailed = attempts[number - 1]?.end === 'unknown' ? [] : [now];
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
