import type { ClientSession } from 'mongodb';
import type { ConversationDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';

/** The conversation with everything up to `upTo` read in the widget; its messages are marked in the same transaction. */
export async function markRead(
  store: Store,
  conversation: ConversationDoc,
  upTo: number,
  now: number,
  session: ClientSession,
): Promise<ConversationDoc> {
  const readUpTo = Math.min(upTo, conversation.lastSeq);
  if (readUpTo <= conversation.readUpTo) return conversation;
  await store.messages.updateMany(
    {
      accountId: conversation.accountId,
      conversationId: conversation.id,
      seq: { $gt: conversation.readUpTo, $lte: readUpTo },
      'author.kind': { $ne: 'visitor' },
      readAt: null,
    },
    { $set: { readAt: now, readVia: 'widget' } },
    { session },
  );
  return {
    ...conversation,
    readUpTo,
    pending: conversation.pending.map((reply) =>
      reply.seq <= readUpTo && reply.readAt === null ? { ...reply, readAt: now } : reply,
    ),
    updatedAt: now,
  };
}
