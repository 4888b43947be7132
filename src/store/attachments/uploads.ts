import type { ClientSession, IndexDescription } from 'mongodb';
import type { Fault } from '../../contract/faults.ts';
import { ConflictError } from '../mongo/conflict.ts';
import type { AttachedFile, ConversationRef, UploadDoc } from '../mongo/documents.ts';
import { keepFiles, removeFiles } from '../mongo/files.ts';
import type { Store } from '../mongo/store.ts';

/** The files that were uploaded or came with an email, and the messages that they belong to. */

export const uploadIndexes: IndexDescription[] = [
  { key: { accountId: 1, conversationId: 1, messageId: 1 } },
  { key: { expiresAt: 1 }, expireAfterSeconds: 0 },
];

export function findUpload(store: Store, id: string): Promise<UploadDoc | null> {
  return store.uploads.findOne({ _id: id });
}

/** Nothing can be posted with these attachments; `index` is the place of the wrong one, null if they are too many. */
export class NotAttachableError extends Error {
  readonly index: number | null;
  readonly fault: Fault;

  constructor(index: number | null, fault: Fault, message: string) {
    super(message);
    this.name = 'NotAttachableError';
    this.index = index;
    this.fault = fault;
  }
}

export interface AttachmentLimits {
  readonly maxFiles: number;
  readonly maxBytes: number;
}

export interface Claim extends ConversationRef {
  readonly messageId: string;
  readonly ids: readonly string[];
  readonly by: UploadDoc['by'];
  /** Null: not limited, because whoever stored the files has limited them. */
  readonly limits: AttachmentLimits | null;
  readonly now: number;
}

/**
 * Makes uploaded files part of a message, in the message's transaction: they do not expire any more. Throws
 * NotAttachableError, and ConflictError `attachment-used` for a file that another message has.
 */
export async function claimUploads(store: Store, claim: Claim, session: ClientSession): Promise<AttachedFile[]> {
  const { accountId, conversationId, messageId, ids, by, limits, now } = claim;
  if (limits !== null && ids.length > limits.maxFiles)
    throw new NotAttachableError(
      null,
      { code: 'too-many', limit: limits.maxFiles },
      `must have at most ${limits.maxFiles} entries`,
    );
  const found = await store.uploads.find({ _id: { $in: [...ids] } }, { session }).toArray();
  const byId = new Map(found.map((upload) => [upload._id, upload]));
  const uploads = ids.map((id, index) => {
    const upload = byId.get(id);
    const isTheirs = upload?.accountId === accountId && upload.conversationId === conversationId && upload.by === by;
    const isLeft = upload?.expiresAt === null || (upload?.expiresAt.getTime() ?? 0) > now;
    if (upload === undefined || !isTheirs || !isLeft)
      throw new NotAttachableError(
        index,
        { code: 'invalid' },
        'is not a file that you uploaded to this conversation in the last 24 hours',
      );
    if (upload.messageId !== null && upload.messageId !== messageId)
      throw new ConflictError('attachment-used', `Another message has the file ${id}. Upload it again.`);
    return upload;
  });
  const bytes = uploads.reduce((sum, { file }) => sum + file.bytes, 0);
  if (limits !== null && bytes > limits.maxBytes)
    throw new NotAttachableError(
      null,
      { code: 'too-large', limit: limits.maxBytes },
      `must have at most ${limits.maxBytes} bytes in all; they have ${bytes}`,
    );
  await store.uploads.updateMany({ _id: { $in: [...ids] } }, { $set: { messageId, expiresAt: null } }, { session });
  await keepFiles(
    store.attachments,
    uploads.flatMap(({ file }) => fileIdsOf(file)),
    session,
  );
  return uploads.map(({ file }) => file);
}

/** Removes a message's files, in the transaction that deletes it. */
export async function removeUploadsOf(
  store: Store,
  { accountId, conversationId }: ConversationRef,
  messageId: string,
  session: ClientSession,
): Promise<void> {
  const which = { accountId, conversationId, messageId };
  const uploads = await store.uploads.find(which, { session }).toArray();
  if (uploads.length === 0) return;
  await removeFiles(
    store.attachments,
    uploads.flatMap(({ file }) => fileIdsOf(file)),
    session,
  );
  await store.uploads.deleteMany(which, { session });
}

/** How many uploads are removed at a time when a conversation is erased; each file may have 20 MB. */
export const removedAtATime = 5;

/**
 * Removes some files of a conversation, posted or not, for its erasure. It may be interrupted and called again.
 * @returns how many files there were, at most `removedAtATime`
 */
export async function removeAttachmentsOf(
  store: Store,
  { accountId, conversationId }: ConversationRef,
): Promise<number> {
  const uploads = await store.uploads.find({ accountId, conversationId }, { limit: removedAtATime }).toArray();
  if (uploads.length === 0) return 0;
  await removeFiles(
    store.attachments,
    uploads.flatMap(({ file }) => fileIdsOf(file)),
  );
  // The records last: without them, nobody would know whose files these are.
  const { deletedCount } = await store.uploads.deleteMany({ _id: { $in: uploads.map(({ _id }) => _id) } });
  return deletedCount;
}

const fileIdsOf = ({ fileId, previewId }: AttachedFile) => (previewId === undefined ? [fileId] : [fileId, previewId]);
