import type { ClientSession } from 'mongodb';
import { formState } from '../policy/contact-form.ts';
import { accountFacts } from './accounts.ts';
import type { AccountDoc, ConversationDoc, ConversationRef, MessageDoc } from './documents.ts';
import type { Store } from './store.ts';

/** Whether what the visitor writes now is held until the contact form is filled in (design R2). */
export function isHolding({ channel, visitor }: ConversationDoc, account: AccountDoc, now: number): boolean {
  return channel.kind === 'web' && formState(visitor.email, accountFacts(account), now) === 'required';
}

/** Releases held messages, in order, unless the contact form is still to be filled in. */
export async function release(
  store: Store,
  conversation: ConversationDoc,
  account: AccountDoc,
  now: number,
  session: ClientSession,
): Promise<ConversationDoc> {
  if (conversation.held.now === 0 || isHolding(conversation, account, now)) return conversation;
  const { accountId, id: conversationId } = conversation;
  const held = await heldMessages(store, { accountId, conversationId }, session);
  let { lastSeq } = conversation;
  for (const { _id } of held) {
    lastSeq += 1;
    await store.messages.updateOne({ _id }, { $set: { seq: lastSeq } }, { session });
  }
  return {
    ...conversation,
    lastSeq,
    held: { ...conversation.held, now: 0 },
    lastMessageAt: now,
    closedAt: null,
    updatedAt: now,
  };
}

/** The messages that wait for the contact form, oldest first. */
export function heldMessages(store: Store, ref: ConversationRef, session?: ClientSession): Promise<MessageDoc[]> {
  const { accountId, conversationId } = ref;
  return store.messages
    .find({ accountId, conversationId, seq: { $lt: 0 } }, { sort: { seq: -1 }, ...(session ? { session } : {}) })
    .toArray();
}
