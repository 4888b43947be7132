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
      readonly custom_args: Readonly<Record<string, string>>;
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
    readonly type: string;
    readonly filename: string;
    readonly disposition: 'attachment' | 'inline';
    readonly content_id?: string;
  }[];
  readonly tracking_settings: {
    readonly click_tracking: { readonly enable: false; readonly enable_text: false };
    readonly open_tracking: { readonly enable: false };
    readonly subscription_tracking: { readonly enable: false };
  };
}

/** The request that sends an email of a conversation. */
export function mailRequest(content: MailContent, mail: ComposedMail): MailRequest {
  const from = fromName(content);
  return requestOf({
    to: { address: content.visitor.address, name: recipientName(content.visitor.name) },
    from: { address: content.sender.address, name: from },
    replyTo: content.replyTo === null ? null : { address: content.replyTo, name: from },
    headers: {
      ...threadHeaders(content.thread),
      ...unsubscribeHeaders(mailUrl('stop', content.unsubscribeUrl, content.brand)),
    },
    customArgs: { account: content.accountId, delivery: content.deliveryId, attempt: String(content.attempt) },
    mail,
  });
}

interface Named {
  readonly address: string;
  readonly name: string;
}

/** What distinguishes one email's request from another's. */
export interface ToRequest {
  readonly to: Named;
  readonly from: Named;
  readonly replyTo: Named | null;
  /** Those of this email alone. */
  readonly headers: Readonly<Record<string, string>>;
  readonly customArgs: Readonly<Record<string, string>>;
  readonly mail: ComposedMail;
}

/**
 * The request that sends an email. Its keys are always in this order, so that equal emails give equal bytes. The
 * headers are in the personalization, because SendGrid's client also sends top-level ones as HTTP headers. Custom
 * arguments come back in reports and contain ids only.
 */
export function requestOf({ to, from, replyTo, headers, customArgs, mail }: ToRequest): MailRequest {
  const attachments = [...mail.attachments.map(attachment), ...(mail.images ?? []).map(image)];
  return {
    personalizations: [{ to: [mailbox(to)], headers: { ...automatic, ...headers }, custom_args: customArgs }],
    from: mailbox(from),
    ...(replyTo === null ? {} : { reply_to: mailbox(replyTo) }),
    subject: cleanLine(mail.subject, lineLength + answerPrefix.length),
    content: [
      { type: 'text/plain', value: mail.text },
      { type: 'text/html', value: mail.html },
    ],
    ...(attachments.length === 0 ? {} : { attachments }),
    tracking_settings: {
      click_tracking: { enable: false, enable_text: false },
      open_tracking: { enable: false },
      subscription_tracking: { enable: false },
    },
  };
}

/** Nobody's program should answer by itself (RFC 3834 section 5). */
const automatic = {
  'Auto-Submitted': 'auto-generated',
  'X-Auto-Response-Suppress': 'OOF, AutoReply',
  'X-Loop': loopMarker,
} as const;

/** One click in the email program, without opening the page (RFC 8058 section 3.1). */
function unsubscribeHeaders(url: string | null): Readonly<Record<string, string>> {
  if (url === null) return {};
  return { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}

function mailbox({ address: email, name }: Named): Mailbox {
  return name === '' ? { email } : { email, name };
}

/** The byte order mark says UTF-8, because SendGrid accepts no charset parameter in an attachment's type. */
function attachment({ filename, type, text }: ComposedMail['attachments'][number]) {
  const content = Buffer.from(`\uFEFF${text}`, 'utf8').toString('base64');
  return { content, type, filename: cleanLine(filename), disposition: 'attachment' } as const;
}

function image({ filename, type, content, contentId }: NonNullable<ComposedMail['images']>[number]) {
  const base64 = Buffer.from(content).toString('base64');
  return {
    content: base64,
    type,
    filename: cleanLine(filename),
    disposition: 'inline',
    content_id: contentId,
  } as const;
}
