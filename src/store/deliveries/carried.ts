import type { ClientSession } from 'mongodb';
import { newAlarm, settled } from '../conversations/change.ts';
import type { AccountDoc, ConversationDoc, ConversationRef } from '../mongo/documents.ts';
import { conversationKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { type Carried, findDelivery } from './deliveries.ts';

/** The write that ends a delivery sets the alarm: look now, for newer replies may have waited for it. */
export async function endOpen(
  store: Store,
  conversation: ConversationDoc,
  account: AccountDoc | null,
  now: number,
  session: ClientSession,
): Promise<void> {
  const settledOne = account ? settled(conversation, account, now) : conversation;
  await writeConversation(store, { ...settledOne, alarm: alarmNow(now) }, session);
}

export const alarmNow = (now: number) => newAlarm(now, 'alarmOverdue', now);

/** Both, or null if one of them is gone. */
export async function readBoth(
  store: Store,
  ref: ConversationRef,
  deliveryId: string,
  session: ClientSession,
): Promise<Carried | null> {
  const conversation = await store.conversations.findOne({ _id: conversationKey(ref) }, { session });
  const delivery = conversation && (await findDelivery(store, ref.accountId, deliveryId, session));
  return conversation && delivery && { conversation, delivery };
}

/** Writes the conversation under its next version. */
async function writeConversation(store: Store, conversation: ConversationDoc, session: ClientSession): Promise<void> {
  await store.conversations.replaceOne(
    { _id: conversation._id },
    { ...conversation, version: conversation.version + 1 },
    { session },
  );
}
