import { fileName } from '../../contract/file-name.ts';
import { maxAttachmentBytes } from '../../contract/settings.ts';
import { ConflictError } from '../mongo/conflict.ts';
import type { AttachedFile, ConversationRef, UploadDoc } from '../mongo/documents.ts';
import { removeFile, wholeFile, writeFile } from '../mongo/files.ts';
import { newSecret, randomId } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { isErased } from '../mongo/tombstones.ts';
import { isDuplicateKey } from '../mongo/transaction.ts';
import { fileTypeOf, headBytes, textCheck } from './file-types.ts';
import { imageFacts, isImage } from './images.ts';
import { findUpload } from './uploads.ts';

/** How long bytes outlive their record, so that no file is posted while it is being removed. */
const bytesOutliveMs = 3_600_000;

export interface NewAttachment extends ConversationRef {
  /**
   * Unique among all accounts, chosen by a caller that may have to repeat the call: the file that is stored under it is
   * returned then. Random by default.
   */
  readonly id?: string;
  readonly by: UploadDoc['by'];
  /** Whose images take turns with those of others; its conversation by default. */
  readonly uploader?: string;
  /** As claimed by whoever sent it. */
  readonly name: string;
  readonly content: Uint8Array | AsyncIterable<Uint8Array>;
  /** As much as a message may have in all by default. */
  readonly maxBytes?: number;
  /** When it is removed if no message has been posted with it. */
  readonly expiresAt: Date;
  readonly now: number;
}

/**
 * Stores a file for a message that is posted later (`attachments` of postMessage), which keeps it. Its type, and the
 * size and preview of an image, come from its bytes. Throws FileTooLargeError, ConflictError `erased` if the conversation
 * is erased meanwhile, and what the source throws; nothing is left of the file then.
 */
export async function storeAttachment(store: Store, asked: NewAttachment): Promise<AttachedFile> {
  const { id = randomId(), accountId, conversationId, by, name, maxBytes = maxAttachmentBytes, now } = asked;
  const { uploader = conversationId } = asked;
  const known = asked.id === undefined ? null : await findUpload(store, id);
  if (known !== null) return known.file;
  const fileId = randomId();
  const bytesExpireAt = new Date(asked.expiresAt.getTime() + bytesOutliveMs);
  const source = watched(asked.content instanceof Uint8Array ? only(asked.content) : asked.content);
  const bytes = await writeFile(store.attachments, {
    id: fileId,
    source: source.pieces,
    maxBytes,
    expiresAt: bytesExpireAt,
  });
  const written = [fileId];
  try {
    const type = await fileTypeOf(source.head(), source.isText());
    const read = () => wholeFile(store.attachments, fileId);
    const image = isImage(type) ? await imageFacts({ accountId, uploader, by, read }) : null;
    const preview = image?.preview ? await storePreview(store, image.preview, bytesExpireAt) : null;
    if (preview !== null) written.push(preview.previewId);
    const file: AttachedFile = {
      id,
      name: fileName(name),
      type,
      bytes,
      ...(image === null ? {} : { width: image.width, height: image.height }),
      fileId,
      ...preview,
      linkKey: newSecret(),
    };
    const { expiresAt } = asked;
    await store.uploads.insertOne({
      _id: id,
      accountId,
      conversationId,
      by,
      file,
      messageId: null,
      expiresAt,
      createdAt: now,
    });
    // An erasure that begins later finds the record.
    if (await isErased(store, asked)) {
      await store.uploads.deleteOne({ _id: id });
      throw new ConflictError('erased', `The conversation ${conversationId} was erased meanwhile.`);
    }
    return file;
  } catch (error) {
    await Promise.all(written.map((one) => removeFile(store.attachments, one))).catch(() => {});
    const first = isDuplicateKey(error) ? await findUpload(store, id) : null;
    if (first === null) throw error;
    return first.file;
  }
}

/** A source that remembers how it began, and whether all of it was text. */
function watched(source: AsyncIterable<Uint8Array>) {
  const text = textCheck();
  let head = Buffer.alloc(0);
  async function* pieces() {
    for await (const piece of source) {
      if (head.length < headBytes) head = Buffer.concat([head, piece.subarray(0, headBytes - head.length)]);
      text.add(piece);
      yield piece;
    }
  }
  return { pieces: pieces(), head: () => head, isText: () => text.isText() };
}

async function storePreview(store: Store, preview: Buffer, expiresAt: Date) {
  const previewId = randomId();
  await writeFile(store.attachments, { id: previewId, source: only(preview), maxBytes: preview.length, expiresAt });
  return { previewId, previewBytes: preview.length };
}

async function* only(bytes: Uint8Array) {
  yield bytes;
}
