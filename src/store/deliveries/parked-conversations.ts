import { maxTroubles, remembersParked, withParked } from '../../policy/delivery/troubles.ts';
import { type Change, type ChangeContext, type Changed, changeConversation } from '../conversations/change.ts';
import type { ConversationDoc, ConversationRef } from '../mongo/documents.ts';
import { conversationKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';

export interface ParkedConversation extends ConversationRef {
  readonly channel: ConversationDoc['channel']['kind'];
  /** An older version parked a delivery of it, and did not write to the conversation why. */
  readonly isForgotten: boolean;
}

/** All conversations with a parked delivery, of all accounts; one with several may come more than once. */
export async function* parkedConversations(store: Store): AsyncGenerator<ParkedConversation> {
  const parked = store.deliveries.find(
    { status: 'parked' },
    { projection: { accountId: 1, conversationId: 1 }, sort: { status: 1, accountId: 1, reason: 1, createdAt: 1 } },
  );
  const projection = { channel: 1, parked: 1, troubles: 1 };
  let last = '';
  for await (const ref of parked) {
    const _id = conversationKey(ref);
    if (_id === last) continue;
    last = _id;
    const conversation = await store.conversations.findOne({ _id }, { projection });
    if (conversation === null || conversation.parked === 0) continue;
    const { accountId, conversationId } = ref;
    const isForgotten = !remembersParked(conversation.troubles);
    yield { accountId, conversationId, channel: conversation.channel.kind, isForgotten };
  }
}

/** Writes to a conversation why its deliveries are parked, and asks its workflow to look, so that it says so. */
export function rememberParked(store: Store, ref: ConversationRef, now: number): Promise<Changed<null> | null> {
  const { accountId, conversationId } = ref;
  const apply = async (before: ConversationDoc, { session }: ChangeContext): Promise<Change<null>> => {
    const parked = await store.deliveries
      .find({ accountId, conversationId, status: 'parked' }, { session, sort: { number: -1 }, limit: maxTroubles })
      .toArray();
    if (parked.length === 0) return { kind: 'unchanged', result: null };
    const conversation = { ...before, troubles: withParked(before.troubles, parked) };
    return { kind: 'changed', conversation, looksNow: true, result: null };
  };
  return changeConversation(store, { ref, signal: 'alarmOverdue', now, apply });
}
