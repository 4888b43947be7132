import type { ClientSession } from 'mongodb';
import { type DeliveryStatus, hasUnknownAttempt, isDirect } from '../../policy/delivery/delivery.ts';
import { directKindOf } from '../../policy/forwarding/direct.ts';
import type { ConversationDoc, ConversationRef, DeliveryDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';

/**
 * The delivery on a channel whose message was deleted while it was parked, or replayed and between two attempts: there is
 * nothing left of it that a person could replay, and it must hold back no later message. One that may have arrived stays.
 * Null if there is none.
 */
export async function heldWithout(
  store: Store,
  ref: ConversationRef,
  { conversation, seq, session }: { conversation: ConversationDoc; seq: number; session: ClientSession },
): Promise<DeliveryDoc | null> {
  if (directKindOf(conversation) === null) return null;
  if (conversation.parked === 0 && conversation.openDelivery === null) return null;
  const status = { $in: ['parked', 'claimed'] satisfies DeliveryStatus[] };
  const held = await store.deliveries.find({ ...ref, status, newsSeqs: seq }, { session }).toArray();
  const without = held.find((delivery) => isDirect(delivery) && !hasUnknownAttempt(delivery));
  // That somebody asked for it once more is over, or it would be parked again for them.
  return without === undefined ? null : { ...without, replay: null };
}
