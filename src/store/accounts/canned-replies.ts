import type { ClientSession, Filter, IndexDescription } from 'mongodb';
import { ConflictError } from '../mongo/conflict.ts';
import type { CannedReplyDoc } from '../mongo/documents.ts';
import { olderThan, type PageAsked } from '../mongo/list-position.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction } from '../mongo/transaction.ts';

export const cannedReplyIndexes: IndexDescription[] = [
  { key: { accountId: 1, createdAt: -1, id: -1 } },
  { key: { accountId: 1, agentId: 1 } },
];

/** How many there may be: shared ones, each agent's own, and all of an account together. */
export const maxCannedReplies = { shared: 500, ofAgent: 200, ofAccount: 10_000 };

export interface CannedReplyContent {
  readonly agentId: string | null;
  readonly shortcut: string;
  readonly title: string;
  readonly text: string;
}

interface CannedReplyRef {
  readonly accountId: string;
  readonly id: string;
}

const keyOf = ({ accountId, id }: CannedReplyRef) => `${accountId}:${id}`;

export const findCannedReply = (store: Store, ref: CannedReplyRef): Promise<CannedReplyDoc | null> =>
  store.cannedReplies.findOne({ _id: keyOf(ref) });

/**
 * Creates or replaces a canned reply. Throws ConflictError `too-many-canned-replies`.
 * @param mayChange is called with the one that it would replace, and throws if that may not be changed
 */
export function putCannedReply(
  store: Store,
  { ref, content, now }: { readonly ref: CannedReplyRef; readonly content: CannedReplyContent; readonly now: number },
  mayChange: (before: CannedReplyDoc) => void,
): Promise<{ readonly reply: CannedReplyDoc; readonly isNew: boolean }> {
  const { accountId } = ref;
  return inTransaction(store, async (session) => {
    const before = await store.cannedReplies.findOne({ _id: keyOf(ref) }, { session });
    if (before !== null) mayChange(before);
    if (before?.agentId !== content.agentId) {
      const { agentId } = content;
      const { shared, ofAgent, ofAccount } = maxCannedReplies;
      await assertFewer({ accountId, agentId }, agentId === null ? shared : ofAgent, session);
      if (before === null) await assertFewer({ accountId }, ofAccount, session);
    }
    const reply: CannedReplyDoc = {
      _id: keyOf(ref),
      ...ref,
      ...content,
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
    };
    await store.cannedReplies.replaceOne({ _id: reply._id }, reply, { session, upsert: true });
    return { reply, isNew: before === null };
  });

  async function assertFewer(which: Filter<CannedReplyDoc>, most: number, session: ClientSession): Promise<void> {
    if ((await store.cannedReplies.countDocuments(which, { session, limit: most })) >= most)
      throw new ConflictError('too-many-canned-replies', `There are ${most} already. Delete one first.`);
  }
}

/** Newest first: the shared ones, and those of one agent or (null) of all. */
export function listCannedReplies(
  store: Store,
  accountId: string,
  { agentId, after, limit }: PageAsked & { readonly agentId: string | null },
): Promise<CannedReplyDoc[]> {
  const whose = agentId === null ? {} : { agentId: { $in: [null, agentId] } };
  return store.cannedReplies
    .find({ accountId, ...whose, ...olderThan(after) }, { sort: { createdAt: -1, id: -1 }, limit })
    .toArray();
}

export async function deleteCannedReply(store: Store, ref: CannedReplyRef): Promise<void> {
  await store.cannedReplies.deleteOne({ _id: keyOf(ref) });
}

/** Those of an agent who is deleted. */
export async function deleteCannedRepliesOf(store: Store, accountId: string, agentId: string): Promise<void> {
  await store.cannedReplies.deleteMany({ accountId, agentId });
}
