import type { MailThread } from './mail.ts';

/** Some servers refuse long header lines (RFC 5322 section 2.1.1: at most 998 characters, including the name). */
const referencesLength = 900;
const fitId = /^[\x21-\x3b\x3d\x3f-\x7e]{1,250}$/;

/** An email's Message-ID, without angle brackets; always the same for the same attempt (design 'Delivery'). */
export function messageIdOf(deliveryId: string, senderAddress: string): string {
  return `${deliveryId}@${senderAddress.slice(senderAddress.lastIndexOf('@') + 1).toLowerCase()}`;
}

/** The headers that make a conversation's emails one thread in every email program (RFC 5322 section 3.6.4). */
export function threadHeaders(thread: MailThread): Readonly<Record<string, string>> {
  const earlier = thread.references.filter((id) => fitId.test(id)).map((id) => `<${id}>`);
  const parent = earlier.at(-1);
  return {
    'Message-ID': `<${thread.messageId}>`,
    ...(parent === undefined ? {} : { 'In-Reply-To': parent, References: capped(earlier).join(' ') }),
  };
}

/** The first id, which identifies the thread, and as many of the last ones as fit. */
function capped(ids: readonly string[]): readonly string[] {
  const [first = '', ...rest] = ids;
  let length = first.length;
  const from = rest.findLastIndex((id) => {
    length += id.length + 1;
    return length >= referencesLength;
  });
  return [first, ...rest.slice(from + 1)];
}
