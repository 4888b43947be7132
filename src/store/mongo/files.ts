import { Readable } from 'node:stream';
import { Binary, type ClientSession, type Collection, type Db, type IndexDescription } from 'mongodb';

/** Files in MongoDB, in the layout of GridFS. Every file and every piece of it has a date after which it may be gone. */
export interface Files {
  readonly files: Collection<FileDoc>;
  readonly chunks: Collection<ChunkDoc>;
}

export interface FileDoc {
  readonly _id: string;
  readonly length: number;
  readonly chunkSize: number;
  readonly uploadDate: Date;
  /** MongoDB removes it after this; null: kept until it is removed. */
  readonly expiresAt: Date | null;
}

interface ChunkDoc {
  readonly _id: string;
  readonly files_id: string;
  readonly n: number;
  readonly data: Binary;
  readonly expiresAt: Date | null;
}

/** GridFS's usual size of a piece, in bytes. */
const chunkSize = 255 * 1_024;

/** A file that never became whole, because its writer died, has pieces only; they expire like every other. */
export const chunkIndexes: IndexDescription[] = [
  { key: { files_id: 1, n: 1 }, unique: true },
  { key: { expiresAt: 1 }, expireAfterSeconds: 0 },
];
export const fileIndexes: IndexDescription[] = [{ key: { expiresAt: 1 }, expireAfterSeconds: 0 }];

export function filesIn(db: Db, name: string): Files {
  return {
    files: db.collection(`${name}.files`),
    chunks: db.collection(`${name}.chunks`),
  };
}

export class FileTooLargeError extends Error {
  constructor(maxBytes: number) {
    super(`the file has more than ${maxBytes} bytes`);
    this.name = 'FileTooLargeError';
  }
}

export interface NewFile {
  readonly id: string;
  readonly source: AsyncIterable<Uint8Array>;
  readonly maxBytes: number;
  /** Null: kept until it is removed. */
  readonly expiresAt: Date | null;
}

/**
 * Stores a file piece by piece as it arrives, so that it is never whole in memory, and acknowledged by the majority.
 * Throws FileTooLargeError, and what the source throws; nothing is left of the file then. Returns its length in bytes.
 */
export async function writeFile(
  { files, chunks }: Files,
  { id, source, maxBytes, expiresAt }: NewFile,
): Promise<number> {
  // The driver of GridFS gives pieces no date, so that what a dead process left would stay forever.
  let [length, n] = [0, 0];
  try {
    for await (const data of pieces(source)) {
      length += data.length;
      if (length > maxBytes) throw new FileTooLargeError(maxBytes);
      await chunks.insertOne({ _id: `${id}:${n}`, files_id: id, n, data: new Binary(data), expiresAt });
      n += 1;
    }
    await files.insertOne({ _id: id, length, chunkSize, uploadDate: new Date(), expiresAt });
    return length;
  } catch (error) {
    await chunks.deleteMany({ files_id: id }).catch(() => {});
    throw error;
  }
}

/** Pieces of the size that GridFS wants, all but the last. */
async function* pieces(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let piece = new Uint8Array(chunkSize);
  let filled = 0;
  for await (const bytes of source) {
    for (let from = 0; from < bytes.length; ) {
      const taken = Math.min(chunkSize - filled, bytes.length - from);
      piece.set(bytes.subarray(from, from + taken), filled);
      [from, filled] = [from + taken, filled + taken];
      if (filled < chunkSize) continue;
      yield piece;
      [piece, filled] = [new Uint8Array(chunkSize), 0];
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}

/**
 * The file's bytes, piece by piece as they are asked for; null if there is none. Reading fails if the file is removed
 * meanwhile.
 */
export async function readFile({ files, chunks }: Files, id: string): Promise<Readable | null> {
  const file = await files.findOne({ _id: id });
  if (file === null) return null;
  // A cursor, as the driver's own reader has, would read up to 16 MB ahead of a client that is slow.
  async function* read({ length, chunkSize }: FileDoc) {
    for (let n = 0; n * chunkSize < length; n += 1) {
      const chunk = await chunks.findOne({ files_id: id, n });
      if (chunk === null) throw new Error('the file has been removed while it was read');
      yield chunk.data.buffer.subarray(0, chunk.data.position);
    }
  }
  return Readable.from(read(file), { objectMode: false, highWaterMark: chunkSize });
}

/** The whole file; null if there is none. Only for what has to be whole in memory. */
export async function wholeFile(store: Files, id: string): Promise<Buffer | null> {
  const stream = await readFile(store, id);
  return stream === null ? null : Buffer.concat(await stream.toArray());
}

/** A file that becomes another one, for as long as that is kept. */
export interface FileCopy {
  readonly from: string;
  readonly to: string;
  readonly expiresAt: Date;
}

/** Copies a file within MongoDB, if there is one. It may be repeated, also by two at the same time. */
export async function copyFile({ files, chunks }: Files, { from, to, expiresAt }: FileCopy): Promise<void> {
  const into = ({ collectionName }: { readonly collectionName: string }) => ({
    $merge: { into: collectionName, on: '_id', whenMatched: 'keepExisting', whenNotMatched: 'insert' } as const,
  });
  const _id = { $concat: [{ $literal: `${to}:` }, { $toString: '$n' }] };
  const piece = { $set: { _id, files_id: { $literal: to }, expiresAt } };
  await chunks.aggregate([{ $match: { files_id: from } }, piece, into(chunks)]).toArray();
  await files
    .aggregate([{ $match: { _id: from } }, { $set: { _id: { $literal: to }, expiresAt } }, into(files)])
    .toArray();
}

/**
 * Returns whether the whole file is there, which it then is until that time.
 * @param by `$max`: at least until then
 */
export async function keepFileUntil(
  { files, chunks }: Files,
  id: string,
  expiresAt: Date,
  by: '$set' | '$max' = '$set',
): Promise<boolean> {
  const { matchedCount } = await chunks.updateMany({ files_id: id }, { [by]: { expiresAt } });
  const file = await files.findOneAndUpdate({ _id: id }, { [by]: { expiresAt } });
  return file !== null && matchedCount === Math.ceil(file.length / file.chunkSize);
}

/** From now on, these do not expire. */
export async function keepFiles(
  { files, chunks }: Files,
  ids: readonly string[],
  session: ClientSession,
): Promise<void> {
  await chunks.updateMany({ files_id: { $in: [...ids] } }, { $set: { expiresAt: null } }, { session });
  await files.updateMany({ _id: { $in: [...ids] } }, { $set: { expiresAt: null } }, { session });
}

/** Nothing happens if there is none. */
export const removeFile = (store: Files, id: string) => removeFiles(store, [id]);

export async function removeFiles(
  { files, chunks }: Files,
  ids: readonly string[],
  session?: ClientSession,
): Promise<void> {
  const options = session === undefined ? {} : { session };
  await files.deleteMany({ _id: { $in: [...ids] } }, options);
  await chunks.deleteMany({ files_id: { $in: [...ids] } }, options);
}
