import type { IndexDescription } from 'mongodb';
import { recordAudit } from '../accounts/audit.ts';
import type { ConversationRef, LinkDoc } from '../mongo/documents.ts';
import { isRandomId, randomId } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction, isDuplicateKey } from '../mongo/transaction.ts';

/** How long an expired link is kept, so that whoever follows it learns that it has expired. */
const keptSeconds = 90 * 86_400;

export const linkIndexes: IndexDescription[] = [
  { key: { accountId: 1, conversationId: 1, address: 1, kind: 1 }, unique: true },
  { key: { expiresAt: 1 }, expireAfterSeconds: keptSeconds },
];

/** A token is a random id of ours. */
export const looksLikeToken = isRandomId;

export function findLink(store: Store, token: string): Promise<LinkDoc | null> {
  return store.links.findOne({ _id: token });
}

/** Those of these links that there are, by their tokens. */
export async function findLinks(store: Store, tokens: readonly string[]): Promise<ReadonlyMap<string, LinkDoc>> {
  const found = await store.links.find({ _id: { $in: [...tokens] } }).toArray();
  return new Map(found.map((link) => [link._id, link]));
}

/** The link of this kind to an address of a conversation; null if there is none. */
export function findLinkOf(
  store: Store,
  { accountId, conversationId }: ConversationRef,
  kind: LinkDoc['kind'],
  address: string,
): Promise<LinkDoc | null> {
  return store.links.findOne({ accountId, conversationId, address, kind });
}

/** A conversation's links for one address. */
export interface LinksOf {
  readonly ref: ConversationRef;
  readonly address: string;
  readonly now: number;
}

const dayMs = 86_400_000;

/**
 * How many days a link lasts after the last email that carried it, at least and at most: within that day it is not
 * extended, so that this is not written for each email. An answer is taken for 180 days (design, Replies by mail); the
 * way back is open for 30 (api.md Links); null: for as long as the conversation is there.
 */
const lastingDays = {
  unsubscribe: null,
  reply: { least: 180, most: 181 },
  return: { least: 29, most: 30 },
} as const satisfies Record<LinkDoc['kind'], unknown>;

function expiryOf(kind: LinkDoc['kind'], now: number): Pick<LinkDoc, 'expiresAt'> {
  const lasting = lastingDays[kind];
  return lasting === null ? {} : { expiresAt: new Date(now + lasting.most * dayMs) };
}

function isToExtend({ kind, expiresAt }: LinkDoc, now: number): boolean {
  const lasting = lastingDays[kind];
  return lasting !== null && expiresAt !== undefined && expiresAt.getTime() < now + lasting.least * dayMs;
}

/** The way back is a key: once it has expired, a later email has another one. */
const isOver = ({ kind, expiresAt }: LinkDoc, now: number) =>
  kind === 'return' && expiresAt !== undefined && expiresAt.getTime() <= now;

/** The address that a former link stood for is forgotten, which makes room for a new one. */
const forgetAddress = { address: { $concat: ['former ', '$_id'] } };

/**
 * The tokens of an email's links. While they last they are always the same for an address, because equal content gives
 * equal emails.
 */
export async function tokensFor<Kind extends LinkDoc['kind']>(
  store: Store,
  { ref, address, now }: LinksOf,
  kinds: readonly Kind[],
  read?: readonly LinkDoc[],
): Promise<Readonly<Record<Kind, string>>> {
  const { accountId, conversationId } = ref;
  if (kinds.length === 0) return {} as Record<Kind, string>;
  const all = read ?? (await store.links.find({ accountId, conversationId, address }).toArray());
  const known = all.filter((link) => kinds.some((kind) => kind === link.kind));
  const over = known.filter((link) => isOver(link, now));
  if (over.length > 0)
    await store.links.updateMany({ _id: { $in: over.map(({ _id }) => _id) } }, [{ $set: forgetAddress }]);
  const found = known.filter((link) => !over.includes(link));
  const missing = kinds.filter((kind) => !found.some((link) => link.kind === kind));
  const created = missing.map(
    (kind): LinkDoc => ({
      _id: randomId(),
      kind,
      accountId,
      conversationId,
      address,
      createdAt: now,
      ...expiryOf(kind, now),
    }),
  );
  try {
    if (created.length > 0) await store.links.insertMany(created);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return tokensFor(store, { ref, address, now }, kinds);
  }
  for (const { _id, kind } of found.filter((link) => isToExtend(link, now)))
    await store.links.updateOne({ _id }, { $set: expiryOf(kind, now) });
  return Object.fromEntries([...found, ...created].map(({ kind, _id }) => [kind, _id])) as Record<Kind, string>;
}

/**
 * Revokes all reply addresses of a conversation: answers to them are refused, and its next email carries another one.
 * The address that a revoked one stood for is forgotten, which makes room for the new one.
 * @returns how many there were
 */
export function revokeReplyAddresses(store: Store, ref: ConversationRef, now: number): Promise<number> {
  const { accountId, conversationId } = ref;
  return inTransaction(store, async (session) => {
    const { modifiedCount } = await store.links.updateMany(
      { accountId, conversationId, kind: 'reply', revokedAt: { $exists: false } },
      [{ $set: { revokedAt: now, ...forgetAddress } }],
      { session },
    );
    if (modifiedCount > 0) await recordAudit(store, session);
    return modifiedCount;
  });
}

/**
 * For an erasure: deletes a conversation's links. Of its reply addresses only the tokens are kept, until they expire, so
 * that an email that still comes to one is known to belong to it, and is removed.
 */
export async function forgetLinks(store: Store, ref: ConversationRef, now: number): Promise<void> {
  const { accountId, conversationId } = ref;
  await store.links.deleteMany({ accountId, conversationId, kind: { $ne: 'reply' } });
  await store.links.updateMany({ accountId, conversationId }, [
    { $set: { revokedAt: { $ifNull: ['$revokedAt', now] }, ...forgetAddress } },
    { $unset: 'answers' },
  ]);
}
