import type { Mail } from '../../dev/sendgrid/mail.ts';
import type { InboundMail } from '../../src/mail/inbound/inbound-mail.ts';

let count = 0;

/** An email as reading it gives it, from a person whose sender is vouched for; a new one each time. */
export function inboundEmail(changes: Partial<InboundMail> = {}): InboundMail {
  count += 1;
  const address = changes.from?.address ?? 'ada@example.com';
  return {
    envelope: { from: address, to: [] },
    from: { address, name: 'Ada Lovelace' },
    messageId: `answer-${count}@example.com`,
    references: [],
    subject: 'Re: Your conversation with Acme',
    writtenAt: null,
    text: 'Thank you!',
    html: null,
    wasFlowed: false,
    attachments: [],
    attachmentsLeftOut: 0,
    isAuthenticated: true,
    nature: { kind: 'person' },
    digest: `digest-${count}`,
    ...changes,
  };
}

/** The visitor's answer to an email that they got. */
export function answerTo(mail: Mail, changes: Partial<InboundMail> = {}): InboundMail {
  const address = changes.from?.address ?? mail.to[0]?.email ?? '';
  return inboundEmail({
    envelope: { from: address, to: [mail.replyTo?.email ?? ''] },
    from: { address, name: 'Ada Lovelace' },
    references: [(mail.headers['Message-ID'] ?? '').replace(/[<>]/g, '')],
    subject: `Re: ${mail.subject}`,
    ...changes,
  });
}
