import { createHash, randomBytes } from 'node:crypto';
import { addressKey } from '../../contract/email-address.ts';
import type { ConversationRef } from './documents.ts';

/** Ids contain no colon, so these keys are unique. */
export const conversationKey = ({ accountId, conversationId }: ConversationRef) => `${accountId}:${conversationId}`;

export const messageKey = (ref: ConversationRef, messageId: string) => `${conversationKey(ref)}:${messageId}`;

export const deliveryKey = (accountId: string, deliveryId: string) => `${accountId}:${deliveryId}`;

export const jobKey = (accountId: string, jobId: string) => `${accountId}:${jobId}`;

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** 128 random bits as 26 lower-case base32 characters (RFC 4648): safe in paths, headers and addresses. */
export function randomId(): string {
  let bits = 0n;
  for (const byte of randomBytes(16)) bits = (bits << 8n) | BigInt(byte);
  bits <<= 2n;
  let id = '';
  for (let shift = 125n; shift >= 0n; shift -= 5n) id += alphabet[Number((bits >> shift) & 31n)];
  return id;
}

/**
 * Whether an id has the form of ours, as that of a visitor whom nobody has identified. A number, a UUID or a ULID, by
 * which a site may know its visitors, does not.
 */
export const isRandomId = (id: string) => /^[a-z2-7]{26}$/.test(id);

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The same for every spelling of an address, which it does not contain. */
export const keyOfAddress = (address: string) => sha256(addressKey(address));

export const newSecret = () => randomBytes(32).toString('base64url');
