import type { Context, MiddlewareHandler } from 'hono';
import type { Attachment } from '../../contract/attachments.ts';
import { maxAttachmentBytes } from '../../contract/settings.ts';
import { storeAttachment } from '../../store/attachments/store-attachment.ts';
import { ConflictError } from '../../store/mongo/conflict.ts';
import type { AccountDoc, UploadDoc } from '../../store/mongo/documents.ts';
import { FileTooLargeError } from '../../store/mongo/files.ts';
import type { ApiEnv, BasicDeps } from '../env.ts';
import { problem } from '../problems.ts';
import { attachmentView } from '../views.ts';
import { maxFormBytes, postedFile } from './posted-file.ts';

/** How long an uploaded file waits for the message that it is posted with. */
const keptForMs = 86_400_000;

/** Refuses what is no form, and what says that it is larger than any file, before anything else is looked at. */
export function formsOnly(): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    if (!/^multipart\/form-data\b/i.test(c.req.header('content-type') ?? '')) throw problem('notMultipart');
    assertFits(c, maxAttachmentBytes);
    await next();
  };
}

function assertFits(c: Context, maxBytes: number): void {
  if (Number(c.req.header('content-length') ?? 0) > maxBytes + maxFormBytes) throw problem('tooLarge', maxBytes);
}

interface Upload {
  readonly account: AccountDoc;
  readonly conversationId: string;
  readonly by: UploadDoc['by'];
  /** Whose images take turns with those of others; its conversation by default. */
  readonly uploader?: string;
  /** Told of the bytes as they arrive; what it throws ends the upload. */
  readonly arrived?: (bytes: number) => void;
}

/**
 * Stores the file of a request as it arrives. Throws the problem if it is too large or no form, and ConflictError
 * `attachments-off`, or `erased` if the conversation is erased meanwhile.
 */
export async function takeUpload(
  { store, clock, publicUrl }: BasicDeps,
  c: Context,
  { account, conversationId, by, uploader = conversationId, arrived = () => {} }: Upload,
): Promise<Attachment> {
  const { maxFiles, maxBytes } = account.settings.attachments;
  if (maxFiles === 0 || maxBytes === 0)
    throw new ConflictError(
      'attachments-off',
      'The account accepts no files: attachments.maxFiles or attachments.maxBytes is 0.',
    );
  assertFits(c, maxBytes);
  const { name, content } = await postedFile(c.req.raw.body, c.req.header('content-type'));
  const now = await clock();
  const file = await storeAttachment(store, {
    accountId: account._id,
    conversationId,
    by,
    uploader,
    name,
    content: counted(content, arrived),
    maxBytes,
    expiresAt: new Date(now + keptForMs),
    now,
  }).catch((error) => {
    throw error instanceof FileTooLargeError ? problem('tooLarge', maxBytes) : error;
  });
  return attachmentView(file, { now, publicUrl });
}

async function* counted(content: AsyncIterable<Uint8Array>, arrived: (bytes: number) => void) {
  for await (const piece of content) {
    arrived(piece.length);
    yield piece;
  }
}
