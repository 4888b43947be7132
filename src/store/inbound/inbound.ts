import type { Filter, IndexDescription } from 'mongodb';
import type { InboundDoc } from '../mongo/documents.ts';
import { removeFiles } from '../mongo/files.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction } from '../mongo/transaction.ts';

export const inboundIndexes: IndexDescription[] = [
  /** An account's list, and the list of those whose account is not known (null). */
  { key: { accountId: 1, receivedAt: -1, _id: -1 } },
  { key: { accountId: 1, state: 1, receivedAt: -1, _id: -1 } },
  { key: { accountId: 1, conversationId: 1, receivedAt: -1 } },
  /** For the alerts. */
  { key: { accountId: 1, state: 1, reason: 1, receivedAt: 1 } },
  /** How many there are in each state, over all accounts, and the oldest. */
  { key: { state: 1, reason: 1, receivedAt: 1 } },
  /** The sweeper's. */
  { key: { watchAt: 1 }, partialFilterExpression: { watchAt: { $gt: 0 } } },
  /** A conversation's events that wait, in the order in which they happened. */
  {
    key: { accountId: 1, conversationId: 1, 'event.at': 1, _id: 1 },
    partialFilterExpression: { watchAt: { $gt: 0 } },
  },
  /** The same email counts once. */
  { key: { once: 1 }, unique: true, partialFilterExpression: { once: { $gt: '' } } },
  { key: { expiresAt: 1 }, expireAfterSeconds: 0 },
];

export function findInbound(store: Store, id: string): Promise<InboundDoc | null> {
  return store.inbound.findOne({ _id: id });
}

/** Removes an email with its content, if it matches then: it may have been replayed, which needs both. */
export function removeInbound(store: Store, matching: Filter<InboundDoc> & { readonly _id: string }): Promise<void> {
  return inTransaction(store, async (session) => {
    const { deletedCount } = await store.inbound.deleteOne(matching, { session });
    if (deletedCount === 1) await removeFiles(store.rawInbound, [matching._id], session);
  });
}

export const dayMs = 86_400_000;
/** A workflow is started at once; the sweeper follows up after this. */
export const watchAfterMs = 10_000;
