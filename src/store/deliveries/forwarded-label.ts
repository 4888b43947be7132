import type { ClientSession } from 'mongodb';
import type { DeliveryDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';

/** Labels the messages of an accepted email, or the one that its channel has accepted, in the same transaction (design R6). */
export async function labelForwarded(
  store: Store,
  { accountId, conversationId, id, channel, newsSeqs, to }: DeliveryDoc,
  now: number,
  session: ClientSession,
): Promise<void> {
  await store.messages.updateMany(
    { accountId, conversationId, seq: { $in: [...newsSeqs] } },
    {
      $push: {
        forwardedTo: { deliveryId: id, ...(channel === 'email' ? {} : { channel }), address: to ?? '', at: now },
      },
    },
    { session },
  );
}
