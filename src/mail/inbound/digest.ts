import { createHash } from 'node:crypto';

/** How much of the body counts, in characters. Nobody writes two emails that differ only after that. */
const readLength = 1_000_000;

/**
 * The same for the same email in whichever form it is posted, which decides how its lines end and are joined: so white
 * space does not count. Without a Message-ID, what else identifies it is taken. Both, because some programs give several
 * emails the same Message-ID.
 */
export function digestOf(email: {
  readonly messageId: string | null;
  readonly from: string | null;
  readonly date: string | null;
  readonly subject: string;
  readonly text: string | null;
  readonly html: string | null;
}): string {
  const { messageId, from, date, subject, text, html } = email;
  const identity = messageId === null ? [from, date, subject] : [messageId];
  const body = (text ?? html ?? '').slice(0, readLength).replace(/\s+/gu, '');
  return createHash('sha256')
    .update(JSON.stringify([identity, body]))
    .digest('base64url');
}
