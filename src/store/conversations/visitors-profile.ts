import { claimUploads } from '../attachments/uploads.ts';
import type { AttachedFile, ConversationDoc, ConversationRef } from '../mongo/documents.ts';
import { conversationKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { type Change, type ChangeContext, changeConversation } from './change.ts';

const dayMs = 86_400_000;
const soonMs = 300_000;

/** Notes that a channel is asked what its visitor is called; false if that is known, or was asked within a day. */
export async function mayAskProfile(store: Store, ref: ConversationRef, now: number): Promise<boolean> {
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
export async function mayAskProfileSoon(store: Store, ref: ConversationRef, now: number): Promise<void> {
  const apply = (conversation: ConversationDoc): Change<null> => ({
    kind: 'changed',
    conversation: { ...conversation, nameAskedAt: now - dayMs + soonMs },
    result: null,
  });
  await changeConversation(store, { ref, signal: 'visitorIdentified', now, keepsVersion: true, apply });
}

/** What the uploads of pictures have in place of a message's id, so that they are kept. */
const pictureOf = 'visitors.picture';

/** Gives the visitor the name and the picture that they have on the channel, unless somebody has given them a name meanwhile. */
export async function giveProfile(
  store: Store,
  ref: ConversationRef,
  { name, picture = null }: { readonly name: string | null; readonly picture?: AttachedFile | null },
  now: number,
): Promise<void> {
  const apply = async (conversation: ConversationDoc, { session }: ChangeContext): Promise<Change<null>> => {
    const { visitor } = conversation;
    if (visitor.name !== null) return { kind: 'unchanged', result: null };
    const claim = { ...ref, messageId: pictureOf, by: 'visitor', limits: null, now } as const;
    const [kept] = picture === null ? [] : await claimUploads(store, { ...claim, ids: [picture.id] }, session);
    const changed = { ...conversation, visitor: { ...visitor, name }, updatedAt: now };
    return { kind: 'changed', conversation: kept ? { ...changed, picture: kept } : changed, result: null };
  };
  await changeConversation(store, { ref, signal: 'visitorIdentified', now, apply });
}
