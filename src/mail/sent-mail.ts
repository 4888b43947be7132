import type { MailRequest } from './mail-request.ts';

export interface SentMail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly messageId: string;
  readonly text: string;
  readonly html: string;
}

/**
 * An email as a person reads it, from the stored request body, without the tokens of the visitor's own links: whoever
 * followed one would stop the visitor's emails or open their chat. Null before the first attempt.
 */
export function sentMail(request: string | null): SentMail | null {
  if (request === null) return null;
  const { personalizations, from, subject, content } = JSON.parse(request) as MailRequest;
  const [{ to, headers }] = personalizations;
  const [text, html] = content;
  return {
    from: mailbox(from),
    to: mailbox(to[0]),
    subject,
    messageId: headers['Message-ID'] ?? '',
    text: withoutTokens(text.value),
    html: withoutTokens(html.value),
  };
}

/** The paths of our own pages, and a random id of ours behind them. */
const withoutTokens = (text: string) => text.replaceAll(/\/([ru])\/[a-z2-7]{26}(?![a-z2-7])/g, '/$1/…');

const mailbox = ({ email, name }: { readonly email: string; readonly name?: string }) =>
  name === undefined ? email : `${name} <${email}>`;
