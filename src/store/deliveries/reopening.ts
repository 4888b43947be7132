import type { ClientSession } from 'mongodb';
import { hasUnknownAttempt, isDirect } from '../../policy/delivery/delivery.ts';
import { reopened, withDelivery } from '../../policy/delivery/transitions.ts';
import { withReplies } from '../../policy/pending.ts';
import { isAddressOf } from '../../policy/visitor/address.ts';
import { type Draft, withDeliveriesWritten, withStep } from '../conversations/transition.ts';
import type { AccountDoc, DeliveryDoc, DeliveryInConversation } from '../mongo/documents.ts';
import type { ReplayStep, Store } from '../mongo/store.ts';
import { onceCommitted } from '../mongo/transaction.ts';
import { claimed } from './claim.ts';
import { isTakenBack, newsLeft } from './news-messages.ts';
import { refusalOf, replayable } from './replay.ts';
import type { WithOpen } from './unreported.ts';

/**
 * On `retryDelivery`, which an operator may send from Temporal UI: requests a replay of every parked delivery that may
 * be.
 */
export async function askForReplays(
  store: Store,
  { draft, account, now }: { readonly draft: Draft; readonly account: AccountDoc; readonly now: number },
  session: ClientSession,
): Promise<Draft> {
  const { conversation } = draft;
  const ref = { accountId: conversation.accountId, conversationId: conversation.id };
  const waiting = await store.deliveries.find({ ...ref, status: 'parked', replay: null }, { session }).toArray();
  let asked = draft;
  for (const delivery of waiting) {
    const reason = await refusalOf(store, { conversation, account, evenIfRead: false, now }, delivery, session);
    tellReplay(store, delivery, reason === null ? { kind: 'asked' } : { kind: 'refused', reason }, session);
    if (reason === null)
      asked = withStep(asked, { conversation, delivery: { ...delivery, replay: { askedAt: now, evenIfRead: false } } });
  }
  return asked;
}

function tellReplay({ observer }: Store, delivery: DeliveryDoc, step: ReplayStep, session: ClientSession): void {
  if (observer === undefined) return;
  const { accountId, conversationId, id: deliveryId } = delivery;
  onceCommitted(session, () => observer.replay({ accountId, conversationId, deliveryId }, step));
}

/**
 * Opens the delivery whose replay was requested first, if any; its hour begins again. One that the provider accepted
 * but did not deliver, and one whose outcome is unknown and that may not be repeated as it is, goes out as a new email
 * to the present address: this replay has decided what becomes of its messages (design, Delivery).
 */
export async function reopenAsked(store: Store, draft: Draft, now: number, session: ClientSession): Promise<WithOpen> {
  const { accountId, id: conversationId, parked, isReplayAsked } = draft.conversation;
  if (parked === 0 && !isReplayAsked) return { draft, open: null };
  const written = await withDeliveriesWritten(store, draft, session);
  const asked = await store.deliveries.findOne(
    { accountId, conversationId, status: { $in: [...replayable] }, replay: { $ne: null } },
    { session, sort: { 'replay.askedAt': 1, number: 1 } },
  );
  if (asked === null) {
    const conversation = { ...written.conversation, isReplayAsked: false };
    return { draft: isReplayAsked ? { ...written, conversation } : written, open: null };
  }
  const both = { conversation: written.conversation, delivery: asked };
  if (await isToBeComposedAnew(store, both, session)) return sentAnew(store, written, { ...both, now }, session);
  const again = reopened(both, now);
  tellReplay(store, asked, { kind: 'begun' }, session);
  return { draft: withStep(written, again), open: again.delivery };
}

async function isToBeComposedAnew(
  store: Store,
  { conversation, delivery }: DeliveryInConversation,
  session: ClientSession,
): Promise<boolean> {
  // A message on a channel goes on with the parts that were not accepted.
  if (isDirect(delivery)) return false;
  if (delivery.acceptedAt !== null) return true;
  if (!hasUnknownAttempt(delivery)) return false;
  return !isAddressOf(conversation, delivery.to ?? '') || (await isTakenBack(store, delivery, session));
}

/** A parked delivery is superseded by the new email; one that bounced or was dropped keeps its status. */
async function sentAnew(
  store: Store,
  draft: Draft,
  { conversation, delivery: old, now }: DeliveryInConversation & { readonly now: number },
  session: ClientSession,
): Promise<WithOpen> {
  const left = await newsLeft(store, old, session);
  const { channel, trigger, replay } = old;
  const newsSeqs = left.map(({ seq }) => seq);
  const pending = withReplies(conversation.pending, left, true);
  const anew = claimed({ ...conversation, pending }, { channel, at: now, trigger, newsSeqs, replay }, now);
  tellReplay(store, old, { kind: 'begun', newDeliveryId: anew.delivery.id }, session);
  const done = { ...old, replay: null };
  const given = withDelivery(
    { conversation: anew.conversation, delivery: old },
    old.status === 'parked' ? { ...done, status: 'superseded', supersededBy: anew.delivery.id } : done,
  );
  return { draft: withStep(withStep(draft, anew, 'insert'), given), open: anew.delivery };
}
