import PostalMime from 'postal-mime';
import { decodedText, decodedWords } from './charsets.ts';
import { withoutBrackets } from './message-ids.ts';
import type { Header, Part } from './part.ts';
import { UnreadablePostError } from './unreadable-post.ts';

/** Deeper than any email program nests parts. Each line of an email is compared with the boundaries around it. */
const maxDepth = 30;
/** Of all parts together, in bytes. */
const maxHeaders = 512 * 1_024;
/** Lines that could separate parts. Each part costs memory, even an empty one. */
export const maxSeparators = 10_000;
/** 30 MB of base64 have 400,000. Each line costs memory until its part has been read. */
export const maxLines = 2_000_000;

/**
 * An email's parts (RFC 2045, 2046), read by postal-mime, whose own choice of texts is not used: it takes what is not
 * declared for UTF-8, joins quoted lines with unquoted ones (format=flowed), and shows forwarded emails as if they were
 * their sender's words. Messages in it are not opened. Takes linear time; throws UnreadablePostError if there is more
 * than any email program sends.
 */
export async function readMime(email: Uint8Array): Promise<Part> {
  checkLines(email);
  const parser = new PostalMime({
    maxNestingDepth: maxDepth,
    maxHeadersSize: maxHeaders,
    maxRfc822NestingDepth: 0,
    forceRfc822Attachments: true,
  });
  try {
    await parser.parse(withReadableHeaders(email));
  } catch (error) {
    throw new UnreadablePostError(reasonOf(error));
  }
  return partOf((parser as unknown as { readonly root: ParsedNode }).root);
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  if (message.startsWith('Maximum MIME nesting depth')) return `its parts are nested more than ${maxDepth} deep`;
  if (message.startsWith('Maximum header size')) return `its headers have more than ${maxHeaders} bytes`;
  return 'its parts cannot be told apart';
}

/** What postal-mime 4.0.0 keeps of each part. It does not promise this, but its version is pinned and tests hold it. */
interface ParsedNode {
  readonly headers: readonly Header[];
  readonly contentType: Structured;
  readonly contentDisposition: Structured;
  readonly contentId?: string;
  readonly content: ArrayBuffer | null;
  readonly childNodes: readonly ParsedNode[];
}

interface Structured {
  readonly parsed: { readonly value: string; readonly params: Readonly<Record<string, string>> };
}

function partOf(node: ParsedNode): Part {
  const [type, disposition] = [node.contentType.parsed, node.contentDisposition.parsed];
  const filename = disposition.params.filename || type.params.name;
  return {
    headers: node.headers,
    type: type.value,
    params: type.params,
    disposition: disposition.value,
    filename: filename ? decodedWords(filename.slice(0, 1_000)) : null,
    contentId: withoutBrackets(node.contentId ?? ''),
    bytes: new Uint8Array(node.content ?? new ArrayBuffer(0)),
    parts: node.childNodes.map(partOf),
  };
}

const [lineFeed, carriageReturn, hyphen, space, tab] = [0x0a, 0x0d, 0x2d, 0x20, 0x09];

/** A part begins with a line that begins with two hyphens and occurs more than once, or it would be the only one. */
function checkLines(email: Uint8Array): void {
  const bytes = Buffer.from(email.buffer, email.byteOffset, email.byteLength);
  const seen = new Set<string>();
  let [lines, separators] = [0, 0];
  for (let from = 0; from < bytes.length; ) {
    const found = bytes.indexOf(lineFeed, from);
    const end = found === -1 ? bytes.length : found;
    lines += 1;
    if (lines > maxLines) throw new UnreadablePostError(`it has more than ${maxLines} lines`);
    if (bytes[from] === hyphen && bytes[from + 1] === hyphen) {
      const line = lineText(bytes, from + 2, end);
      if (seen.has(line)) separators += 1;
      else if (seen.size < maxSeparators) seen.add(line);
      if (separators > maxSeparators) throw new UnreadablePostError(`it has more than ${maxSeparators} parts`);
    }
    from = end + 1;
  }
}

/** Without the spaces at its end, which do not count in separators; only its beginning if it is too long for one. */
function lineText(bytes: Buffer, from: number, lineEnd: number): string {
  let end = Math.min(lineEnd, from + 1_000);
  while (end > from && [carriageReturn, space, tab].includes(bytes[end - 1] ?? 0)) end -= 1;
  return bytes.toString('latin1', from, end);
}

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
    const [, charset = null] = /charset="?([^\s";]{1,100})/i.exec(headers.toString('latin1')) ?? [];
    return Buffer.concat([Buffer.from(decodedText(headers, charset)), bytes.subarray(end)]);
  }
}
