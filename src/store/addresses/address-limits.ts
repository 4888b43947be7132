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

/**
 * Counts a conversation among those that email an address today; false if the limit has been reached.
 * @param known as read before; if the last place was taken since, this ends in a duplicate key
 */
export async function takeAddress(
  store: Store,
  { ref: { accountId, conversationId }, address, now }: ToMail,
  known: AddressLimitDoc | null,
  session: ClientSession,
): Promise<boolean> {
  const _id = limitIdOf(accountId, keyOfAddress(address), now);
  const today = known?._id === _id ? known : null;
  if (today?.conversations.includes(conversationId)) return true;
  if (!hasRoom(today)) return false;
  await store.addressLimits.updateOne(
    {
      _id,
      [`conversations.${maxConversations - 1}`]: { $exists: false },
    },
    { $addToSet: { conversations: conversationId }, $setOnInsert: { expiresAt: new Date(nextUtcDay(now) + dayMs) } },
    { session, upsert: true },
  );
  return true;
}

/** Which conversations email an address today; null if none does. */
export function limitOf(
  store: Store,
  { ref: { accountId }, address, now }: ToMail,
  session?: ClientSession,
): Promise<AddressLimitDoc | null> {
  return store.addressLimits.findOne(
    { _id: limitIdOf(accountId, keyOfAddress(address), now) },
    session === undefined ? {} : { session },
  );
}

/** Whether a conversation could email an address today; counts nothing. */
export async function mayMailAddress(store: Store, asked: ToMail, session: ClientSession): Promise<boolean> {
  return hasRoomFor(asked.ref, await limitOf(store, asked, session));
}

/** The same by what is known of the day. */
export const hasRoomFor = ({ conversationId }: ConversationRef, known: AddressLimitDoc | null): boolean =>
  known?.conversations.includes(conversationId) || hasRoom(known);

const hasRoom = (known: AddressLimitDoc | null) => (known?.conversations.length ?? 0) < maxConversations;

/** @param key a digest of the address */
export const limitIdOf = (accountId: string, key: string, now: number) =>
  `${accountId}:${Math.floor(now / dayMs)}:${key}`;

export const nextUtcDay = (now: number) => (Math.floor(now / dayMs) + 1) * dayMs;
