import type { IndexDescription } from 'mongodb';
import { withListing } from '../../policy/listing.ts';
import { ConflictError } from '../mongo/conflict.ts';
import type { ConversationDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { findErasure } from '../mongo/tombstones.ts';
import { inTransaction, isDuplicateKey } from '../mongo/transaction.ts';

/** The sweeper's. */
export const erasureIndexes: IndexDescription[] = [
  { key: { watchAt: 1 }, partialFilterExpression: { watchAt: { $gt: 0 } } },
];

/**
 * Stores a new conversation, unless there is one with its id or an erased one had it. Both are checked in the
 * transaction that inserts it, so that an erasure at the same moment is not undone.
 */
export async function insertConversation(
  store: Store,
  conversation: ConversationDoc,
): Promise<'inserted' | 'known' | 'erased'> {
  const ref = { accountId: conversation.accountId, conversationId: conversation.id };
  try {
    return await inTransaction(store, async (session) => {
      if ((await findErasure(store, ref, session)) !== null) return 'erased';
      await store.conversations.insertOne(withListing(conversation, null), { session });
      return 'inserted';
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return 'known';
  }
}

export const erasedId = (id: string) =>
  new ConflictError('erased', `The conversation ${id} was erased. Its id is not used again: choose a new one.`);
