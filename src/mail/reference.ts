import { createHash } from 'node:crypto';

/** Without vowels, so that no words appear, and without characters that look alike. */
const signs = '23456789BCDFGHJKLMNPQRSTVWXZ';
const length = 5;

/**
 * A conversation's short name in the subject of its emails, because Outlook and others group emails by subject, and one
 * person may have several conversations with a company.
 */
export function referenceOf(accountId: string, conversationId: string): string {
  const hash = createHash('sha256').update(`${accountId} ${conversationId}`).digest();
  return [...hash.subarray(0, length)].map((byte) => signs[byte % signs.length]).join('');
}
