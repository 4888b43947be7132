import type { ConversationDoc, ConversationRef } from '../mongo/documents.ts';
import { conversationKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { type Change, changeConversation } from './change.ts';

const dayMs = 86_400_000;
const soonMs = 300_000;

/** Notes that a channel is asked what its visitor is called; false if that is known, or was asked within a day. */
export async function mayAskName(store: Store, ref: ConversationRef, now: number): Promise<boolean> {
  const projection = { 'visitor.name': 1, nameAskedAt: 1 };
  const known = await store.conversations.findOne({ _id: conversationKey(ref) }, { projection });
  if (known === null || !isToAsk(known, now)) return false;
  const apply = (conversation: ConversationDoc): Change<boolean> =>
    isToAsk(conversation, now)
      ? { kind: 'changed', conversation: { ...conversation, nameAskedAt: now }, result: true }
      : { kind: 'unchanged', result: false };
  const changed = await changeConversation(store, { ref, signal: 'visitorIdentified', now, keepsVersion: true, apply });
  return changed?.result ?? false;
}

const isToAsk = ({ visitor, nameAskedAt = 0 }: Pick<ConversationDoc, 'visitor' | 'nameAskedAt'>, now: number) =>
  visitor.name === null && nameAskedAt <= now - dayMs;

/** The channel could not be asked: the next message after five minutes may try again, as when a dead token was replaced. */
export async function mayAskNameSoon(store: Store, ref: ConversationRef, now: number): Promise<void> {
  const apply = (conversation: ConversationDoc): Change<null> => ({
    kind: 'changed',
    conversation: { ...conversation, nameAskedAt: now - dayMs + soonMs },
    result: null,
  });
  await changeConversation(store, { ref, signal: 'visitorIdentified', now, keepsVersion: true, apply });
}

/** Gives the visitor the name that they have on the channel, unless somebody has given them one meanwhile. */
export async function nameVisitor(store: Store, ref: ConversationRef, name: string, now: number): Promise<void> {
  const apply = (conversation: ConversationDoc): Change<null> =>
    conversation.visitor.name === null
      ? {
          kind: 'changed',
          conversation: { ...conversation, visitor: { ...conversation.visitor, name }, updatedAt: now },
          result: null,
        }
      : { kind: 'unchanged', result: null };
  await changeConversation(store, { ref, signal: 'visitorIdentified', now, apply });
}
