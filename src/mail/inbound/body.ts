import { decodedText } from './charsets.ts';
import { unflowed } from './flowed.ts';
import type { Header, Part } from './part.ts';

/** What an email says and what is attached to it. */
export interface Body {
  /** Null if it has none, or only white space. */
  readonly text: string | null;
  readonly html: string | null;
  readonly wasFlowed: boolean;
  readonly files: readonly Part[];
}

/** An email, in whichever form it was posted. */
export interface ReadEmail {
  readonly headers: readonly Header[];
  readonly body: Body;
  /** All its parts, at any depth. */
  readonly parts: readonly Part[];
}

/** A stretch of the email, of which there is plain text, HTML or both. */
interface Stretch {
  readonly text: string | null;
  readonly html: string | null;
  readonly wasFlowed: boolean;
}

interface Content {
  readonly stretches: readonly Stretch[];
  readonly files: readonly Part[];
}

/** Parts that repeat the HTML for other devices; nobody who reads the HTML misses them. */
const otherForms = new Set(['text/x-amp-html', 'text/watch-html', 'text/enriched', 'text/richtext']);
const signatures = new Set([
  'application/pgp-signature',
  'application/pkcs7-signature',
  'application/x-pkcs7-signature',
]);

/**
 * The email's text and HTML. Each contains all that the email says, or is null: where a stretch has no HTML, its text is
 * shown in it, but nothing is made plain text here. What is not shown as text is a file.
 */
export function bodyOf(part: Part): Body {
  // A text that is the whole email is no file, even if it has a name.
  const isAllText = isTextType(part) && part.disposition !== 'attachment';
  const { stretches, files } = contentOf(isAllText ? { ...part, filename: null } : part, true);
  return { ...joined(stretches), files };
}

/** One after the other. */
function joined(stretches: readonly Stretch[]): Stretch {
  const filled = stretches.map(withoutBlanks).filter(({ text, html }) => text !== null || html !== null);
  const isAllText = filled.every(({ text }) => text !== null);
  const hasHtml = filled.some(({ html }) => html !== null);
  return {
    text: filled.length > 0 && isAllText ? filled.map(({ text }) => text).join('\n') : null,
    html: hasHtml ? filled.map(({ text, html }) => html ?? htmlOfText(text ?? '')).join('\n') : null,
    wasFlowed: stretches.some(({ wasFlowed }) => wasFlowed),
  };
}

/** Plain text as HTML that shows it the same, with its line ends and spaces. */
export function htmlOfText(text: string): string {
  const escaped = text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<div style="white-space:pre-wrap">${escaped}</div>`;
}

function contentOf(part: Part, mayBeText: boolean): Content {
  if (part.type.startsWith('multipart/')) return contentOfParts(part, mayBeText);
  if (mayBeText && isText(part)) return { stretches: [stretchOf(part)], files: [] };
  return { stretches: [], files: part.bytes.length === 0 && part.filename === null ? [] : [part] };
}

function contentOfParts(part: Part, mayBeText: boolean): Content {
  // Without a boundary, or with none of its separators, all of it is one text.
  if (part.parts.length === 0) return contentOf({ ...part, type: 'text/plain', parts: [] }, mayBeText);
  if (part.type === 'multipart/alternative') return alternativeOf(part.parts, mayBeText);
  const shown = part.type === 'multipart/signed' ? part.parts.filter(({ type }) => !signatures.has(type)) : part.parts;
  const contents = shown.map((child) => contentOf(child, mayBeText && part.type !== 'multipart/encrypted'));
  return {
    stretches: contents.flatMap(({ stretches }) => stretches),
    files: contents.flatMap(({ files }) => files),
  };
}

/** Several forms of the same: one stretch with the first text and the last HTML (RFC 2046 section 5.1.4). */
function alternativeOf(parts: readonly Part[], mayBeText: boolean): Content {
  const contents = parts.filter(({ type }) => !otherForms.has(type)).map((part) => contentOf(part, mayBeText));
  const bodies = contents.map(({ stretches }) => joined(stretches));
  return {
    stretches: [
      {
        text: bodies.find(({ text }) => text !== null)?.text ?? null,
        html: bodies.findLast(({ html }) => html !== null)?.html ?? null,
        wasFlowed: bodies.some(({ wasFlowed }) => wasFlowed),
      },
    ],
    files: contents.flatMap(({ files }) => files),
  };
}

/** A text with a name is a file that the email program would show in the text too, if it is not the email's own. */
const isText = (part: Part) => isTextType(part) && part.disposition !== 'attachment' && part.filename === null;

const isTextType = ({ type }: Part) => type === 'text/plain' || type === 'text/html' || type === '';

function stretchOf({ type, params, bytes }: Part): Stretch {
  const decoded = decodedText(bytes, params.charset ?? null).replaceAll('\r\n', '\n');
  if (type === 'text/html') return { text: null, html: decoded, wasFlowed: false };
  const wasFlowed = params.format?.toLowerCase() === 'flowed';
  const text = wasFlowed ? unflowed(decoded, params.delsp?.toLowerCase() === 'yes') : decoded;
  return { text, html: null, wasFlowed };
}

/** Programs send an empty text beside the HTML, and texts of line ends between images. */
function withoutBlanks(stretch: Stretch): Stretch {
  return { ...stretch, text: nullIfBlank(stretch.text), html: nullIfBlank(stretch.html) };
}

const nullIfBlank = (text: string | null) => (text === null || text.trim() === '' ? null : text);
