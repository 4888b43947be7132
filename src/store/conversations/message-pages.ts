import type { ConversationRef, MessageDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';

/** So much text is on a page at most, in bytes: more than usual conversations hold on one. */
export const maxBytesOfPage = 250_000;
/** So that little is fetched in vain. A page of the usual 50, and whether there is more, takes two. */
const batchSize = 26;

export interface MessagesPage {
  readonly messages: readonly MessageDoc[];
  /** The place of the last one if there are more after it, else null. */
  readonly next: number | null;
}

/**
 * A page of a conversation's messages, in order, after the message `after`: at most `limit`, and no more than
 * `maxBytesOfPage` of text; but one at least, if there is one.
 */
export async function listMessages(
  store: Store,
  ref: ConversationRef,
  after: number,
  limit: number,
): Promise<MessagesPage> {
  const found = store.messages.find({ ...ref, seq: { $gt: after } }, { sort: { seq: 1 }, limit: limit + 1, batchSize });
  const messages: MessageDoc[] = [];
  let bytesLeft = maxBytesOfPage;
  for await (const message of found) {
    bytesLeft -= Buffer.byteLength(message.text);
    const last = messages.at(-1);
    if (last !== undefined && (messages.length === limit || bytesLeft < 0)) return { messages, next: last.seq };
    messages.push(message);
  }
  return { messages, next: null };
}
