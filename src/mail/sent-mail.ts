import type { MailRequest } from './mail-request.ts';

export interface SentMail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly messageId: string;
  readonly text: string;
  readonly html: string;
}

/** An email as a person reads it, from the stored request body; null before the first attempt. */
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
    text: text.value,
    html: html.value,
  };
}

const mailbox = ({ email, name }: { readonly email: string; readonly name?: string }) =>
  name === undefined ? email : `${name} <${email}>`;
