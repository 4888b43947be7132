import type { ConversationDoc, ConversationRef, MessageDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';

/** What event streams ask about the conversations that somebody follows. */

const newestFirst = { sort: { createdAt: -1, id: -1 } } as const;

export function newestConversations(store: Store, accountId: string, limit: number): Promise<ConversationDoc[]> {
  return store.conversations.find({ accountId }, { ...newestFirst, limit }).toArray();
}

/** Conversations that wait for an email: those with these ids, and the newest `newest` of all, each once. */
export async function waitingConversations(
  store: Store,
  accountId: string,
  { ids, newest }: { readonly ids: readonly string[]; readonly newest: number },
): Promise<readonly ConversationDoc[]> {
  const waiting = { accountId, waiting: true };
  const [followed, ofAll] = await Promise.all([
    ids.length === 0 ? [] : store.conversations.find({ ...waiting, id: { $in: [...ids] } }).toArray(),
    newest === 0 ? [] : store.conversations.find(waiting, { ...newestFirst, limit: newest }).toArray(),
  ]);
  return [...new Map([...ofAll, ...followed].map((conversation) => [conversation._id, conversation])).values()];
}

/** A conversation's messages with these sequence numbers, in order. */
export function messagesAt(store: Store, ref: ConversationRef, seqs: readonly number[]): Promise<MessageDoc[]> {
  const { accountId, conversationId } = ref;
  return store.messages.find({ accountId, conversationId, seq: { $in: [...seqs] } }, { sort: { seq: 1 } }).toArray();
}
