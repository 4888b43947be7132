import { boundaryOf, readHeaders } from '../../mail/inbound/posted-fields.ts';
import { UnreadablePostError } from '../../mail/inbound/unreadable-post.ts';
import { invalidFields } from '../invalid-request.ts';
import { problem } from '../problems.ts';

/** The one file of a form (multipart/form-data, RFC 7578), read as it arrives: it is never whole in memory. */
export interface PostedFile {
  /** As claimed. */
  readonly name: string;
  /** To be read once. Fails with a ProblemError if the form breaks off, or something else follows. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** The name of the form's field. */
const fieldName = 'file';
/** Before the file: the first delimiter and the field's headers. */
const maxHeadBytes = 8 * 1_024;

/** What a form may have beside its file, in bytes. */
export const maxFormBytes = 2 * maxHeadBytes;

const headersEnd = '\r\n\r\n';

/**
 * Reads a form until its file begins. Throws the problem `notMultipart` or `notOneFile`, or the 422 for another field.
 */
export async function postedFile(
  body: AsyncIterable<Uint8Array> | null,
  contentType: string | undefined,
): Promise<PostedFile> {
  const boundary = readable(() => boundaryOf(contentType ?? ''));
  const pieces = (body ?? nothing())[Symbol.asyncIterator]();
  let read: Buffer = Buffer.alloc(0);
  /** False at the end of the body. */
  const readOn = async () => {
    // Where the connection breaks, nobody reads the answer.
    const { value, done } = await pieces.next().catch(() => {
      throw problem('notOneFile');
    });
    if (done !== true) read = Buffer.concat([read, value]);
    return done !== true;
  };
  const opening = `--${boundary}\r\n`;
  while (read.indexOf(headersEnd) === -1) {
    // Its beginning is compared early, so that nothing is collected of what is no form.
    const isOpening = opening.startsWith(read.toString('latin1', 0, opening.length));
    if (!isOpening || read.length > maxHeadBytes || !(await readOn())) throw problem('notOneFile');
  }
  if (read.toString('latin1', 0, opening.length) !== opening) throw problem('notOneFile');
  const headEnd = read.indexOf(headersEnd);
  const { name, filename } = readable(() => readHeaders(read.toString('utf8', opening.length, headEnd)));
  if (name !== fieldName)
    throw invalidFields([{ path: name.slice(0, 200), code: 'unknown-field', message: 'is not a known field' }]);
  if (filename === null)
    throw invalidFields([{ path: fieldName, code: 'wrong-type', message: 'must be a file, with a file name' }]);
  read = read.subarray(headEnd + headersEnd.length);

  const delimiter = `\r\n--${boundary}`;
  async function* content() {
    for (;;) {
      const end = read.indexOf(delimiter);
      // What may be the beginning of the delimiter stays.
      const certain = end === -1 ? Math.max(0, read.length - delimiter.length + 1) : end;
      if (certain > 0) yield read.subarray(0, certain);
      read = read.subarray(certain);
      if (end !== -1) break;
      if (!(await readOn())) throw problem('notOneFile');
    }
    while (read.length < delimiter.length + 2) if (!(await readOn())) throw problem('notOneFile');
    // Another field, or a line that only begins like the delimiter, which a browser makes sure is nowhere in the file.
    if (read.toString('latin1', delimiter.length, delimiter.length + 2) !== '--') throw problem('notOneFile');
    do {
      if (read.length > maxHeadBytes) throw problem('notOneFile');
    } while (await readOn());
  }
  return { name: filename, content: content() };
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof UnreadablePostError ? problem('notMultipart') : error;
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
