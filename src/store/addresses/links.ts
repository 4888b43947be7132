import type { IndexDescription } from 'mongodb';
import type { ConversationRef, LinkDoc } from '../mongo/documents.ts';
import { randomId } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { isDuplicateKey } from '../mongo/transaction.ts';

export const linkIndexes: IndexDescription[] = [
  { key: { accountId: 1, conversationId: 1, address: 1, kind: 1 }, unique: true },
];

export const looksLikeToken = (text: string) => /^[a-z2-7]{26}$/.test(text);

export function findLink(store: Store, token: string): Promise<LinkDoc | null> {
  return store.links.findOne({ _id: token });
}

/**
 * The token of a conversation's link for an address. It is always the same, because equal content gives equal emails.
 */
export async function tokenFor(
  store: Store,
  { accountId, conversationId }: ConversationRef,
  { kind, address, now }: { readonly kind: LinkDoc['kind']; readonly address: string; readonly now: number },
): Promise<string> {
  const which = { accountId, conversationId, address, kind };
  const known = await store.links.findOne(which);
  if (known !== null) return known._id;
  try {
    const token = randomId();
    await store.links.insertOne({ _id: token, ...which, createdAt: now });
    return token;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return tokenFor(store, { accountId, conversationId }, { kind, address, now });
  }
}
