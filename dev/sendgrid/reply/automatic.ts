import type { Mail, MailAddress } from '../mail.ts';
import { random, rfc5322Date } from './compose-reply.ts';
import type { ReplyFacts } from './facts.ts';
import { outOfOfficeSubjects, withPrefix } from './locales.ts';
import { bytesOf, embeddedPart, encodedWords, type Header, mailboxOf, multipart, textPart } from './mime.ts';
import { headerOf, threadOf } from './thread.ts';

/** What programs answer by themselves. */
export const automaticKinds = ['outOfOffice', 'deliveryReport', 'readReceipt'] as const;
export type AutomaticKind = (typeof automaticKinds)[number];

/** In the SMTP dialogue it comes from nowhere, so that nobody answers it (RFC 3834, RFC 3464). */
export function automaticReply(kind: AutomaticKind, facts: ReplyFacts): Buffer {
  switch (kind) {
    case 'outOfOffice':
      return outOfOffice(facts);
    case 'deliveryReport':
      return deliveryReport(facts);
    case 'readReceipt':
      return readReceipt(facts);
    default:
      return kind satisfies never;
  }
}

const utf8 = { charset: 'utf-8', transfer: 'quoted-printable' } as const;

function headOf({ to, original, now }: ReplyFacts, from: MailAddress, subject: string): readonly Header[] {
  const domain = from.email.slice(from.email.lastIndexOf('@') + 1);
  return [
    ['From', mailboxOf(from, 'utf-8')],
    ['To', mailboxOf(to, 'utf-8')],
    ['Subject', encodedWords(subject, 'utf-8')],
    ['Date', rfc5322Date(now)],
    ['Message-ID', `<${random()}@${domain}>`],
    ...threadOf(original),
    ['MIME-Version', '1.0'],
  ];
}

function outOfOffice(facts: ReplyFacts): Buffer {
  const { original, locale, words, from } = facts;
  return bytesOf(textPart('text/plain', `${words.text}\n`, utf8), [
    ...headOf(facts, from, `${outOfOfficeSubjects[locale]}${withPrefix('', original.subject)}`),
    ['Auto-Submitted', 'auto-replied'],
    ['X-Auto-Response-Suppress', 'All'],
    ['X-Autoreply', 'yes'],
  ]);
}

/** RFC 3464: the server of the recipient could not deliver the original after all. */
function deliveryReport(facts: ReplyFacts): Buffer {
  const { original, now } = facts;
  const recipient = original.to[0]?.email ?? '';
  const domain = recipient.slice(recipient.lastIndexOf('@') + 1);
  const from = { email: `mailer-daemon@mx.${domain}`, name: 'Mail Delivery System' };
  const said = '550 5.1.1 The email account that you tried to reach does not exist';
  const status = [
    `Reporting-MTA: dns; mx.${domain}\r\nArrival-Date: ${rfc5322Date(now)}\r\n`,
    [
      `Final-Recipient: rfc822; ${recipient}`,
      ...['Action: failed', 'Status: 5.1.1', `Diagnostic-Code: smtp; ${said}`, ''],
    ].join('\r\n'),
  ].join('\r\n');
  const words = `Your message could not be delivered to ${recipient}:\n\n${said}\n`;
  const body = multipart('report; report-type=delivery-status', random(), [
    textPart('text/plain', words, utf8),
    embeddedPart('message/delivery-status', Buffer.from(status)),
    embeddedPart('text/rfc822-headers', Buffer.from(originalHeaders(original))),
  ]);
  const head = headOf(facts, from, 'Undelivered Mail Returned to Sender');
  return bytesOf(body, [...head, ['Auto-Submitted', 'auto-replied']]);
}

/** RFC 8098. */
function readReceipt(facts: ReplyFacts): Buffer {
  const { original, from } = facts;
  const lines = [
    'Reporting-UA: mail.example; Mozilla Thunderbird',
    `Final-Recipient: rfc822;${from.email}`,
    ...(headerOf(original, 'Message-ID') === null ? [] : [`Original-Message-ID: ${headerOf(original, 'Message-ID')}`]),
    'Disposition: manual-action/MDN-sent-manually; displayed',
    '',
  ];
  const words = `This is a return receipt for the email that you sent to ${from.email}.\n`;
  const body = multipart('report; report-type=disposition-notification', random(), [
    textPart('text/plain', words, utf8),
    embeddedPart('message/disposition-notification', Buffer.from(lines.join('\r\n'))),
  ]);
  return bytesOf(body, headOf(facts, from, `Return Receipt (displayed) - ${original.subject}`));
}

function originalHeaders(original: Mail): string {
  const fields: readonly Header[] = [
    ...Object.entries(original.headers),
    ['From', mailboxOf(original.from, 'utf-8')],
    ['To', original.to.map((one) => mailboxOf(one, 'utf-8')).join(', ')],
    ['Subject', encodedWords(original.subject, 'utf-8')],
  ];
  return bytesOf({ headers: fields, body: Buffer.alloc(0) }).toString('latin1');
}
