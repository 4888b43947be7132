import { cleanLine, cleanText, lineLength } from './clean.ts';
import { type Block, blocksOf, type Direction, directionOfLocale } from './direction.ts';
import { linked, unlinked } from './links.ts';
import { type LocalTime, localTime } from './local-time.ts';
import type { MailContent, MailFile, MailImage, MailMessage } from './mail.ts';
import { mailUrl, wayBack } from './mail-url.ts';
import { authorOf, companyOf, newsAuthors } from './names.ts';
import { replyMarker } from './reply-marker.ts';
import { type Words, wordsFor } from './words.ts';

export interface MessageEntry {
  readonly kind: 'message';
  readonly author: string;
  readonly time: string;
  readonly blocks: readonly Block[];
  readonly files: readonly FileLine[];
  /** A transcript shows every message as `plain`. */
  readonly shown: 'news' | 'context' | 'plain';
}
/** A file of a message: its name, its size in words, where it is, and how it looks. */
export interface FileLine {
  readonly name: string;
  readonly size: string;
  readonly url: string | null;
  readonly image: MailImage | null;
}

/** `mark` stands where the news begins, `gap` where messages are missing. */
export type Entry = MessageEntry | { readonly kind: 'day' | 'mark' | 'gap'; readonly label: string };

/** Everything that an email says, in order; HTML and plain text are two forms of the same view. */
export interface MailView {
  /** The language of the email's own text, and its direction. */
  readonly tag: string;
  readonly ownDirection: Direction;
  /** The direction of the reader's language, in which the email is laid out, whatever the language of its own text. */
  readonly direction: Direction;
  /** The presumed language of what people wrote: the reader's, if that is not the language of the email's own text. */
  readonly peoplesTag: string | null;
  readonly subject: string;
  readonly company: string;
  readonly logoUrl: string | null;
  readonly color: string;
  /** What email programs show next to the subject. */
  readonly preview: string;
  /** The line above which the visitor answers by email; null if nobody reads answers. */
  readonly marker: string | null;
  readonly title: string;
  /** Shown before the messages: what is attached or left out, or (in a notice) that there are new replies. */
  readonly notes: readonly string[];
  readonly entries: readonly Entry[];
  readonly buttons: readonly MailLink[];
  readonly footer: readonly string[];
  readonly links: readonly MailLink[];
}

export interface MailLink {
  readonly label: string;
  readonly url: string;
}

/** The language and the local time of the visitor who reads the email. */
interface Reader {
  readonly words: Words;
  readonly clock: LocalTime;
}

export function readerOf({ locale, timeZone }: MailContent): Reader {
  const words = wordsFor(locale);
  return { words, clock: localTime(words.tag, timeZone) };
}

/** The view of an email. `attached` holds the places of the messages that are in the attached file. */
export function mailView(content: MailContent, attached: ReadonlySet<number>): MailView {
  const { words, clock } = readerOf(content);
  const company = companyOf(content);
  const isNotice = content.body === 'notice';
  const news = content.messages.filter((message) => message.isNews);
  const url = buttonUrl(content);
  const isTranscript = content.choice === 'transcript' && !isNotice;
  const entries = isNotice ? [] : entriesOf(content, (place) => !attached.has(place), { words, clock });
  return {
    tag: words.tag,
    ownDirection: directionOfLocale(words.tag),
    direction: directionOfLocale(content.locale),
    peoplesTag: words.isWished ? null : wellFormedTag(content.locale),
    subject: subjectOf(content, words),
    company,
    logoUrl: mailUrl('logo', content.brand.logoUrl, content.brand),
    color: content.brand.color,
    preview: isNotice ? words.say('noticeText', { count: news.length, company }) : previewOf(news),
    marker: content.replyTo === null ? null : replyMarker(words.say('answerAbove')),
    title: isTranscript
      ? words.say('transcriptTitle', { company })
      : words.say('newReplies', { count: news.length, ...newsAuthors(content, words) }),
    notes: [
      ...(isNotice ? [words.say('noticeText', { count: news.length, company })] : []),
      ...(attached.size === 0 ? [] : [attachedNote(content, attached, words)]),
      ...(!isNotice && content.messages.some((message) => message.isAfterGap) ? [words.say('leftOut')] : []),
      ...(content.moreNewsFollows ? [words.say('moreFollows')] : []),
    ],
    entries,
    buttons: url === null ? [] : [{ label: words.say('continueConversation'), url }],
    footer: [
      howToAnswer(content, url !== null, words),
      ...(entries.length === 0 ? [] : [timesNote(content, { words, clock })]),
      why(content, words),
    ],
    links: linksOf(content, words),
  };
}

function buttonUrl({ page, returnUrl, brand }: MailContent): string | null {
  const there = wayBack(page, brand);
  return there === null ? null : (mailUrl('return', returnUrl, brand) ?? there);
}

function howToAnswer({ replyTo }: MailContent, hasLink: boolean, words: Words): string {
  if (replyTo !== null) return words.say(hasLink ? 'answerByEmailOrInChat' : 'answerByEmail');
  return words.say(hasLink ? 'answerInChat' : 'answerWithoutLink');
}

/** Null if it is not a language tag. */
export function wellFormedTag(locale: string): string | null {
  try {
    return new Intl.Locale(locale).baseName;
  } catch {
    return null;
  }
}

/** For stopping the emails. "This was not me" is left out if the address is verified (design R1). */
function linksOf({ unsubscribeUrl, visitor, brand }: MailContent, words: Words): readonly MailLink[] {
  const url = mailUrl('stop', unsubscribeUrl, brand);
  if (url === null) return [];
  const unsubscribe = { label: words.say('unsubscribe'), url };
  return visitor.verified ? [unsubscribe] : [unsubscribe, { label: words.say('notMe'), url: `${url}#not-me` }];
}

/** What mail programs put before the subject of an answer, and know as such (RFC 5322 section 3.6.5). */
export const answerPrefix = 'Re: ';

/** The subject of the conversation's first email is kept, so that every email program shows one thread. */
function subjectOf(content: MailContent, words: Words): string {
  const key = content.choice === 'transcript' ? 'transcriptSubject' : 'subject';
  const say = (company: string) => words.say(key, { company, reference: content.reference });
  // A long company name is cut, because what distinguishes this conversation stands at the end.
  const room = lineLength - say('').length;
  const { subject, isAnswer } = content.thread;
  if (subject === null) return cleanLine(say(cleanLine(companyOf(content), room)));
  return isAnswer ? `${answerPrefix}${cleanLine(subject)}` : cleanLine(subject);
}

function previewOf(news: readonly MailMessage[]): string {
  const [first] = news;
  if (first === undefined) return '';
  return cleanLine(first.text === '' ? (first.files ?? []).map(({ name }) => name).join(', ') : first.text, 140);
}

/**
 * The messages at these places, with a line where the date changes, where messages between them are missing, and where
 * the news begins if context comes before it.
 */
export function entriesOf(
  { messages, choice, ...content }: MailContent,
  isShown: (place: number) => boolean,
  { words, clock }: Reader,
): readonly Entry[] {
  let [today, hasContext, hasNews, isGap] = ['', false, false, false];
  const entries: Entry[] = [];
  for (const [place, message] of messages.entries()) {
    isGap ||= message.isAfterGap;
    if (!isShown(place)) {
      isGap = true;
      continue;
    }
    if (isGap && entries.length > 0) entries.push({ kind: 'gap', label: words.say('gap') });
    const day = clock.day(message.at);
    if (day !== today) entries.push({ kind: 'day', label: day });
    if (message.isNews && !hasNews && hasContext && choice !== 'transcript')
      entries.push({ kind: 'mark', label: words.say('newMark') });
    entries.push(messageEntry({ messages, choice, ...content }, message, clock.time(message.at), words));
    [today, hasContext, hasNews, isGap] = [day, true, hasNews || message.isNews, false];
  }
  return entries;
}

function messageEntry(content: MailContent, message: MailMessage, time: string, words: Words): MessageEntry {
  const direction = directionOfLocale(content.locale);
  const text = cleanText(message.text);
  const { kind, isOther = false, isUnverified = false } = message.author;
  const isDistrusted = kind === 'visitor' && (!content.visitor.verified || isOther || isUnverified);
  return {
    kind: 'message',
    author: authorOf(content, message, words),
    time,
    files: (message.files ?? []).map((file) => fileLine(content, file, { isDistrusted, words })),
    blocks: blocksOf(isDistrusted ? [{ text: unlinked(text), href: null }] : linked(text, content.brand), direction),
    shown: content.choice === 'transcript' ? 'plain' : message.isNews ? 'news' : 'context',
  };
}

/** Of what a stranger may have sent to somebody else's address, nothing is shown or linked but its name. */
function fileLine(
  { brand }: Pick<MailContent, 'brand'>,
  { name, bytes, url, image }: MailFile,
  { isDistrusted, words }: { readonly isDistrusted: boolean; readonly words: Words },
): FileLine {
  const line = cleanLine(name);
  return {
    name: isDistrusted ? unlinked(line) : line,
    size: sizeIn(words, bytes),
    url: isDistrusted ? null : mailUrl('file', url, brand),
    image: isDistrusted ? null : image,
  };
}

/** In units of 1,000, as email programs show it. */
function sizeIn({ tag }: Words, bytes: number): string {
  const [unit, amount] = bytes < 1_000_000 ? ['kilobyte', bytes / 1_000] : ['megabyte', bytes / 1_000_000];
  const options = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: amount < 10 ? 1 : 0 } as const;
  return new Intl.NumberFormat(tag, options).format(Math.max(amount, 0.1));
}

function attachedNote({ messages }: MailContent, attached: ReadonlySet<number>, words: Words): string {
  const values = { count: attached.size, file: words.say('attachmentName') };
  if (attached.size === messages.length) return words.say('allAttached', values);
  const isOlderPart = !attached.has(messages.length - 1) && Math.max(...attached) === attached.size - 1;
  return words.say(isOlderPart ? 'olderAttached' : 'someAttached', values);
}

/** Names the time zone, as it is called at the time of the last message. */
export function timesNote(content: MailContent, { words, clock }: Reader): string {
  const last = content.messages.at(-1)?.at ?? new Date(0);
  return words.say('times', { zone: clock.zone(last) });
}

function why(content: MailContent, words: Words): string {
  const company = companyOf(content);
  const { siteUrl } = content.brand;
  if (siteUrl === null || !URL.canParse(siteUrl)) return words.say('why', { company });
  return words.say('whyOnSite', { company, site: new URL(siteUrl).host });
}
