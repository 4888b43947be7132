import type { Settings } from '../contract/settings.ts';
import { directionOfLocale } from './direction.ts';
import { mailHtml } from './html.tsx';
import { localTime } from './local-time.ts';
import { type MailRequest, requestOf } from './mail-request.ts';
import { mailUrl } from './mail-url.ts';
import { companyOf, recipientName } from './names.ts';
import { plainText } from './plain-text.ts';
import { type MailView, wellFormedTag } from './view.ts';
import { type Words, wordsFor } from './words.ts';

/** What an email with links back to the conversations of an address is composed from. */
export interface RestoreContent {
  readonly accountId: string;
  readonly requestId: string;
  readonly to: { readonly name: string | null; readonly address: string };
  /** As of other emails (mail.ts). */
  readonly locale: string;
  readonly timeZone: string | null;
  readonly sender: NonNullable<Settings['sender']>;
  readonly brand: Settings['brand'];
  /** At least one, the newest first. */
  readonly conversations: readonly {
    readonly beganAt: Date;
    readonly reference: string;
    readonly returnUrl: string;
  }[];
  /** Without angle brackets. */
  readonly messageId: string;
}

/** The request that sends it. It is part of no thread, and nobody answers to it. */
export async function restoreRequest(content: RestoreContent): Promise<MailRequest> {
  const view = restoreView(content);
  return requestOf({
    to: { address: content.to.address, name: recipientName(content.to.name) },
    from: { address: content.sender.address, name: companyOf(content) },
    replyTo: null,
    headers: { 'Message-ID': `<${content.messageId}>` },
    customArgs: { account: content.accountId, restore: content.requestId },
    mail: { subject: view.subject, html: await mailHtml(view), text: plainText(view), attachments: [] },
  });
}

function restoreView(content: RestoreContent): MailView {
  const { locale, timeZone, brand, conversations } = content;
  const words = wordsFor(locale);
  const { day } = localTime(words.tag, timeZone);
  const company = companyOf(content);
  const count = conversations.length;
  return {
    tag: words.tag,
    ownDirection: directionOfLocale(words.tag),
    direction: directionOfLocale(locale),
    peoplesTag: words.isWished ? null : wellFormedTag(locale),
    subject: words.say('restoreSubject', { company }),
    company,
    logoUrl: mailUrl('logo', brand.logoUrl, brand),
    color: brand.color,
    preview: words.say('restoreNote', { count }),
    marker: null,
    title: words.say('restoreTitle', { company }),
    notes: [words.say('restoreNote', { count })],
    entries: [],
    buttons: conversations.map(({ beganAt, reference, returnUrl }) => ({
      label: words.say('restoreButton', { day: day(beganAt), reference }),
      url: returnUrl,
    })),
    footer: [words.say('restoreSecret', { count }), why(content, words)],
    links: [],
  };
}

function why(content: RestoreContent, words: Words): string {
  const company = companyOf(content);
  const { siteUrl } = content.brand;
  if (siteUrl === null || !URL.canParse(siteUrl)) return words.say('restoreWhy', { company });
  return words.say('restoreWhyOnSite', { company, site: new URL(siteUrl).host });
}
