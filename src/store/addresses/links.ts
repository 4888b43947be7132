import type { IndexDescription } from 'mongodb';
import type { ConversationRef, LinkDoc } from '../mongo/documents.ts';
import { randomId } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { isDuplicateKey } from '../mongo/transaction.ts';

/** How long an expired link is kept, so that whoever follows it learns that it has expired. */
const keptSeconds = 90 * 86_400;

export const linkIndexes: IndexDescription[] = [
  { key: { accountId: 1, conversationId: 1, address: 1, kind: 1 }, unique: true },
  { key: { expiresAt: 1 }, expireAfterSeconds: keptSeconds },
];

export const looksLikeToken = (text: string) => /^[a-z2-7]{26}$/.test(text);

export function findLink(store: Store, token: string): Promise<LinkDoc | null> {
  return store.links.findOne({ _id: token });
}

/** A conversation's links for one address. */
export interface LinksOf {
  readonly ref: ConversationRef;
  readonly address: string;
  readonly now: number;
}

/** How long an answer to an email is taken, after the last email that asked for one (design, Replies by mail). */
export const replyDays = 180;
const dayMs = 86_400_000;

/**
 * The tokens of an email's links. They are always the same for an address, because equal content gives equal emails;
 * one that expires is extended, by a day more than needed, so that this is not written for each email.
 */
export async function tokensFor<Kind extends LinkDoc['kind']>(
  store: Store,
  { ref, address, now }: LinksOf,
  kinds: readonly Kind[],
): Promise<Readonly<Record<Kind, string>>> {
  const { accountId, conversationId } = ref;
  const found = await store.links.find({ accountId, conversationId, address, kind: { $in: [...kinds] } }).toArray();
  const missing = kinds.filter((kind) => !found.some((link) => link.kind === kind));
  const created = missing.map(
    (kind): LinkDoc => ({
      _id: randomId(),
      kind,
      accountId,
      conversationId,
      address,
      createdAt: now,
      ...lasting(kind),
    }),
  );
  try {
    if (created.length > 0) await store.links.insertMany(created);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return tokensFor(store, { ref, address, now }, kinds);
  }
  const soon = new Date(now + replyDays * dayMs);
  const toExtend = found.filter(({ expiresAt }) => expiresAt !== undefined && expiresAt < soon).map(({ _id }) => _id);
  if (toExtend.length > 0) await store.links.updateMany({ _id: { $in: toExtend } }, { $set: lasting('reply') });
  return Object.fromEntries([...found, ...created].map(({ kind, _id }) => [kind, _id])) as Record<Kind, string>;

  function lasting(kind: LinkDoc['kind']) {
    return kind === 'unsubscribe' ? {} : { expiresAt: new Date(now + (replyDays + 1) * dayMs) };
  }
}

/**
 * Revokes all reply addresses of a conversation: answers to them are refused, and its next email carries another one.
 * The address that a revoked one stood for is forgotten, which makes room for the new one.
 * @returns how many there were
 */
export async function revokeReplyAddresses(store: Store, ref: ConversationRef, now: number): Promise<number> {
  const { accountId, conversationId } = ref;
  const { modifiedCount } = await store.links.updateMany(
    { accountId, conversationId, kind: 'reply', revokedAt: { $exists: false } },
    [{ $set: { revokedAt: now, address: { $concat: ['revoked ', '$_id'] } } }],
  );
  return modifiedCount;
}
