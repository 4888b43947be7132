import type { ClientSession } from 'mongodb';
import { isWithdrawalReason, type WithdrawalReason } from '../../contract/withdrawals.ts';
import { parkedAgain, withdrawn } from '../../policy/delivery/transitions.ts';
import type { NotDueReason } from '../../policy/forwarding/forwarding.ts';
import { isTakenBack, whyNothingLeft } from '../../policy/forwarding/taken-back.ts';
import { accountFacts } from '../accounts/accounts.ts';
import type { AccountDoc, DeliveryInConversation } from '../mongo/documents.ts';
import { deliveryKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { newsMessages } from './shown-messages.ts';
import { type Draft, withStep } from './transition.ts';

interface Withdrawing {
  readonly account: AccountDoc;
  readonly session: ClientSession;
  readonly now: number;
}

/** The draft with a delivery withdrawn, and with what it had superseded parked again. */
export async function withWithdrawn(
  store: Store,
  draft: Draft,
  delivery: DeliveryInConversation['delivery'],
  reason: WithdrawalReason | NotDueReason,
  { account, session, now }: Withdrawing,
): Promise<Draft> {
  const { accountId, conversationId, id } = delivery;
  const superseded = { accountId, conversationId, supersededBy: id, status: 'superseded' as const };
  const all = await store.deliveries.find(superseded, { session }).toArray();
  const given = all.reduce(
    (so, old) => withStep(so, parkedAgain({ conversation: so.conversation, delivery: old })),
    draft,
  );
  // If none of its messages is left to send, it is they that tell why.
  const why = isWithdrawalReason(reason)
    ? reason
    : whyNothingLeft(delivery, await newsMessages(store, delivery, session), accountFacts(account), now);
  return withStep(given, withdrawn({ conversation: given.conversation, delivery }, { at: now, reason: why }));
}

/**
 * The draft of a change without the open delivery, if the change has taken back all that this was to send; the same
 * object otherwise, mostly without a query.
 */
export async function withoutTakenBack(
  store: Store,
  draft: Draft,
  { account, session, now }: Withdrawing,
): Promise<Draft> {
  const { before, conversation } = draft;
  const { openDelivery } = conversation;
  if (openDelivery === null || before.pending.every((reply) => conversation.pending.includes(reply))) return draft;
  const byId = { _id: deliveryKey(before.accountId, openDelivery) };
  const open = await store.deliveries.findOne(byId, { projection: { request: 0 }, session });
  if (open === null || !isTakenBack(open, conversation, accountFacts(account), now)) return draft;
  return withWithdrawn(store, draft, open, 'nothingNew', { account, session, now });
}
