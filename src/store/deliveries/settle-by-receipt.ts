import { idsOf } from '../../policy/delivery/parts.ts';
import { type Changed, changeConversation } from '../conversations/change.ts';
import type { ConversationRef, DeliveryDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';

/** A platform says that messages of a page arrived at the visitor's. */
export interface Receipt {
  readonly ref: ConversationRef;
  /** The platform's ids of messages that arrived. */
  readonly mids: readonly string[];
  /** All that was sent up to then arrived too; epoch milliseconds. */
  readonly upTo: number;
  readonly now: number;
}

/** A receipt comes soon, so no more of a conversation's newest deliveries are looked at. */
const maxLookedAt = 50;

/**
 * Notes that accepted messages arrived. It wakes no workflow (design P7). Null if there is no such conversation.
 */
export function settleByReceipt(store: Store, { ref, mids, upTo, now }: Receipt): Promise<Changed<number> | null> {
  return changeConversation<number>(store, {
    ref,
    signal: 'deliveryReported',
    now,
    apply: async (conversation, { session }) => {
      const newest = await store.deliveries
        .find({ ...ref }, { projection: { request: 0 }, sort: { number: -1 }, limit: maxLookedAt, session })
        .toArray();
      const arrived = newest.filter((delivery) => isOver(delivery, mids, upTo));
      if (arrived.length === 0) return { kind: 'unchanged', result: 0 };
      const keys = arrived.map(({ _id }) => _id);
      const seqs = arrived.flatMap(({ newsSeqs }) => newsSeqs);
      await store.deliveries.updateMany({ _id: { $in: keys } }, { $set: { status: 'delivered' } }, { session });
      // Their outcome follows from the delivery; they are written so that event streams report it.
      await store.messages.updateMany({ ...ref, seq: { $in: seqs } }, { $set: { reportedAt: now } }, { session });
      return { kind: 'changed', conversation, result: arrived.length };
    },
  });
}

/** Whether it was accepted, and all of its parts have arrived by now. */
function isOver({ status, channel, acceptedAt, parts = [] }: DeliveryDoc, mids: readonly string[], upTo: number) {
  if (status !== 'accepted' || channel === 'email' || acceptedAt === null) return false;
  const last = parts.at(-1);
  return acceptedAt <= upTo || (last !== undefined && idsOf(last).some((id) => mids.includes(id)));
}
