import type { ClientSession } from 'mongodb';
import type { PartFacts } from '../../policy/delivery/delivery.ts';
import { idsOf } from '../../policy/delivery/parts.ts';
import type { ConversationRef, DeliveryDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';

/**
 * The id of the message that was sent as what the platform knows by this id, with the platform's ids of all its parts and
 * their copies, null for a part of which none is known; null if none was.
 */
export async function messageSentAs(
  store: Store,
  ref: ConversationRef,
  mid: string,
): Promise<{ readonly messageId: string; readonly mids: readonly (string | null)[] } | null> {
  const delivery = await deliverySentAs(store, ref, mid);
  const [seq] = delivery?.newsSeqs ?? [];
  if (!delivery?.parts || seq === undefined) return null;
  const { accountId, conversationId } = ref;
  const message = await store.messages.findOne({ accountId, conversationId, seq }, { projection: { id: 1 } });
  return message && { messageId: message.id, mids: delivery.parts.flatMap(idsOrNull) };
}

function idsOrNull(part: PartFacts): readonly (string | null)[] {
  const ids = idsOf(part);
  return ids.length === 0 ? [null] : ids;
}

/** The places of the messages of the delivery that has a part which the platform knows by this id; empty: none has. */
export async function newsSentAs(
  store: Store,
  ref: ConversationRef,
  mid: string,
  session?: ClientSession,
): Promise<readonly number[]> {
  return (await deliverySentAs(store, ref, mid, session))?.newsSeqs ?? [];
}

async function deliverySentAs(
  store: Store,
  { accountId, conversationId }: ConversationRef,
  mid: string,
  session?: ClientSession,
): Promise<Pick<DeliveryDoc, 'newsSeqs' | 'parts'> | null> {
  // The index has only what is not empty.
  if (mid === '') return null;
  return store.deliveries.findOne(
    { accountId, conversationId, $or: [{ 'parts.providerMessageId': mid }, { 'parts.copyIds': mid }] },
    { projection: { newsSeqs: 1, parts: 1 }, ...(session ? { session } : {}) },
  );
}
