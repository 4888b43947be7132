import { Readable } from 'node:stream';
import type { MessageFlag } from '../../src/contract/messages.ts';
import { takeEmailedMessage } from '../../src/store/conversations/emailed-messages.ts';
import { keepPosted } from '../../src/store/inbound/received.ts';
import type { ConversationRef } from '../../src/store/mongo/documents.ts';
import type { Store } from '../../src/store/mongo/store.ts';
import { contentType, rawForm } from './inbound.ts';

interface Emailed {
  readonly id: string;
  readonly words: string;
  readonly at: number;
  /** The address that the email is from. */
  readonly from?: string;
  readonly flags?: readonly MessageFlag[];
}

/** A message of a conversation's visitor that came by an email of these words, and the email; returns the email's id. */
export async function emailedMessage(
  store: Store,
  { accountId, conversationId }: ConversationRef,
  { id, words, at, from = 'visitor@example.com', flags = [] }: Emailed,
): Promise<string> {
  const source: AsyncIterable<Uint8Array> = Readable.from([rawForm(undefined, words)]);
  const { _id: inboundId } = await keepPosted(store, { source, contentType, signature: () => 'valid', now: at });
  await store.inbound.updateOne({ _id: inboundId }, { $set: { accountId, conversationId } });
  const sender = { from, isAuthenticated: true };
  const email = { id, inboundId, messageId: null, sender, authorName: null, text: words, files: [], flags, at };
  const taken = await takeEmailedMessage(store, { accountId, conversationId }, email, at);
  if (taken?.kind !== 'new') throw new Error(`the email became no message: ${taken?.kind}`);
  return inboundId;
}
