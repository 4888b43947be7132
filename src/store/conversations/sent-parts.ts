import type { ClientSession } from 'mongodb';
import type { ConversationRef } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';

/** The places of the messages of the delivery that has a part which the platform knows by this id; empty: none has. */
export async function newsSentAs(
  store: Store,
  { accountId, conversationId }: ConversationRef,
  mid: string,
  session?: ClientSession,
): Promise<readonly number[]> {
  // The index has only what is not empty.
  if (mid === '') return [];
  const delivery = await store.deliveries.findOne(
    { accountId, conversationId, 'parts.providerMessageId': mid },
    { projection: { newsSeqs: 1 }, ...(session ? { session } : {}) },
  );
  return delivery?.newsSeqs ?? [];
}
