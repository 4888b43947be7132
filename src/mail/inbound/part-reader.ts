import PostalMime from 'postal-mime';
import type { Header } from './part.ts';
import { UnreadablePostError } from './unreadable-post.ts';

/** What postal-mime 4.0.0 keeps of each part until it has read all. Its version is pinned, and tests hold this. */
export interface ParsedPart {
  readonly headers: readonly Header[];
  readonly contentType: Structured;
  readonly contentTransferEncoding: { readonly encoding: string };
  readonly contentDisposition: Structured;
  readonly contentId?: string;
  readonly content: ArrayBuffer | Uint8Array | null;
  readonly childNodes: readonly ParsedPart[];
}

interface Structured {
  readonly parsed: { readonly value: string; readonly params: Readonly<Record<string, string>> };
}

type Line = Uint8Array<ArrayBuffer>;

interface OpenPart extends ParsedPart {
  contentDecoder: { update(line: Line): void; finalize(): Promise<ArrayBuffer | Uint8Array> } | null;
}

interface Internals {
  readonly root: ParsedPart;
  readonly currentNode: OpenPart;
  processLine(line: Line, isFinal: boolean): Promise<void>;
}

const original = PostalMime.prototype as unknown as Internals;

/** Beyond them, a part or a line still costs time and memory, and no email program writes as much. */
export interface PartLimits {
  readonly maxDepth: number;
  /** Of all parts together, in bytes. */
  readonly maxHeaders: number;
  readonly maxParts: number;
  readonly maxLines: number;
}

/**
 * postal-mime up to the tree of parts, without its own choice of what is text and what is attached. That choice takes
 * what is undeclared for UTF-8, joins quoted lines with unquoted ones (format=flowed) and shows forwarded emails as
 * their sender's words. And it keeps each line of a text as an object of its own: 2 MB of empty lines would take 3 GB.
 */
class PartReader extends PostalMime {
  readonly #limits: PartLimits;
  #parts = 0;
  #lines = 0;
  #current: OpenPart | null = null;

  constructor(limits: PartLimits) {
    super({ maxNestingDepth: limits.maxDepth, maxHeadersSize: limits.maxHeaders });
    this.#limits = limits;
  }

  /** Called with each line. */
  async processLine(line: Line, isFinal: boolean): Promise<void> {
    await original.processLine.call(this, line, isFinal);
    const part = (this as unknown as Internals).currentNode;
    this.#count(part);
    const { contentDecoder, contentTransferEncoding } = part;
    if (contentDecoder === null || contentDecoder instanceof Stretch) return;
    if (!/base64|quoted-printable/.test(contentTransferEncoding.encoding)) part.contentDecoder = new Stretch();
  }

  #count(part: OpenPart): void {
    this.#lines += 1;
    if (part !== this.#current) this.#parts += 1;
    this.#current = part;
    const { maxLines, maxParts } = this.#limits;
    if (this.#lines > maxLines) throw new UnreadablePostError(`it has more than ${maxLines} lines`);
    if (this.#parts > maxParts) throw new UnreadablePostError(`it has more than ${maxParts} parts`);
  }

  /** Called once all lines are read. */
  async collectNode(): Promise<void> {}
}

/** The content of a part that is not encoded: its bytes from the first line to the last, as they are. */
class Stretch {
  #first: Line | null = null;
  #last: Line | null = null;

  update(line: Line): void {
    this.#first ??= line;
    this.#last = line;
  }

  async finalize(): Promise<Uint8Array> {
    if (this.#first === null || this.#last === null) return new Uint8Array();
    const start = this.#first.byteOffset;
    return new Uint8Array(this.#first.buffer, start, this.#last.byteOffset + this.#last.length - start);
  }
}

/** The whole email as one part, with those in it. Throws UnreadablePostError, or postal-mime's errors. */
export async function readParts(email: Uint8Array, limits: PartLimits): Promise<ParsedPart> {
  const reader = new PartReader(limits);
  await reader.parse(email);
  return (reader as unknown as Internals).root;
}
