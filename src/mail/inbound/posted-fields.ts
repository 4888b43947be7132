import { decodedText } from './charsets.ts';
import { parameters } from './parameters.ts';
import { UnreadablePostError } from './unreadable-post.ts';

/** A field of a posted form, with its value as it was posted: no charset is assumed. */
export interface PostedField {
  readonly name: string;
  readonly filename: string | null;
  /** As posted, in lower case and without parameters; null if there is none. */
  readonly type: string | null;
  /** A part of the body, not a copy. */
  readonly bytes: Uint8Array;
}

export const maxFields = 500;
/** Of one field, in bytes. */
const maxFieldHeaders = 8 * 1_024;
/** RFC 2046 section 5.1.1. */
const longestBoundary = 70;

const [carriageReturn, lineFeed, space, tab, hyphen] = [0x0d, 0x0a, 0x20, 0x09, 0x2d];

/**
 * The fields of a multipart/form-data body (RFC 7578), in their order. The provider's boundary is always the same, so an
 * email may contain it to add fields of its own, such as the result of a signature check. These come before the true
 * ones or hide them behind an early end: so no name may occur twice, and nothing may follow the end. Takes linear time;
 * throws UnreadablePostError.
 */
export function postedFields(body: Uint8Array, contentType: string): readonly PostedField[] {
  const fields = new Map<string, PostedField>();
  for (const field of fieldsOneByOne(body, contentType)) {
    if (fields.has(field.name)) throw new UnreadablePostError('a field occurs twice, so one of them may be forged');
    fields.set(field.name, field);
    if (fields.size > maxFields) throw new UnreadablePostError(`it has more than ${maxFields} fields`);
  }
  return [...fields.values()];
}

/** The fields as they come, however many; throws UnreadablePostError at the place from which on it cannot be read. */
export function* fieldsOneByOne(body: Uint8Array, contentType: string): Generator<PostedField> {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const boundary = boundaryOf(contentType);
  let delimiter = firstDelimiter(bytes, boundary);
  while (!delimiter.isLast) {
    const headersEnd = endOfHeaders(bytes, delimiter.end);
    const next = delimiterAfter(bytes, headersEnd, `\r\n--${boundary}`);
    if (next === null) throw new UnreadablePostError('it ends in the middle of a field, so the post was cut off');
    const headers = decodedText(bytes.subarray(delimiter.end, headersEnd), null);
    yield { ...readHeaders(headers), bytes: bytes.subarray(headersEnd, next.start) };
    delimiter = next;
  }
  if (!isBlank(bytes.subarray(delimiter.end)))
    throw new UnreadablePostError('there is more after the end of the form, so the end may be forged');
}

/** Throws UnreadablePostError. */
export function boundaryOf(contentType: string): string {
  const { value, params } = parameters(contentType);
  const boundary = params.get('boundary') ?? '';
  if (value !== 'multipart/form-data' || boundary === '' || boundary.length > longestBoundary)
    throw new UnreadablePostError('it is not a form (multipart/form-data with a boundary)');
  return boundary;
}

interface Delimiter {
  readonly start: number;
  readonly end: number;
  readonly isLast: boolean;
}

function firstDelimiter(bytes: Buffer, boundary: string): Delimiter {
  const opening = `--${boundary}`;
  const atStart = bytes.subarray(0, opening.length).equals(Buffer.from(opening));
  const first = atStart
    ? (delimiterAt(bytes, 0, opening.length) ?? delimiterAfter(bytes, 0, `\r\n${opening}`))
    : delimiterAfter(bytes, 0, `\r\n${opening}`);
  if (first === null) throw new UnreadablePostError('it has no fields');
  return first;
}

function delimiterAfter(bytes: Buffer, from: number, delimiter: string): Delimiter | null {
  for (let at = bytes.indexOf(delimiter, from); at !== -1; at = bytes.indexOf(delimiter, at + 1)) {
    const found = delimiterAt(bytes, at, delimiter.length);
    if (found !== null) return found;
  }
  return null;
}

/** Null if the line goes on otherwise, so that it only begins like the delimiter. */
function delimiterAt(bytes: Buffer, start: number, length: number): Delimiter | null {
  let end = start + length;
  const isLast = bytes[end] === hyphen && bytes[end + 1] === hyphen;
  if (isLast) end += 2;
  while (bytes[end] === space || bytes[end] === tab) end += 1;
  if (bytes[end] === carriageReturn && bytes[end + 1] === lineFeed) return { start, end: end + 2, isLast };
  return isLast && end === bytes.length ? { start, end, isLast } : null;
}

/** Where the value begins. */
function endOfHeaders(bytes: Buffer, from: number): number {
  const end = bytes.subarray(from, from + maxFieldHeaders).indexOf('\r\n\r\n');
  if (end !== -1) return from + end + 4;
  throw new UnreadablePostError(
    bytes.length - from < maxFieldHeaders
      ? 'it ends in the middle of a field, so the post was cut off'
      : `a field’s headers have more than ${maxFieldHeaders} bytes`,
  );
}

/** What the headers of a field say of it. Throws UnreadablePostError. */
export function readHeaders(text: string): Omit<PostedField, 'bytes'> {
  const headers = new Map<string, string>();
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1));
  }
  const { value, params } = parameters(headers.get('content-disposition') ?? '');
  const name = params.get('name');
  if (value !== 'form-data' || name === undefined) throw new UnreadablePostError('a field has no name');
  const type = parameters(headers.get('content-type') ?? '').value;
  return { name: unescaped(name), filename: filenameOf(params), type: type === '' ? null : type };
}

function filenameOf(params: ReadonlyMap<string, string>): string | null {
  const filename = params.get('filename');
  if (filename !== undefined) return unescaped(filename);
  // RFC 7578 section 4.2 forbids this form, but some send it.
  const [, encoded] = /^utf-8'[^']*'(.*)$/is.exec(params.get('filename*') ?? '') ?? [];
  if (encoded === undefined) return null;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

/** Browsers, and what copies them, escape these three only (WHATWG HTML, multipart/form-data). */
const unescaped = (text: string) =>
  text.replace(/%(?:22|0D|0A)/gi, (sign) => String.fromCharCode(Number.parseInt(sign.slice(1), 16)));

const isBlank = (bytes: Buffer) =>
  bytes.every((byte) => byte === carriageReturn || byte === lineFeed || byte === space || byte === tab);
