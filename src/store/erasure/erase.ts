import { isOpen } from '../../policy/delivery/delivery.ts';
import { recordAudit } from '../accounts/audit.ts';
import { forgetRestoreRequests } from '../addresses/restore-requests.ts';
import { withoutAddedAddress } from '../addresses/suppressions.ts';
import { findDelivery } from '../deliveries/deliveries.ts';
import type { ConversationRef, ErasureDoc } from '../mongo/documents.ts';
import { conversationKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { findErasure } from '../mongo/tombstones.ts';
import { inTransaction } from '../mongo/transaction.ts';
import { blank } from './blank-deliveries.ts';
import { eraseLeftovers } from './leftovers.ts';

/** If the process that erases has not finished by then, a sweeper goes on. */
const watchAfterBeginMs = 30_000;
/**
 * After this a sweeper goes through everything once more: by then all that was under way when the conversation was
 * erased has ended, transactions within 5 s and attempts at emails within 40 s.
 */
const againAfterMs = 60_000;

/**
 * Erases a conversation for good (api.md Conversations). From the first transaction on it does not exist for anybody:
 * its document is gone, so every change, look and attempt that is under way conflicts with that or finds nothing, and
 * its open delivery is withdrawn. What belonged to it is then deleted in pages, which may be repeated.
 * @param patienceMs how long this may take; whatever is left then is left to the sweeper
 * @returns null if there is no such conversation and never was
 */
export async function eraseConversation(
  store: Store,
  ref: ConversationRef,
  { now, patienceMs }: { readonly now: number; readonly patienceMs: number },
): Promise<Erased | null> {
  const begun = await beginErasure(store, ref, now);
  if (begun === null || begun.erasure.state === 'erased') return begun;
  return { ...begun, erasure: await goOn(store, begun.erasure, { now, patienceMs }) };
}

export interface Erased {
  /** `erasing` if something is left to delete. */
  readonly erasure: ErasureDoc;
  /** Whether it was this call that began it. */
  readonly isNew: boolean;
}

/** Makes the conversation's document a tombstone in one transaction. Repeating it changes nothing. */
export function beginErasure(store: Store, ref: ConversationRef, now: number): Promise<Erased | null> {
  return inTransaction(store, async (session) => {
    const _id = conversationKey(ref);
    // First, so that of many who write at the same time it is the others that have to repeat their work.
    const conversation = await store.conversations.findOneAndDelete({ _id }, { session });
    if (conversation === null) {
      const known = await findErasure(store, ref, session);
      return known && { erasure: known, isNew: false };
    }
    const { alarm, openDelivery, visitor } = conversation;
    const erasure: ErasureDoc = {
      _id,
      accountId: ref.accountId,
      conversationId: ref.conversationId,
      state: 'erasing',
      watchAt: now + watchAfterBeginMs,
      channel: conversation.channel.kind,
      hadWorkflow: alarm !== null || openDelivery !== null,
      erasedAt: now,
    };
    await store.erasures.insertOne(erasure, { session });
    // Of a visitor with several conversations this is one record, written with the first.
    await recordAudit(store, session);
    if (visitor.email !== null) {
      await forgetRestoreRequests(store, ref.accountId, visitor.email, session);
      await withoutAddedAddress(store, ref.accountId, visitor.email, session);
    }
    const open = openDelivery === null ? null : await findDelivery(store, ref.accountId, openDelivery, session);
    if (open !== null && isOpen(open)) await blank(store, [open._id], now, session);
    return { erasure, isNew: true };
  });
}

/** Deletes what is left. Once that is all, it is checked once more later, and then never again. */
export async function goOn(
  store: Store,
  erasure: ErasureDoc,
  { now, patienceMs }: { readonly now: number; readonly patienceMs: number },
): Promise<ErasureDoc> {
  const isAll = await eraseLeftovers(store, erasure, { now, patienceMs });
  if (!isAll) return erasure;
  const { _id, state, watchAt: _, ...rest } = erasure;
  if (state === 'erased') {
    await store.erasures.updateOne({ _id }, { $unset: { watchAt: true } });
    return { _id, state, ...rest };
  }
  const done = { state: 'erased' as const, watchAt: now + againAfterMs };
  await store.erasures.updateOne({ _id, state: 'erasing' }, { $set: done });
  return { _id, ...rest, ...done };
}

const betweenTriesMs = 30_000;

/**
 * For the sweeper: erasures that a process left unfinished, and those to be checked once more. Yields each as it is
 * taken, by a guarded update that moves the time on, so that only one of many sweepers works on it.
 */
export async function* takeErasures(store: Store, now: number): AsyncGenerator<ErasureDoc> {
  const left = await store.erasures
    .find({ watchAt: { $gt: 0, $lte: now } }, { sort: { watchAt: 1 }, limit: 50 })
    .toArray();
  for (const erasure of left) {
    const { _id, watchAt } = erasure;
    if (watchAt === undefined) continue;
    const { modifiedCount } = await store.erasures.updateOne(
      { _id, watchAt },
      { $set: { watchAt: now + betweenTriesMs } },
    );
    if (modifiedCount === 1) yield erasure;
  }
}
