import { createHash } from 'node:crypto';

/** Neither vowels, so that no word comes of it, nor what looks alike. */
const signs = '23456789BCDFGHJKLMNPQRSTVWXZ';
const length = 5;

/**
 * A conversation's short name in the subject of its mails. Outlook and others group mails by subject, and one person
 * may have several conversations with a company.
 */
export function referenceOf(accountId: string, conversationId: string): string {
  const hash = createHash('sha256').update(`${accountId} ${conversationId}`).digest();
  return [...hash.subarray(0, length)].map((byte) => signs[byte % signs.length]).join('');
}
