import { findSuppression } from '../addresses/suppressions.ts';
import { heldMessages } from '../conversations/held-messages.ts';
import type {
  ConversationDoc,
  ConversationRef,
  DeliveryDoc,
  InboundDoc,
  LinkDoc,
  MessageDoc,
  NoteDoc,
  SuppressionDoc,
} from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';

/** What is stored about a conversation's visitor, to be read one by one: it may be more than fits in memory. */
export interface Stored {
  /** In order; those that are held last. */
  messages(): AsyncGenerator<MessageDoc>;
  /** In order. */
  notes(): AsyncIterable<NoteDoc>;
  /** With the requests. */
  deliveries(): AsyncIterable<DeliveryDoc>;
  inbound(): AsyncIterable<InboundDoc>;
  /** One for each kind and address. */
  readonly links: readonly LinkDoc[];
  readonly suppressions: readonly SuppressionDoc[];
}

/** So that no more than some megabytes come at once. */
const batchSize = 20;

/** Reads what is short at once, and the rest as it is asked for. */
export async function storedAbout(store: Store, conversation: ConversationDoc): Promise<Stored> {
  const { accountId, id: conversationId, visitor } = conversation;
  const ref: ConversationRef = { accountId, conversationId };
  const links = await store.links.find({ ...ref }, { sort: { createdAt: 1 } }).toArray();
  const addresses = new Set([visitor.email, ...links.map(({ address }) => address)].filter((one) => one !== null));
  const suppressions = await Promise.all([...addresses].map((address) => findSuppression(store, accountId, address)));
  return {
    messages: async function* () {
      yield* store.messages.find({ ...ref, seq: { $gt: 0 } }, { sort: { seq: 1 }, batchSize });
      yield* await heldMessages(store, ref);
    },
    notes: () => store.notes.find({ ...ref }, { sort: { afterSeq: 1, number: 1 }, batchSize }),
    deliveries: () => store.deliveries.find({ ...ref }, { sort: { number: 1 }, batchSize }),
    inbound: () => store.inbound.find({ ...ref }, { sort: { receivedAt: 1 }, batchSize }),
    links,
    suppressions: [...new Map(suppressions.flatMap((one) => (one === null ? [] : [[one._id, one]]))).values()],
  };
}
