import type { ClientSession } from 'mongodb';
import { hasUnknownAttempt, isDirect } from '../../policy/delivery/delivery.ts';
import { directKindOf } from '../../policy/forwarding/direct.ts';
import type { ConversationDoc, ConversationRef, DeliveryDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';

/**
 * The parked delivery on a channel whose message was deleted: there is nothing left of it that a person could replay, and
 * it must hold back no later message. One that may have arrived stays parked. Null if there is none.
 */
export async function parkedWithout(
  store: Store,
  ref: ConversationRef,
  { conversation, seq, session }: { conversation: ConversationDoc; seq: number; session: ClientSession },
): Promise<DeliveryDoc | null> {
  if (directKindOf(conversation) === null || conversation.parked === 0) return null;
  const parked = await store.deliveries.find({ ...ref, status: 'parked', newsSeqs: seq }, { session }).toArray();
  return parked.find((delivery) => isDirect(delivery) && !hasUnknownAttempt(delivery)) ?? null;
}
