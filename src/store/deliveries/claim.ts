import type { ClientSession } from 'mongodb';
import type { Trigger } from '../../contract/triggers.ts';
import type { ConversationDoc, DeliveryDoc } from '../mongo/documents.ts';
import { deliveryKey, randomId } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import type { Carried } from './deliveries.ts';

/** What a new delivery begins with. */
export interface Claim {
  /** When it was due. */
  readonly at: number;
  readonly trigger: Trigger;
  readonly newsSeqs: readonly number[];
  /** Who asked for it, if a person did. */
  readonly replay: DeliveryDoc['replay'];
}

/** Inserts the delivery: it is this conversation's only open one. */
export async function claim(
  store: Store,
  conversation: ConversationDoc,
  { at, trigger, newsSeqs, replay }: Claim,
  now: number,
  session: ClientSession,
): Promise<Carried> {
  const { accountId, id: conversationId } = conversation;
  const id = randomId();
  const delivery: DeliveryDoc = {
    _id: deliveryKey(accountId, id),
    accountId,
    id,
    conversationId,
    number: conversation.deliveries + 1,
    channel: 'email',
    to: null,
    status: 'claimed',
    reason: null,
    trigger,
    newsSeqs,
    attempts: [],
    hourStartedAt: now,
    nextAttemptAt: now,
    messageId: null,
    subject: null,
    request: null,
    providerMessageId: null,
    replay,
    supersededBy: null,
    dueAt: Math.min(now, Math.max(at, conversation.updatedAt)),
    createdAt: now,
    acceptedAt: null,
  };
  await store.deliveries.insertOne(delivery, { session });
  return {
    delivery,
    conversation: {
      ...conversation,
      openDelivery: id,
      deliveries: delivery.number,
      version: conversation.version + 1,
    },
  };
}
