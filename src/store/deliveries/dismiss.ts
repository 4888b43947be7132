import type { ClientSession } from 'mongodb';
import { hasUnknownAttempt } from '../../policy/delivery/delivery.ts';
import { withDelivery, withoutNews } from '../../policy/delivery/transitions.ts';
import { recordAudit } from '../accounts/audit.ts';
import { type Change, type ChangeContext, type Changed, changeConversation } from '../conversations/change.ts';
import { ConflictError } from '../mongo/conflict.ts';
import type { ConversationDoc, DeliveryDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { findDelivery } from './deliveries.ts';
import { cancelMessages, newsLeft } from './news-messages.ts';

export interface Dismissal {
  readonly accountId: string;
  readonly deliveryId: string;
  /** In the words of the person who dismisses it. */
  readonly reason: string;
  readonly now: number;
  /** What else to write in the same transaction, if it is dismissed, or was already. */
  readonly alongside?: (session: ClientSession) => Promise<void>;
}

/**
 * A person dismisses a parked delivery for good, so that only what needs action stays parked. No later email contains
 * its messages, not even as context; a late report still counts, but does not make them news again. Repeating it
 * changes nothing, and the first reason stays. Throws ConflictError `not-parked`; null if there is no such delivery.
 */
export async function dismissDelivery(
  store: Store,
  { accountId, deliveryId, reason, now, alongside }: Dismissal,
): Promise<Changed<DeliveryDoc> | null> {
  const known = await findDelivery(store, accountId, deliveryId);
  if (known === null) return null;
  const ref = { accountId, conversationId: known.conversationId };
  const apply = async (conversation: ConversationDoc, { session }: ChangeContext): Promise<Change<DeliveryDoc>> => {
    const delivery = (await findDelivery(store, accountId, deliveryId, session)) ?? known;
    await alongside?.(session);
    if (delivery.status === 'dismissed') return { kind: 'unchanged', result: delivery };
    if (delivery.status !== 'parked')
      throw new ConflictError('not-parked', `Only a parked delivery can be dismissed. This one is ${delivery.status}.`);
    const left = await newsLeft(store, delivery, session);
    const given = withDelivery(
      { conversation, delivery },
      { ...delivery, status: 'dismissed', dismissed: { at: now, reason }, replay: null },
    );
    // The messages of one that may have arrived are not cancelled.
    if (!hasUnknownAttempt(delivery)) await cancelMessages(store, ref, left, { now, session });
    await recordAudit(store, session);
    const after = { ...withoutNews(given.conversation, delivery), updatedAt: now };
    // It looks so that its workflow says what waits now, or ends.
    return {
      kind: 'changed',
      conversation: after,
      delivery: given.delivery,
      looksNow: true,
      result: given.delivery,
    };
  };
  return changeConversation(store, { ref, signal: 'forwardingRequested', now, apply });
}
