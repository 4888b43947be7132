import { postedFile } from '../../src/api/attachments/posted-file.ts';
import { tokenOfCode } from '../../src/api/links/return-code.ts';
import { withCode } from '../../src/api/links/return-url.ts';
import { readEvent } from '../../src/api/webhooks/report-events.ts';
import { readMetaEvent } from '../../src/channels/meta/event.ts';
import { pageName } from '../../src/channels/meta/pages.ts';
import { postedEvents } from '../../src/channels/meta/posted-events.ts';
import { isSignedByMeta } from '../../src/channels/meta/webhook-signature.ts';
import { PatchVisitor, PutConversation } from '../../src/contract/conversations.ts';
import { addressKey, readAddress } from '../../src/contract/email-address.ts';
import { fileName } from '../../src/contract/file-name.ts';
import { MessageText } from '../../src/contract/messages.ts';
import { firstGraphemes } from '../../src/graphemes.ts';
import { redacted } from '../../src/log.ts';
import { cleanLine, cleanText } from '../../src/mail/clean.ts';
import { blocksOf, directionOfLocale } from '../../src/mail/direction.ts';
import { mailHtml } from '../../src/mail/html.tsx';
import { linked, unlinked } from '../../src/mail/links.ts';
import type { MailContent } from '../../src/mail/mail.ts';
import { wayBack } from '../../src/mail/mail-url.ts';
import { recipientName } from '../../src/mail/names.ts';
import { plainText } from '../../src/mail/plain-text.ts';
import { visitorsWords } from '../../src/mail/reply/visitors-words.ts';
import { readReplyAddress } from '../../src/mail/reply-address.ts';
import { threadHeaders } from '../../src/mail/thread-headers.ts';
import { mailView } from '../../src/mail/view.ts';
import { previewOf } from '../../src/policy/inbox.ts';
import { isFound, type Listing, searchedPrefixes, withListing } from '../../src/policy/listing.ts';
import { addressesIn } from '../../src/policy/visitor/address-in-text.ts';
import { isEmojiOnly, linked as linkedInChat } from '../../web/widget/app/panel/links.ts';
import { agentSays, content, visitorSays } from '../mail/content.ts';
import { emailReaders } from './email-readers.ts';

const { brand } = content();
const visitor = { name: null, address: 'ada@example.com' };

/** An email in which everything that people wrote is this text. */
const mailOf = (text: string, changes: Partial<MailContent> = {}) =>
  mailView(
    content({ messages: [visitorSays(text, { name: text }), agentSays(text, { name: text })], ...changes }),
    new Set(),
  );

const named = (name: string): Listing => ({
  lastSeq: 0,
  closedAt: null,
  visitor: { id: name, name },
  addressKey: `${name}@example.com`,
});

/** Every function that reads text from outside. */
export const readers: Readonly<Record<string, (text: string) => unknown>> = {
  addressKey,
  addressesIn,
  blocksOf: (text) => blocksOf(linked(text, brand), 'ltr'),
  cleanLine: (text) => cleanLine(text),
  cleanText,
  directionOfLocale,
  'a file’s name': fileName,
  firstGraphemes: (text) => firstGraphemes(text, 80),
  linked: (text) => linked(text, brand),
  'what is found': (text) =>
    isFound(withListing(named(text), null), searchedPrefixes(text)) || searchedPrefixes(`a@${text}.example`),
  previewOf: (text) => previewOf({ text, attachments: [] }),
  'the HTML of a mail to nobody known': (text) => mailHtml(mailOf(text)),
  'the HTML of a verified visitor’s mail': (text) =>
    mailHtml(mailOf(text, { visitor: { ...visitor, verified: true } })),
  'the plain text of a mail': (text) => plainText(mailOf(text, { choice: 'transcript' })),
  'a message in the chat': (text) => [linkedInChat(text), isEmojiOnly(text)],
  'a message': (text) => MessageText.safeParse(text),
  'a conversation': (text) =>
    PutConversation.safeParse({
      page: text,
      visitor: { id: text, name: text, email: text, locale: text, timeZone: text },
    }),
  'a visitor': (text) => PatchVisitor.safeParse({ name: text, email: text, locale: text, timeZone: text }),
  pageName,
  readAddress,
  'a report': (text) =>
    readEvent({ event: 'bounce', email: text, sg_event_id: text, 'smtp-id': text, sg_message_id: text, reason: text }),
  'what Meta posts': (text) => {
    const message = { mid: text, text, attachments: [{ type: 'image', payload: { title: text } }] };
    const event = { sender: { id: text }, recipient: { id: '1' }, timestamp: text, message };
    const post = { object: 'page', entry: [{ id: '1', messaging: [event, text], changes: [{ field: text }] }] };
    return postedEvents(JSON.stringify(post)).events.map(({ kind, raw }) => readMetaEvent(kind, raw));
  },
  'a signature of Meta’s': (text) => isSignedByMeta(['secret'], text, Buffer.from(text)),
  readReplyAddress: (text) => readReplyAddress(`reply+${text}@${text}`),
  recipientName,
  redacted,
  threadHeaders: (text) => threadHeaders({ subject: null, isAnswer: false, messageId: 'a@b.c', references: [text] }),
  'a reply': (text) => visitorsWords({ text, html: null }),
  'a reply of many lines': (text) =>
    visitorsWords({ text: text.replace(/.{1,8}/gsu, '> $& at 10:00\n$& wrote:\n'), html: null }),
  'a reply in HTML': (text) =>
    visitorsWords({ text: null, html: text.replace(/.{1,8}/gsu, '$&<b class="a">$&</i><blockquote>') }),
  unlinked,
  wayBack: (text) => wayBack(text, brand),
  'the page with a code': (text) => withCode(`https://acme.example/#${text}`, 'code'),
  'a code': (text) => tokenOfCode(Buffer.alloc(32), text, 0),
  'an uploaded file': (text) => uploaded(text),
  ...emailReaders,
};

/** Reads a form with a file that is named like its content, in small pieces, to its end. */
async function uploaded(text: string): Promise<unknown> {
  const head = `--b\r\ncontent-disposition: form-data; name="file"; filename="${text.slice(0, 1_000)}"\r\n\r\n`;
  try {
    const { name, content } = await postedFile(
      pieces(`${head}${text}\r\n--b--`),
      `multipart/form-data; boundary=b; ${text}`,
    );
    for await (const piece of content) if (piece.length === 0) break;
    return name;
  } catch (error) {
    return error;
  }
}

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
}

/** Readers that nobody should write: the counting has to find them. */
export const careless: Readonly<Record<string, (text: string) => unknown>> = {
  'a loop within a loop': (text) => {
    let seen = 0;
    for (let from = 0; from < text.length; from += 1) for (let to = 0; to < from; to += 1) seen ^= to;
    return seen;
  },
  'a search from each place': (text) => Array.from(text, (_, place) => text.indexOf('?', place)),
};

/** The parts of texts that would slow down a careless reader. */
export const parts = {
  emoji: '😀',
  spaces: ' ',
  '@': '@',
  'near addresses': 'a@',
  'addresses that are none': 'a@b.c ',
  dots: '.',
  'combining marks': '\u0301',
  'line ends': '\r\n',
  brackets: '([<{',
} as const;

/** The maximum length of a message, in code points. */
export const longest = 10_000;

/** The work of one reader on a text made of one part: at a quarter, at half and at the whole of the maximum length. */
export interface Measured {
  readonly reader: string;
  readonly part: string;
  readonly work: readonly [number, number, number];
}
