import type { IndexDescription } from 'mongodb';
import { leftWith } from '../../policy/visitor/presence.ts';
import type { ConversationDoc, ConversationRef } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { type Change, type ChangeContext, type Changed, changeConversation } from './change.ts';

/** MongoDB removes what is past its time, after which no token of the session is accepted anyway. */
export const endedSessionIndexes: IndexDescription[] = [{ key: { expiresAt: 1 }, expireAfterSeconds: 0 }];

/** A visitor's session: its first token and all that were renewed from that. */
export interface SessionRef {
  readonly accountId: string;
  readonly sessionId: string;
}

export const sessionKey = ({ accountId, sessionId }: SessionRef) => `${accountId}:${sessionId}`;

export interface Ending extends SessionRef, ConversationRef {
  /** When its last token can no longer be used. */
  readonly expiresAt: Date;
  readonly now: number;
}

/**
 * Ends a visitor's session for good; the tabs that reported with it have left. The conversation stays. Null if that has
 * not begun.
 */
export async function endSession(store: Store, { expiresAt, now, ...ending }: Ending): Promise<Changed<null> | null> {
  await store.endedSessions.updateOne({ _id: sessionKey(ending) }, { $set: { expiresAt } }, { upsert: true });
  const apply = (conversation: ConversationDoc, { account }: ChangeContext): Change<null> => {
    const { silenceSeconds } = account.settings.timing;
    const presence = leftWith(conversation.presence, { session: ending.sessionId, at: now, silenceSeconds });
    if (presence === conversation.presence) return { kind: 'unchanged', result: null };
    return { kind: 'changed', conversation: { ...conversation, presence }, result: null };
  };
  const ref = { accountId: ending.accountId, conversationId: ending.conversationId };
  return changeConversation(store, { ref, signal: 'visitorLeft', now, keepsVersion: true, apply });
}

/** Which of these sessions have ended, all given and returned by their keys. */
export async function endedAmong(store: Store, keys: readonly string[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const ended = await store.endedSessions.find({ _id: { $in: [...keys] } }, { projection: { _id: 1 } }).toArray();
  return new Set(ended.map(({ _id }) => _id));
}

export async function hasEnded(store: Store, session: SessionRef): Promise<boolean> {
  return (await endedAmong(store, [sessionKey(session)])).size > 0;
}
