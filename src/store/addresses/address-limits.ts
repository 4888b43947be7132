import type { ClientSession, IndexDescription } from 'mongodb';
import type { AddressLimitDoc, ConversationRef } from '../mongo/documents.ts';
import { keyOfAddress } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';

export const addressLimitIndexes: IndexDescription[] = [{ key: { expiresAt: 1 }, expireAfterSeconds: 0 }];

const maxConversations = 5;
const dayMs = 86_400_000;

/** Which conversation would email an address, and when. */
export interface ToMail {
  readonly ref: ConversationRef;
  readonly address: string;
  readonly now: number;
}

/** Counts a conversation among those that email an address today; false if the limit has been reached. */
export async function takeAddress(
  store: Store,
  { ref: { accountId, conversationId }, address, now }: ToMail,
  session: ClientSession,
): Promise<boolean> {
  const _id = idOf(accountId, address, now);
  const known = await store.addressLimits.findOne({ _id }, { session });
  if (known?.conversations.includes(conversationId)) return true;
  if (!hasRoom(known)) return false;
  const conversations = [...(known?.conversations ?? []), conversationId];
  const counted: AddressLimitDoc = { _id, conversations, expiresAt: new Date(nextUtcDay(now) + dayMs) };
  await store.addressLimits.replaceOne({ _id }, counted, { session, upsert: true });
  return true;
}

/** Whether a conversation could email an address today; counts nothing. */
export async function mayMailAddress(
  store: Store,
  { ref: { accountId, conversationId }, address, now }: ToMail,
  session: ClientSession,
): Promise<boolean> {
  const known = await store.addressLimits.findOne({ _id: idOf(accountId, address, now) }, { session });
  return known?.conversations.includes(conversationId) || hasRoom(known);
}

const hasRoom = (known: AddressLimitDoc | null) => (known?.conversations.length ?? 0) < maxConversations;

const idOf = (accountId: string, address: string, now: number) =>
  `${accountId}:${Math.floor(now / dayMs)}:${keyOfAddress(address)}`;

export const nextUtcDay = (now: number) => (Math.floor(now / dayMs) + 1) * dayMs;
