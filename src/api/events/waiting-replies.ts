import { messagesAt } from '../../store/conversations/followed.ts';
import { deliveriesOf } from '../../store/deliveries/deliveries.ts';
import type { ConversationDoc, DeliveryDoc, MessageDoc } from '../../store/mongo/documents.ts';
import { sha256 } from '../../store/mongo/ids.ts';
import type { BasicDeps } from '../env.ts';
import { type MessageContext, messageView } from '../views.ts';
import type { Happening, Shown } from './happening.ts';
import type { Listeners } from './moved.ts';
import type { Resources } from './resources.ts';

/** A conversation's replies whose outcomes may have changed although the messages themselves did not. */
export interface WaitingReplies {
  readonly messages: readonly MessageDoc[];
  readonly deliveries: readonly DeliveryDoc[];
}

/** How many of a conversation's newest replies are sent; a conversation that a person looks at has fewer waiting. */
const maxReplies = 50;

/** By the conversation's key; only conversations that somebody follows and whose outlook has changed. */
export async function waitingRepliesOf(
  { store }: Pick<BasicDeps, 'store'>,
  conversations: readonly ConversationDoc[],
  { outlooks, follows }: Listeners,
  { accounts, now }: Pick<Resources, 'accounts' | 'now'>,
): Promise<ReadonlyMap<string, WaitingReplies>> {
  const changed = [...new Map(conversations.map((one) => [one._id, one])).values()].filter((conversation) => {
    const account = accounts.get(conversation.accountId);
    const { ids, isAll } = follows(conversation.accountId);
    const isFollowed = isAll || ids.includes(conversation.id);
    return isFollowed && account !== undefined && outlooks.mayHaveChanged(conversation, account, now);
  });
  const found = changed.map(async ({ _id, accountId, id: conversationId, pending }) => {
    const ref = { accountId, conversationId };
    const seqs = pending.slice(-maxReplies).map(({ seq }) => seq);
    const [messages, deliveries] = await Promise.all([messagesAt(store, ref, seqs), deliveriesOf(store, ref)]);
    return [_id, { messages, deliveries }] as const;
  });
  return new Map(await Promise.all(found));
}

/** Sent to agents if the outcome differs from what they were sent last. */
export function outcomeUpdated(
  message: MessageDoc,
  { deliveries }: WaitingReplies,
  context: Pick<MessageContext, 'conversation' | 'account' | 'now' | 'publicUrl'>,
): Happening {
  const { accountId, conversationId } = message;
  const data = JSON.stringify(messageView(message, { ...context, deliveries, view: 'agent' }));
  const shown: Shown = { type: 'message.updated', data };
  return {
    token: null,
    accountId,
    conversationId,
    isCoalesced: false,
    stateTo: (view) => (view === 'agent' ? { subject: `message:${message._id}`, digest: sha256(data) } : null),
    shownTo: (view) => (view === 'agent' ? shown : null),
  };
}
