import type { ClientSession } from 'mongodb';
import { withReleased } from '../../policy/inbox.ts';
import { formState } from '../../policy/visitor/contact-form.ts';
import { accountFacts } from '../accounts/accounts.ts';
import { ConflictError } from '../mongo/conflict.ts';
import type { AccountDoc, ConversationDoc, ConversationRef, MessageDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import type { ChangeContext } from './change.ts';

/** Whether what the visitor writes now is held until the contact form is filled in (design R2). */
export function isHolding({ channel, visitor }: ConversationDoc, account: AccountDoc, now: number): boolean {
  return channel.kind === 'web' && formState(visitor.email, accountFacts(account), now) === 'required';
}

/** At most this many messages of a conversation wait for the form at a time. */
const maxHeld = 20;
/** At most this many are shown at once: older conversations may hold more than are accepted now. */
const maxShown = 100;

/** Whether no more messages are held until the form is filled in. */
export const isFull = ({ held }: ConversationDoc) => held.now >= maxHeld;

export const tooManyHeld = () =>
  new ConflictError('too-many-held', `${maxHeld} messages are waiting for the contact form. Fill it in to send them.`);

/** Releases held messages, in order, unless the contact form is still to be filled in: one write, however many. */
export async function release(
  store: Store,
  conversation: ConversationDoc,
  { account, now, session }: ChangeContext,
): Promise<ConversationDoc> {
  if (conversation.held.now === 0 || isHolding(conversation, account, now)) return conversation;
  const { accountId, id: conversationId, lastSeq, held } = conversation;
  // Their places count down without a gap from -1 to -count, over all that were ever held.
  const releasedBefore = held.count - held.now;
  await store.messages.updateMany(
    { accountId, conversationId, seq: { $lt: 0 } },
    [{ $set: { seq: { $subtract: [lastSeq - releasedBefore, '$seq'] } } }],
    { session },
  );
  const released = {
    ...conversation,
    lastSeq: lastSeq + held.now,
    held: { count: held.count, now: 0 },
    lastMessageAt: now,
    closedAt: null,
    updatedAt: now,
  };
  return withReleased(released, { count: held.now, newest: held.newest }, now);
}

/** The messages that wait for the contact form, oldest first, limited to what is shown at once. */
export function heldMessages(store: Store, ref: ConversationRef, session?: ClientSession): Promise<MessageDoc[]> {
  const { accountId, conversationId } = ref;
  return store.messages
    .find(
      { accountId, conversationId, seq: { $lt: 0 } },
      { sort: { seq: -1 }, limit: maxShown, ...(session ? { session } : {}) },
    )
    .toArray();
}
