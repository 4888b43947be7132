import { withReopened } from '../../policy/inbox.ts';
import type { ConversationDoc, ConversationRef } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { type Change, type ChangeContext, type Changed, changeConversation } from './change.ts';
import { newestLeft } from './messages.ts';

/** Opens a conversation again that was closed, without a message; what waits to be emailed goes on waiting. */
export function reopenConversation(store: Store, ref: ConversationRef, now: number): Promise<Changed<null> | null> {
  const apply = async (conversation: ConversationDoc, { session }: ChangeContext): Promise<Change<null>> => {
    if (conversation.closedAt === null) return { kind: 'unchanged', result: null };
    const reopened = withReopened(conversation, await newestLeft(store, ref, session));
    return { kind: 'changed', conversation: { ...reopened, updatedAt: now }, result: null };
  };
  return changeConversation(store, { ref, signal: 'messagePosted', now, apply });
}
