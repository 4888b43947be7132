import { hasUnknownAttempt } from '../../policy/delivery/delivery.ts';
import { type Changed, changeConversation, newAlarm } from '../conversations/change.ts';
import { ConflictError } from '../mongo/conflict.ts';
import type { DeliveryDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { findDelivery, moved, withoutPending, writeDelivery } from './deliveries.ts';
import { cancelMessages, newsLeft } from './news-messages.ts';

/**
 * A person gives a parked delivery up for good, so that what is parked is what somebody has to act on. Its messages are
 * in no later mail, not even as context; a report that comes all the same counts, and gives them back to none. Again
 * changes nothing, the first reason stays. Throws ConflictError `not-parked`; null if there is no such delivery.
 */
export async function dismissDelivery(
  store: Store,
  accountId: string,
  deliveryId: string,
  reason: string,
  now: number,
): Promise<Changed<DeliveryDoc> | null> {
  const known = await findDelivery(store, accountId, deliveryId);
  if (known === null) return null;
  const ref = { accountId, conversationId: known.conversationId };
  return changeConversation(store, ref, 'forwardingRequested', now, async (conversation, { session }) => {
    const delivery = (await findDelivery(store, accountId, deliveryId, session)) ?? known;
    if (delivery.status === 'dismissed') return { conversation, result: delivery };
    if (delivery.status !== 'parked')
      throw new ConflictError('not-parked', `only a parked delivery can be given up; this one is ${delivery.status}`);
    const left = await newsLeft(store, delivery, session);
    const given = moved(
      { conversation, delivery },
      { ...delivery, status: 'dismissed', dismissed: { at: now, reason }, replay: null },
    );
    await writeDelivery(store, given.delivery, session);
    // One that may have arrived is not taken back.
    if (!hasUnknownAttempt(delivery)) await cancelMessages(store, ref, left, now, session);
    const after = withoutPending(given.conversation, delivery.newsSeqs);
    // Looked at so that its workflow tells what waits now, or ends.
    const alarm = after.openDelivery === null ? newAlarm(now, 'forwardingRequested', now) : after.alarm;
    return { conversation: { ...after, alarm, updatedAt: now }, result: given.delivery };
  });
}
