import { messagesAt } from '../../store/conversations/followed.ts';
import { deliveriesOf } from '../../store/deliveries/deliveries.ts';
import type { ConversationDoc, DeliveryDoc, MessageDoc } from '../../store/mongo/documents.ts';
import { conversationKey, sha256 } from '../../store/mongo/ids.ts';
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

/** What has changed; missing: only time has passed. */
type Changed = Pick<Resources, 'accounts' | 'now'> &
  Partial<Pick<Resources, 'conversations' | 'deliveries' | 'messages'>>;

/** How many of a conversation's newest replies are sent; a conversation that a person looks at has fewer waiting. */
const maxReplies = 50;

/**
 * By the conversation's key, those that somebody follows: the replies that wait where the outlook has changed, and those
 * of deliveries that changed, which wait no longer once theirs is parked or given up. Replies that changed themselves
 * are left out, as they are sent in any case.
 */
export async function waitingRepliesOf(
  { store }: Pick<BasicDeps, 'store'>,
  conversations: readonly ConversationDoc[],
  { outlooks, follows }: Listeners,
  { accounts, now, conversations: known, deliveries: moved, messages: themselves }: Changed,
): Promise<ReadonlyMap<string, WaitingReplies>> {
  const isFollowed = ({ accountId, id }: ConversationDoc) => {
    const { ids, isAll } = follows(accountId);
    return isAll || ids.includes(id);
  };
  const seqs = new Map<string, { readonly of: ConversationDoc; readonly seqs: number[] }>();
  const add = (of: ConversationDoc, more: readonly number[]) =>
    seqs.set(of._id, { of, seqs: [...(seqs.get(of._id)?.seqs ?? []), ...more] });
  for (const conversation of new Map(conversations.map((one) => [one._id, one])).values()) {
    const account = accounts.get(conversation.accountId);
    if (account === undefined || !isFollowed(conversation)) continue;
    if (!outlooks.mayHaveChanged(conversation, account, now)) continue;
    add(
      conversation,
      conversation.pending.map(({ seq }) => seq),
    );
  }
  for (const delivery of moved?.values() ?? []) {
    const conversation = known?.get(conversationKey(delivery));
    if (conversation !== undefined && isFollowed(conversation)) add(conversation, delivery.newsSeqs);
  }
  const found = [...seqs.values()].map(async ({ of: { _id, accountId, id: conversationId }, seqs }) => {
    const ref = { accountId, conversationId };
    const newest = [...new Set(seqs)].sort((a, b) => a - b).slice(-maxReplies);
    const [messages, deliveries] = await Promise.all([messagesAt(store, ref, newest), deliveriesOf(store, ref)]);
    return [_id, { messages: messages.filter((message) => !themselves?.has(message._id)), deliveries }] as const;
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
