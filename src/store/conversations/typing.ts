import type { IndexDescription } from 'mongodb';
import type { ConversationRef, Typist } from '../mongo/documents.ts';
import { conversationKey, randomId } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';

/** For what a process that died could not delete. */
export const typingIndexes: IndexDescription[] = [{ key: { expiresAt: 1 }, expireAfterSeconds: 0 }];

const expireAfterMs = 60_000;
/** Nothing depends on it, so a secondary need not have it yet. */
const quick = { writeConcern: { w: 1 } } as const;

/**
 * Tells the event streams of every process that somebody types, or no longer does. The document is deleted at once: what
 * the change stream reports of its insertion is all that is needed, and nothing of the conversation is touched.
 */
export async function tellTyping(
  store: Store,
  ref: ConversationRef,
  typing: { readonly by: Typist; readonly isTyping: boolean },
  now: number,
): Promise<void> {
  const _id = `${conversationKey(ref)}:${randomId()}`;
  const expiresAt = new Date(now + expireAfterMs);
  await store.typing.insertOne({ _id, typing: { ...typing, at: now }, expiresAt }, quick);
  await store.typing.deleteOne({ _id }, quick);
}
