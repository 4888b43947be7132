import { readUpTo, withMarkedUnread, withReadByAgent } from '../../policy/unread.ts';
import { findAgent } from '../accounts/agents.ts';
import type { ConversationDoc, ConversationRef } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { type Change, type ChangeContext, type Changed, changeConversation } from './change.ts';
import { changeTogether } from './change-together.ts';

/** What agents do in an inbox. It changes neither what is emailed nor when, so the version stays. */

interface ByAgent {
  readonly agentId: string;
  readonly now: number;
}

/** Assigns a conversation to an agent, or (null) to nobody. The result is false if there is no such agent. */
export function assignConversation(
  store: Store,
  ref: ConversationRef,
  { agentId, now }: { readonly agentId: string | null; readonly now: number },
): Promise<Changed<boolean> | null> {
  const apply = (conversation: ConversationDoc, { account }: ChangeContext): Change<boolean> => {
    if (agentId !== null && findAgent(account, agentId) === null) return { kind: 'unchanged', result: false };
    if ((conversation.assignee ?? null) === agentId) return { kind: 'unchanged', result: true };
    return { kind: 'changed', conversation: { ...conversation, assignee: agentId, updatedAt: now }, result: true };
  };
  return changeConversation(store, { ref, signal: 'messagePosted', now, keepsVersion: true, apply });
}

/** Raises what an agent has read; never back, never past the last message. Returns up to where. */
export function readByAgent(
  store: Store,
  ref: ConversationRef,
  { agentId, upTo, now }: ByAgent & { readonly upTo: number },
): Promise<Changed<number> | null> {
  const apply = async (conversation: ConversationDoc, { account, session }: ChangeContext): Promise<Change<number>> => {
    if (findAgent(account, agentId) === null) return { kind: 'unchanged', result: 0 };
    const isAll = upTo >= (conversation.fromVisitor?.lastSeq ?? 0);
    const after = isAll ? 0 : await countAfter(store, conversation, upTo, session);
    const read = withReadByAgent(conversation, agentId, upTo, after);
    return { ...changedTo(conversation, read), result: readUpTo(read, agentId) };
  };
  return changeTogether(store, { ref, signal: 'messagePosted', now, keepsVersion: true, apply });
}

/** Has an agent see a conversation as unread until they read it again. */
export function markUnread(
  store: Store,
  ref: ConversationRef,
  { agentId, now }: ByAgent,
): Promise<Changed<null> | null> {
  const apply = (conversation: ConversationDoc, { account }: ChangeContext): Change<null> =>
    findAgent(account, agentId) === null
      ? { kind: 'unchanged', result: null }
      : changedTo(conversation, withMarkedUnread(conversation, agentId));
  return changeConversation(store, { ref, signal: 'messagePosted', now, keepsVersion: true, apply });
}

const changedTo = (before: ConversationDoc, conversation: ConversationDoc): Change<null> =>
  conversation === before ? { kind: 'unchanged', result: null } : { kind: 'changed', conversation, result: null };

/** So many of the newest messages are counted at most. */
const maxCounted = 1_000;

/** How many of the newest messages after a place are the visitor's. */
function countAfter(
  store: Store,
  { accountId, id: conversationId, lastSeq }: ConversationDoc,
  upTo: number,
  session: ChangeContext['session'],
): Promise<number> {
  const seq = { $gt: Math.max(upTo, lastSeq - maxCounted) };
  const theirs = { accountId, conversationId, seq, 'author.kind': 'visitor', deletedAt: null } as const;
  return store.messages.countDocuments(theirs, { session });
}
