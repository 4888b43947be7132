import { createHash } from 'node:crypto';
import type { InboundMail } from '../../src/mail/inbound/inbound-mail.ts';
import type { ReportSigner } from './signed-reports.ts';

/** The last part of the address at which tests post emails. */
export const inboundSecret = 'inbound-secret-of-tests';

export const inboundPath = (secret = inboundSecret) => `/webhooks/sendgrid/inbound/${secret}`;

const boundary = 'xYzZY';

/** A form as SendGrid posts it. */
export function formOf(fields: Readonly<Record<string, string | Buffer>>): Buffer {
  const parts = Object.entries(fields).flatMap(([name, value]) => [
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
}

/** An email in the raw form, in ISO-8859-1. */
export function rawForm(
  to = 'reply@reply.acme.example',
  words = 'D\u00e9j\u00e0 vu',
  messageId = 'm1@visitor.example',
) {
  const email = `From: Visitor <visitor@example.com>\r\nTo: ${to}\r\nSubject: Re: Parcel\r\nMessage-ID: <${messageId}>\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${words}\r\n`;
  const envelope = JSON.stringify({ to: [to], from: 'visitor@example.com' });
  return formOf({
    to,
    from: 'visitor@example.com',
    subject: 'Re: Parcel',
    envelope,
    email: Buffer.from(email, 'latin1'),
  });
}

export const contentType = `multipart/form-data; boundary=${boundary}`;

/** The headers of a form that is signed at a time in epoch milliseconds. */
export function signedHeaders(signer: ReportSigner, body: Buffer, at: number): Record<string, string> {
  return { ...signer.headers(body, at), 'content-type': contentType };
}

/** An email as it is read, for tests that do not depend on how. */
export function inboundMail(given: Partial<InboundMail> = {}): InboundMail {
  const text = given.text ?? 'Thank you!';
  return {
    envelope: { from: 'visitor@example.com', to: ['reply@reply.acme.example'] },
    from: { address: 'visitor@example.com', name: 'Visitor' },
    messageId: 'm1@visitor.example',
    references: [],
    subject: 'Re: Parcel',
    writtenAt: null,
    text,
    html: null,
    wasFlowed: false,
    attachments: [],
    attachmentsLeftOut: 0,
    isAuthenticated: true,
    nature: { kind: 'person' },
    digest: createHash('sha256').update(text).digest('hex'),
    ...given,
  };
}
