import type { Settings } from '../contract/settings.ts';
import { cleanLine, cleanText } from './clean.ts';
import { blocksOf, directionOfLocale } from './direction.ts';
import { mailHtml } from './html.tsx';
import { unlinked } from './links.ts';
import { localTime } from './local-time.ts';
import { type MailRequest, requestOf } from './mail-request.ts';
import { mailUrl } from './mail-url.ts';
import { companyOf, recipientName } from './names.ts';
import { plainText } from './plain-text.ts';
import { type Entry, type MailLink, type MailView, wellFormedTag } from './view.ts';
import { type Words, wordsFor } from './words.ts';

/** What an email to an agent, that a visitor waits for an answer, is composed from. */
export interface AgentMailContent {
  readonly accountId: string;
  readonly agentEmailId: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly to: { readonly name: string; readonly address: string };
  /** The agent's language, as of other emails (mail.ts). */
  readonly locale: string;
  /** The account's IANA time zone. */
  readonly timeZone: string | null;
  readonly sender: NonNullable<Settings['sender']>;
  readonly brand: Settings['brand'];
  readonly visitorName: string | null;
  readonly waitedMs: number;
  /** What the visitor wrote last, on one line; null: it is not shown. */
  readonly last: { readonly preview: string; readonly at: Date } | null;
  /** Our own links, where the inbox has a public address. */
  readonly conversationUrl: string | null;
  readonly preferencesUrl: string | null;
  /** Without angle brackets. */
  readonly messageId: string;
}

/** The request that sends it. It is part of no thread, and answers to it reach no visitor. */
export async function agentMailRequest(content: AgentMailContent): Promise<MailRequest> {
  const view = agentMailView(content);
  const { accountId, agentEmailId, attempt } = content;
  return requestOf({
    to: { address: content.to.address, name: recipientName(content.to.name) },
    from: { address: content.sender.address, name: companyOf(content) },
    replyTo: null,
    headers: { 'Message-ID': `<${content.messageId}>` },
    customArgs: { account: accountId, delivery: agentEmailId, attempt: String(attempt) },
    mail: { subject: view.subject, html: await mailHtml(view), text: plainText(view), attachments: [] },
  });
}

/** In characters: what follows it in the subject is to be read. */
const longestName = 40;

/** A visitor may be called anything: no name and no text of theirs becomes a link. */
function agentMailView(content: AgentMailContent): MailView {
  const { locale, timeZone, brand, last } = content;
  const words = wordsFor(locale);
  const name = unlinked(cleanLine(content.visitorName ?? '', longestName));
  const visitor = name === '' ? words.say('aVisitor') : name;
  const waiting = words.say('waitingSubject', { visitor });
  const clock = localTime(words.tag, timeZone);
  const waited = words.say('waitingFor', { duration: durationIn(words, content.waitedMs) });
  return {
    tag: words.tag,
    ownDirection: directionOfLocale(words.tag),
    direction: directionOfLocale(locale),
    peoplesTag: words.isWished ? null : wellFormedTag(locale),
    subject: waiting,
    company: companyOf(content),
    logoUrl: mailUrl('logo', brand.logoUrl, brand),
    color: brand.color,
    preview: last === null ? waited : unlinked(last.preview),
    marker: null,
    title: waiting,
    notes: [waited],
    entries: last === null ? [] : [entryOf(content, last, visitor, clock.time(last.at))],
    buttons: linkTo(words.say('openConversation'), content.conversationUrl, brand),
    footer: [
      words.say('answerInInbox'),
      ...(last === null ? [] : [words.say('times', { zone: clock.zone(last.at) })]),
      words.say('whyAgent', { company: companyOf(content) }),
    ],
    links: linkTo(words.say('yourPreferences'), content.preferencesUrl, brand),
  };
}

function entryOf(
  { locale }: AgentMailContent,
  { preview }: NonNullable<AgentMailContent['last']>,
  author: string,
  time: string,
): Entry {
  const blocks = blocksOf([{ text: unlinked(cleanText(preview)), href: null }], directionOfLocale(locale));
  return { kind: 'message', author, time, blocks, files: [], shown: 'news' };
}

function linkTo(label: string, address: string | null, brand: Settings['brand']): readonly MailLink[] {
  const url = mailUrl('return', address, brand);
  return url === null ? [] : [{ label, url }];
}

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** In the largest unit of which there are two, or the smallest that makes sense: "40 seconds", "5 minutes", "3 days". */
function durationIn({ tag }: Words, ms: number): string {
  const [unit, size] =
    ms < minuteMs
      ? (['second', secondMs] as const)
      : ms < 2 * hourMs
        ? (['minute', minuteMs] as const)
        : ms < 2 * dayMs
          ? (['hour', hourMs] as const)
          : (['day', dayMs] as const);
  const count = Math.max(1, Math.floor(ms / size));
  return new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}
