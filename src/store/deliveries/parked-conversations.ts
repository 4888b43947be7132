import type { ConversationDoc, ConversationRef } from '../mongo/documents.ts';
import { conversationKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';

export interface ParkedConversation extends ConversationRef {
  readonly channel: ConversationDoc['channel']['kind'];
}

/** All conversations with a parked delivery, of all accounts; one with several may come more than once. */
export async function* parkedConversations(store: Store): AsyncGenerator<ParkedConversation> {
  const parked = store.deliveries.find(
    { status: 'parked' },
    { projection: { accountId: 1, conversationId: 1 }, sort: { status: 1, accountId: 1, reason: 1, createdAt: 1 } },
  );
  let last = '';
  for await (const ref of parked) {
    const _id = conversationKey(ref);
    if (_id === last) continue;
    last = _id;
    const conversation = await store.conversations.findOne({ _id }, { projection: { channel: 1, parked: 1 } });
    if (conversation === null || conversation.parked === 0) continue;
    const { accountId, conversationId } = ref;
    yield { accountId, conversationId, channel: conversation.channel.kind };
  }
}
