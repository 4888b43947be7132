import type { ClientSession } from 'mongodb';
import { afterWindow } from '../../policy/delivery/transitions.ts';
import { isAnswerable } from '../../policy/forwarding/direct.ts';
import { type Draft, withDeliveriesWritten, withStep } from '../conversations/transition.ts';
import type { Store } from '../mongo/store.ts';
import { newsLeft } from './news-messages.ts';

/**
 * The conversation once its channel can no longer be answered: what is parked there, and cannot have arrived, waits with
 * the other replies again (design R8).
 */
export async function withoutUnanswerable(
  store: Store,
  draft: Draft,
  now: number,
  session: ClientSession,
): Promise<Draft> {
  const { conversation } = draft;
  if ((conversation.parkedOnChannel ?? []).length === 0 || isAnswerable(conversation, now)) return draft;
  const { accountId, id: conversationId } = conversation;
  let given = await withDeliveriesWritten(store, draft, session);
  const parked = { accountId, conversationId, status: 'parked' as const, channel: { $ne: 'email' as const } };
  for (const delivery of await store.deliveries.find(parked, { session, sort: { number: 1 } }).toArray()) {
    const left = await newsLeft(store, delivery, session);
    const after = afterWindow({ conversation: given.conversation, delivery }, left, now);
    if (after !== null) given = withStep(given, after);
  }
  return given;
}
