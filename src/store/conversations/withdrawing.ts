import type { ClientSession } from 'mongodb';
import { parkedAgain, withdrawn } from '../../policy/delivery/transitions.ts';
import { isTakenBack } from '../../policy/forwarding/taken-back.ts';
import { accountFacts } from '../accounts/accounts.ts';
import type { AccountDoc, DeliveryInConversation } from '../mongo/documents.ts';
import { deliveryKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { type Draft, withStep } from './transition.ts';

/** The draft with a delivery withdrawn, and with what it had superseded parked again. */
export async function withWithdrawn(
  store: Store,
  draft: Draft,
  delivery: DeliveryInConversation['delivery'],
  session: ClientSession,
): Promise<Draft> {
  const { accountId, conversationId, id } = delivery;
  const superseded = { accountId, conversationId, supersededBy: id, status: 'superseded' as const };
  const all = await store.deliveries.find(superseded, { session }).toArray();
  const given = all.reduce(
    (so, old) => withStep(so, parkedAgain({ conversation: so.conversation, delivery: old })),
    draft,
  );
  return withStep(given, withdrawn({ conversation: given.conversation, delivery }));
}

/**
 * The draft of a change without the open delivery, if the change has taken back all that this was to send; the same
 * object otherwise, mostly without a query.
 */
export async function withoutTakenBack(
  store: Store,
  draft: Draft,
  { account, session, now }: { readonly account: AccountDoc; readonly session: ClientSession; readonly now: number },
): Promise<Draft> {
  const { before, conversation } = draft;
  const { openDelivery } = conversation;
  if (openDelivery === null || before.pending.every((reply) => conversation.pending.includes(reply))) return draft;
  const byId = { _id: deliveryKey(before.accountId, openDelivery) };
  const open = await store.deliveries.findOne(byId, { projection: { request: 0 }, session });
  if (open === null || !isTakenBack(open, conversation, accountFacts(account), now)) return draft;
  return withWithdrawn(store, draft, open, session);
}
