import { sentMail } from '../../mail/sent-mail.ts';
import { ConflictError } from '../../store/mongo/conflict.ts';
import type { DeliveryDoc } from '../../store/mongo/documents.ts';

/**
 * Nothing runs and no link leads anywhere: the email's own links are the visitor's, and open their chat. Pictures, such
 * as the brand's logo, are loaded.
 */
export const sentPageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data: https:; base-uri 'none'; form-action 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/**
 * The HTML of an email as it was last handed to the provider. Throws ConflictError `content-gone` if there is none, as
 * for a message on a channel.
 */
export function sentPage({ channel, request }: DeliveryDoc): string {
  const mail = channel === 'email' ? sentMail(request) : null;
  if (mail === null)
    throw new ConflictError('content-gone', 'The email was not composed yet, or its text is not kept any more.');
  return mail.html;
}
