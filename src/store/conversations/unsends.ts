import type { IndexDescription } from 'mongodb';
import type { ConversationRef } from '../mongo/documents.ts';
import { messageKey, sha256 } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';

/**
 * That a visitor took back a message which has not come yet: events come in any order. A platform posts one again for some
 * hours at most. What is remembered is a digest, which names nobody.
 */
export const unsendIndexes: IndexDescription[] = [{ key: { expiresAt: 1 }, expireAfterSeconds: 0 }];

const rememberedForMs = 2 * 86_400_000;

const keyOf = (ref: ConversationRef, messageId: string) => sha256(messageKey(ref, messageId));

/** Before the message is looked for, so that either this or whoever stores it sees the other. */
export async function rememberUnsend(
  store: Store,
  ref: ConversationRef,
  messageId: string,
  now: number,
): Promise<void> {
  const _id = keyOf(ref, messageId);
  const expiresAt = new Date(now + rememberedForMs);
  await store.unsends.updateOne({ _id }, { $set: { expiresAt } }, { upsert: true });
}

export async function wasUnsent(store: Store, ref: ConversationRef, messageId: string): Promise<boolean> {
  return (await store.unsends.findOne({ _id: keyOf(ref, messageId) })) !== null;
}
