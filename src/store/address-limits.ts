import type { ClientSession, IndexDescription } from 'mongodb';
import { addressKey } from '../contract/email-address.ts';
import type { ConversationRef } from './documents.ts';
import { sha256 } from './ids.ts';
import type { Store } from './store.ts';

/** Which conversations mail an unverified address on one UTC day: a stranger can give a victim's (design R1). */
export interface AddressLimitDoc {
  /** Account, day and a hash of the address. */
  readonly _id: string;
  readonly conversations: readonly string[];
  readonly expiresAt: Date;
}

export const addressLimitIndexes: IndexDescription[] = [{ key: { expiresAt: 1 }, expireAfterSeconds: 0 }];

const mostConversations = 5;
const dayMs = 86_400_000;

/** Counts a conversation among those that mail an address today; false if there are enough of them. */
export async function takeAddress(
  store: Store,
  { accountId, conversationId }: ConversationRef,
  address: string,
  now: number,
  session: ClientSession,
): Promise<boolean> {
  const day = Math.floor(now / dayMs);
  const _id = `${accountId}:${day}:${sha256(addressKey(address))}`;
  const known = await store.addressLimits.findOne({ _id }, { session });
  if (known?.conversations.includes(conversationId)) return true;
  if (known !== null && known.conversations.length >= mostConversations) return false;
  const conversations = [...(known?.conversations ?? []), conversationId];
  const counted: AddressLimitDoc = { _id, conversations, expiresAt: new Date((day + 2) * dayMs) };
  await store.addressLimits.replaceOne({ _id }, counted, { session, upsert: true });
  return true;
}

export const nextUtcDay = (now: number) => (Math.floor(now / dayMs) + 1) * dayMs;
