import { withRead } from '../../policy/pending.ts';
import type { ConversationDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import type { ChangeContext } from './change.ts';

/** Whether anything up to this place has not been read yet. */
export const isUnreadUpTo = ({ lastSeq, readUpTo }: ConversationDoc, upTo: number): boolean =>
  Math.min(upTo, lastSeq) > readUpTo;

/**
 * The conversation with everything up to `upTo` read, in the widget or on its channel; its messages are marked in the same
 * transaction.
 */
export async function markRead(
  store: Store,
  conversation: ConversationDoc,
  upTo: number,
  { session, now }: Pick<ChangeContext, 'session' | 'now'>,
  readVia: 'widget' | 'channel' = 'widget',
): Promise<ConversationDoc> {
  if (!isUnreadUpTo(conversation, upTo)) return conversation;
  const readUpTo = Math.min(upTo, conversation.lastSeq);
  await store.messages.updateMany(
    {
      accountId: conversation.accountId,
      conversationId: conversation.id,
      seq: { $gt: conversation.readUpTo, $lte: readUpTo },
      'author.kind': { $ne: 'visitor' },
      readAt: null,
    },
    { $set: { readAt: now, readVia } },
    { session },
  );
  return {
    ...conversation,
    readUpTo,
    pending: withRead(conversation.pending, readUpTo, now),
    updatedAt: now,
  };
}
