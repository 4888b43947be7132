import type { ConversationRef, MessageDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { heldMessages } from './held-messages.ts';

/** The most text on a page, in bytes: more than usual conversations have on one. */
export const maxBytesOfPage = 250_000;
/** So that little is fetched in vain: a page of the usual 50, and whether there is more, takes two batches. */
export const batchSize = 26;

export interface MessageQuery {
  /** Only what comes after this place. */
  readonly after: number;
  /** Where the previous page ended, if this is not the first. */
  readonly cursor?: number | undefined;
  readonly limit: number;
  /** Whether the last page ends with the messages that wait for the contact form. */
  readonly withHeld: boolean;
}

export interface MessagesPage {
  readonly messages: readonly MessageDoc[];
  /** The cursor of the next page; null after the last. */
  readonly nextCursor: string | null;
}

/**
 * A page of a conversation's messages, in order: at most `limit` and `maxBytesOfPage` of text, but at least one, if
 * there is one.
 */
export async function listMessages(
  store: Store,
  ref: ConversationRef,
  { after, cursor = 0, limit, withHeld }: MessageQuery,
): Promise<MessagesPage> {
  const { messages, next } = await placedMessages(store, ref, Math.max(after, cursor), limit);
  if (next !== null) return { messages, nextCursor: String(next) };
  return { messages: withHeld ? [...messages, ...(await heldMessages(store, ref))] : messages, nextCursor: null };
}

/** `next` is the place of the last one if there are more after it, else null. */
async function placedMessages(store: Store, ref: ConversationRef, after: number, limit: number) {
  const found = store.messages.find({ ...ref, seq: { $gt: after } }, { sort: { seq: 1 }, limit: limit + 1, batchSize });
  const { docs, isMore } = await taken(found, limit);
  return { messages: docs, next: isMore ? (docs.at(-1)?.seq ?? null) : null };
}

/** What fits on a page: at most `limit` and `maxBytesOfPage` of text, but at least one, if there is one. */
export async function taken<Doc extends { readonly text: string }>(found: AsyncIterable<Doc>, limit: number) {
  const docs: Doc[] = [];
  let bytesLeft = maxBytesOfPage;
  for await (const doc of found) {
    bytesLeft -= Buffer.byteLength(doc.text);
    if (docs.length > 0 && (docs.length === limit || bytesLeft < 0)) return { docs, isMore: true };
    docs.push(doc);
  }
  return { docs, isMore: false };
}
