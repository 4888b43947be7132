import { cleanLine } from '../clean.ts';
import { type AttachmentLimits, attachmentLimits, attachmentsOf } from './attachments.ts';
import { isAuthenticated } from './authentication.ts';
import { natureOf } from './automatic.ts';
import { bodyOf, type ReadEmail } from './body.ts';
import { calendarWords } from './calendar.ts';
import { decodedText, decodedWords } from './charsets.ts';
import { digestOf } from './digest.ts';
import { envelopeIn } from './envelope.ts';
import { type Form, textIn } from './form.ts';
import { authorsOf } from './from.ts';
import type { InboundMail } from './inbound-mail.ts';
import { longestId, messageIds, withoutBrackets } from './message-ids.ts';
import { readMime } from './mime.ts';
import { parsedEmail } from './parsed-form.ts';
import { type Header, headerOf, type Part } from './part.ts';
import { postedFields } from './posted-fields.ts';
import { UnreadablePostError } from './unreadable-post.ts';

const maxReferences = 100;
/** In characters as a reader sees them. */
const longestSubject = 250;

/**
 * The email in a post of SendGrid's Inbound Parse, in either of its forms: with the whole email in a field (`send_raw`),
 * or with its headers, texts and files in fields of their own. Takes linear time; throws UnreadablePostError.
 */
export async function readPost(
  body: Uint8Array,
  contentType: string,
  limits: AttachmentLimits = attachmentLimits,
): Promise<InboundMail> {
  const form: Form = new Map(postedFields(body, contentType).map((field) => [field.name, field]));
  const envelope = envelopeIn(form);
  if (envelope === null) throw new UnreadablePostError('its envelope is missing or cannot be read');
  const posted = { envelope, dkim: textIn(form, 'dkim'), spf: textIn(form, 'SPF') };
  const raw = form.get('email');
  // The provider posts one or the other. Both at once is an email that pretends to contain the end of its field.
  if (raw !== undefined && form.has('headers')) throw new UnreadablePostError('it has the form of both kinds of posts');
  return mailOf(raw === undefined ? await parsedEmail(form) : await rawEmail(raw.bytes), posted, limits);
}

async function rawEmail(bytes: Uint8Array): Promise<ReadEmail> {
  const email = await readMime(bytes);
  return { headers: email.headers, body: bodyOf(email), parts: partsOf(email) };
}

const partsOf = (part: Part): readonly Part[] => [part, ...part.parts.flatMap(partsOf)];

interface Posted {
  readonly envelope: InboundMail['envelope'];
  readonly dkim: string | null;
  readonly spf: string | null;
}

function mailOf({ headers, body, parts }: ReadEmail, posted: Posted, limits: AttachmentLimits): InboundMail {
  const { envelope, dkim, spf } = posted;
  const authors = authorsOf(headers);
  const messageId = messageIdOf(headerOf(headers, 'message-id'));
  const references = referencesOf(headers);
  const subject = cleanLine(decodedWords((headerOf(headers, 'subject') ?? '').slice(0, 10_000)), longestSubject);
  const date = headerOf(headers, 'date')?.slice(0, 100) ?? null;
  const text = body.text ?? (body.html === null ? wordsOfCalendar(body.files) : null);
  const { html, wasFlowed } = body;
  const signs = { headers, envelopeFrom: envelope.from, isAnswer: references.length > 0, parts, text };
  return {
    envelope,
    from: authors[0] ?? null,
    messageId,
    references,
    subject,
    writtenAt: timeOf(date),
    text,
    html,
    wasFlowed,
    ...attachmentsOf(body.files, html, limits),
    isAuthenticated: isAuthenticated(authors, headers, { dkim, spf, envelopeFrom: envelope.from }),
    nature: natureOf({ ...signs, type: (headerOf(headers, 'content-type') ?? '').toLowerCase() }),
    digest: digestOf({ messageId, from: authors[0]?.address ?? null, date, subject, text, html }),
  };
}

function messageIdOf(header: string | null): string | null {
  return messageIds(header)[0] ?? withoutBrackets((header ?? '').slice(0, longestId));
}

/** The last of References is the parent, like In-Reply-To (RFC 5322 section 3.6.4). */
function referencesOf(headers: readonly Header[]): readonly string[] {
  const answered = messageIds(headerOf(headers, 'in-reply-to')).slice(-maxReferences);
  const earlier = messageIds(headerOf(headers, 'references')).filter((id) => !answered.includes(id));
  return [...new Set([...earlier, ...answered])].slice(-maxReferences);
}

function timeOf(date: string | null): number | null {
  const time = Date.parse(date ?? '');
  return Number.isNaN(time) ? null : time;
}

/** An answer to an invitation often has no text of its own. */
function wordsOfCalendar(files: readonly Part[]): string | null {
  const calendar = files.find(({ type }) => type === 'text/calendar');
  return calendar === undefined ? null : calendarWords(decodedText(calendar.bytes, calendar.params.charset ?? 'utf-8'));
}
