import { lastMessageOf } from '../../policy/inbox.ts';
import { withListing } from '../../policy/listing.ts';
import type { ConversationDoc, MessageDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';

const pageSize = 200;

/**
 * Writes to older conversations what lists and searches find and show them by: they were stored before there was such.
 * Each is done once, in pages, and found by an index. One that somebody changes at the same time gets it by that change.
 */
export async function keepListings(store: Store): Promise<void> {
  for await (const { _id: accountId } of store.accounts.find({}, { projection: { _id: 1 } })) {
    for (let isMore = true; isMore; ) isMore = await keepPage(store, accountId);
  }
}

/** True if there may be more. */
async function keepPage(store: Store, accountId: string): Promise<boolean> {
  const page = await store.conversations
    .find({ accountId, listedAs: { $exists: false } }, { limit: pageSize })
    .toArray();
  if (page.length === 0) return false;
  const said = page.filter(({ lastSeq }) => lastSeq > 0);
  const newestOnes = said.map(({ id, lastSeq }) => ({ accountId, conversationId: id, seq: lastSeq, deletedAt: null }));
  const newest = newestOnes.length === 0 ? [] : await store.messages.find({ $or: newestOnes }).toArray();
  const newestOf = new Map(newest.map((message) => [message.conversationId, message]));
  const { modifiedCount } = await store.conversations.bulkWrite(
    page.map((conversation) => ({
      updateOne: {
        filter: { _id: conversation._id, version: conversation.version, listedAs: { $exists: false } },
        update: { $set: listingOf(conversation, newestOf.get(conversation.id) ?? null) },
      },
    })),
    { ordered: false },
  );
  return modifiedCount > 0 && page.length === pageSize;
}

/** Whoever wrote last in an open conversation waits if it was the visitor. */
function listingOf(conversation: ConversationDoc, newest: MessageDoc | null): Partial<ConversationDoc> {
  const { closedAt, listedAt = conversation.lastMessageAt } = conversation;
  const waits = closedAt === null && newest?.author.kind === 'visitor' && newest.neverNews === null;
  const listed = withListing(
    { ...conversation, waitingSince: conversation.waitingSince ?? (waits ? newest.receivedAt : null) },
    null,
  );
  return {
    listedAt,
    waitingSince: listed.waitingSince ?? null,
    ...(newest === null ? {} : { lastMessage: lastMessageOf(newest) }),
    ...(listed.listedAs === undefined ? {} : { listedAs: listed.listedAs }),
    ...(listed.searchKeys === undefined ? {} : { searchKeys: listed.searchKeys }),
  };
}
