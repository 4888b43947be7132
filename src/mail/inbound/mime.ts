import { decodedText, decodedWords } from './charsets.ts';
import { withoutBrackets } from './message-ids.ts';
import type { Part } from './part.ts';
import { type ParsedPart, readParts } from './part-reader.ts';
import { UnreadablePostError } from './unreadable-post.ts';

/** Deeper than any email program nests parts. Each line of an email is compared with the boundaries around it. */
const maxDepth = 20;
/** Of all parts together, in bytes. */
const maxHeaders = 512 * 1_024;
/** Each costs memory, even an empty one. */
const maxParts = 1_000;
/** 30 MB of base64 have 400,000. */
const maxLines = 1_000_000;

/**
 * An email's parts (RFC 2045, 2046), read by postal-mime; `bodyOf` chooses among them. Messages in it are not opened.
 * Takes linear time; throws UnreadablePostError if there is more than any email program sends.
 */
export async function readMime(email: Uint8Array): Promise<Part> {
  try {
    return partOf(await readParts(withReadableHeaders(email), { maxDepth, maxHeaders, maxParts, maxLines }));
  } catch (error) {
    throw error instanceof UnreadablePostError ? error : new UnreadablePostError(reasonOf(error));
  }
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  if (message.startsWith('Maximum MIME nesting depth')) return `its parts are nested more than ${maxDepth} deep`;
  if (message.startsWith('Maximum header size')) return `its headers have more than ${maxHeaders} bytes`;
  return 'its parts cannot be told apart';
}

function partOf(node: ParsedPart): Part {
  const [type, disposition] = [node.contentType.parsed, node.contentDisposition.parsed];
  const filename = disposition.params.filename || type.params.name;
  return {
    headers: node.headers,
    type: type.value,
    params: type.params,
    disposition: disposition.value,
    filename: filename ? decodedWords(filename.slice(0, 1_000)) : null,
    contentId: withoutBrackets(node.contentId ?? ''),
    bytes: node.content === null ? new Uint8Array() : viewOf(node.content),
    parts: node.childNodes.map(partOf),
  };
}

const viewOf = (content: ArrayBuffer | Uint8Array) =>
  content instanceof Uint8Array ? content : new Uint8Array(content);

/**
 * The same email with its own headers in UTF-8 (RFC 6532). Some programs write them in the charset of the text, without
 * encoded words; some in any.
 */
function withReadableHeaders(email: Uint8Array): Uint8Array {
  const bytes = Buffer.from(email.buffer, email.byteOffset, email.byteLength);
  const ends = ['\n\r\n', '\n\n'].map((end) => bytes.subarray(0, maxHeaders).indexOf(end)).filter((at) => at !== -1);
  const end = Math.min(bytes.length, maxHeaders, ...ends);
  const headers = bytes.subarray(0, end);
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(headers);
    return email;
  } catch {
    return Buffer.concat([Buffer.from(decodedText(headers, charsetIn(headers))), bytes.subarray(end)]);
  }
}

function charsetIn(headers: Buffer): string | null {
  const text = headers.toString('latin1').toLowerCase();
  const name = 'charset=';
  const at = text.indexOf(name);
  if (at === -1) return null;
  return (
    text
      .slice(at + name.length)
      .slice(0, 100)
      .replace(/^"/, '')
      .split(/[\s";]/, 1)[0] ?? null
  );
}
