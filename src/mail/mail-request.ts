import { cleanLine, lineLength } from './clean.ts';
import type { ComposedMail, MailContent } from './mail.ts';
import { mailUrl } from './mail-url.ts';
import { fromName, recipientName } from './names.ts';
import { threadHeaders } from './thread-headers.ts';
import { answerPrefix } from './view.ts';

/** Marks our own emails, so that one that comes back to us is never answered. */
export const loopMarker = 'afterchat';

interface Mailbox {
  readonly email: string;
  readonly name?: string;
}

/** The body of SendGrid's `POST /v3/mail/send`, as far as we use it. */
export interface MailRequest {
  readonly personalizations: readonly [
    {
      readonly to: readonly [Mailbox];
      readonly headers: Readonly<Record<string, string>>;
      readonly custom_args: { readonly account: string; readonly delivery: string; readonly attempt: string };
    },
  ];
  readonly from: Mailbox;
  readonly reply_to?: Mailbox;
  readonly subject: string;
  readonly content: readonly [
    { readonly type: 'text/plain'; readonly value: string },
    { readonly type: 'text/html'; readonly value: string },
  ];
  readonly attachments?: readonly {
    readonly content: string;
    readonly type: 'text/plain';
    readonly filename: string;
    readonly disposition: 'attachment';
  }[];
  readonly tracking_settings: {
    readonly click_tracking: { readonly enable: false; readonly enable_text: false };
    readonly open_tracking: { readonly enable: false };
    readonly subscription_tracking: { readonly enable: false };
  };
}

/**
 * The request that sends an email. Its keys are always in this order, so that equal emails give equal bytes. The
 * headers are in the personalization, because SendGrid's client also sends top-level ones as HTTP headers. Custom
 * arguments come back in reports and contain ids only.
 */
export function mailRequest(content: MailContent, mail: ComposedMail): MailRequest {
  return {
    personalizations: [
      {
        to: [mailbox(content.visitor.address, recipientName(content.visitor.name))],
        headers: {
          ...threadHeaders(content.thread),
          'Auto-Submitted': 'auto-generated',
          'X-Auto-Response-Suppress': 'OOF, AutoReply',
          'X-Loop': loopMarker,
          ...unsubscribeHeaders(mailUrl('stop', content.unsubscribeUrl, content.brand)),
        },
        custom_args: { account: content.accountId, delivery: content.deliveryId, attempt: String(content.attempt) },
      },
    ],
    from: mailbox(content.sender.address, fromName(content)),
    ...(content.replyTo === null ? {} : { reply_to: mailbox(content.replyTo, fromName(content)) }),
    subject: cleanLine(mail.subject, lineLength + answerPrefix.length),
    content: [
      { type: 'text/plain', value: mail.text },
      { type: 'text/html', value: mail.html },
    ],
    ...(mail.attachments.length === 0 ? {} : { attachments: mail.attachments.map(attachment) }),
    tracking_settings: {
      click_tracking: { enable: false, enable_text: false },
      open_tracking: { enable: false },
      subscription_tracking: { enable: false },
    },
  };
}

/** One click in the email program, without opening the page (RFC 8058 section 3.1). */
function unsubscribeHeaders(url: string | null): Readonly<Record<string, string>> {
  if (url === null) return {};
  return { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}

function mailbox(email: string, name: string): Mailbox {
  return name === '' ? { email } : { email, name };
}

/** The byte order mark says UTF-8, because SendGrid accepts no charset parameter in an attachment's type. */
function attachment({ filename, type, text }: ComposedMail['attachments'][number]) {
  const content = Buffer.from(`\uFEFF${text}`, 'utf8').toString('base64');
  return { content, type, filename: cleanLine(filename), disposition: 'attachment' } as const;
}
