import { randomBytes } from 'node:crypto';
import { type Charset, encodedIn } from './charset.ts';
import { appleMail, iphone } from './clients/apple.ts';
import { android, gmail } from './clients/gmail.ts';
import { outlook, outlookWeb } from './clients/outlook.ts';
import { thunderbird, thunderbirdText } from './clients/thunderbird.ts';
import { yahoo } from './clients/yahoo.ts';
import type { ClientStyle, ReplyFacts } from './facts.ts';
import type { MailClient } from './mail-clients.ts';
import {
  bytesOf,
  encodedWords,
  type File,
  filePart,
  type Header,
  mailboxOf,
  multipart,
  type Part,
  textPart,
} from './mime.ts';
import { threadOf } from './thread.ts';

const styles: Readonly<Record<MailClient, ClientStyle>> = {
  ...{ gmail, outlook, outlookWeb, appleMail, thunderbird, thunderbirdText, yahoo, iphone, android },
};

export interface ComposedReply {
  readonly raw: Buffer;
  /** The one that was asked for, or UTF-8 if that lacks a character, as email programs do it. */
  readonly charset: Charset;
}

/** An email as the program would send it, byte for byte up to its random parts. */
export function composedReply(client: MailClient, asked: ReplyFacts, files: readonly File[]): ComposedReply {
  const style = styles[client];
  const fits = [style.text(asked), style.html?.(asked) ?? ''].every((text) => encodedIn(asked.charset, text) !== null);
  const facts: ReplyFacts = fits ? asked : { ...asked, charset: 'utf-8' };
  const { charset, original, from, to, now, locale } = facts;
  const head: Header[] = [
    ['From', mailboxOf(from, charset)],
    ['To', mailboxOf(to, charset)],
    ['Subject', encodedWords(style.subject(original.subject, locale), charset)],
    ['Date', rfc5322Date(now)],
    ['Message-ID', `<${style.messageId(random(), facts)}>`],
    ...threadOf(original),
    ...style.headers(facts),
  ];
  const version: readonly Header[] = head.some(([name]) => name.toLowerCase() === 'mime-version')
    ? []
    : [['MIME-Version', '1.0']];
  return { raw: bytesOf(bodyOf(style, facts, files), [...head, ...version]), charset };
}

function bodyOf(style: ClientStyle, facts: ReplyFacts, files: readonly File[]): Part {
  const spelling = style.spelling(facts.charset);
  const text = textPart('text/plain', style.text(facts), spelling.text);
  const pictures = files.filter(({ contentId }) => contentId !== null);
  const attachments = files.filter((file) => !pictures.includes(file));
  const group = (kind: string, parts: readonly Part[]) => multipart(kind, style.boundary(random()), parts);
  const partOf = (file: File) => filePart(file, style.fileNames);
  const withPictures = (part: Part) =>
    pictures.length === 0 ? part : group('related', [part, ...pictures.map(partOf)]);
  const both = (html: Part) =>
    style.picturesWithHtml
      ? group('alternative', [text, withPictures(html)])
      : withPictures(group('alternative', [text, html]));
  const body = style.html === null ? text : both(textPart('text/html', style.html(facts), spelling.html));
  const others = style.html === null ? files : attachments;
  return others.length === 0 ? body : group('mixed', [body, ...others.map(partOf)]);
}

export const random = () => randomBytes(24).toString('hex');

export const rfc5322Date = (at: Date) => at.toUTCString().replace('GMT', '+0000');
