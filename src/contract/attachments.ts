import { z } from 'zod';
import { Id, Timestamp, wholeNumber } from './primitives.ts';
import { maxAttachments } from './settings.ts';

/** The files of messages (design 'Attachments'). */

export const Attachment = z
  .object({
    id: Id,
    name: z.string().describe('at most 80 characters, without a path'),
    type: z
      .string()
      .describe(
        'the media type, as found in the content and not as claimed; text/plain or application/octet-stream for what a browser could run',
      ),
    bytes: z.int(),
    width: z.int().optional().describe('of an image, in pixels'),
    height: z.int().optional(),
    url: z
      .string()
      .describe('downloads the file without a key until `expiresAt`; a path of this API if PUBLIC_URL is not set'),
    previewUrl: z
      .string()
      .optional()
      .describe(
        'a JPEG image of at most 320 by 320 pixels, to be shown in a page; only for images, and not for all of them',
      ),
    expiresAt: Timestamp.describe('when the links expire, after a day at the earliest; later answers have new ones'),
  })
  .meta({ id: 'Attachment' });
export type Attachment = z.infer<typeof Attachment>;

/** A description only: what it describes is read as it arrives. */
const binary = z.string().meta({ format: 'binary' });

export const AttachmentUpload = z
  .strictObject({ file: binary.describe('the file, with its name; nothing else may be in the form') })
  .meta({ id: 'AttachmentUpload' });

export const FileContent = z.string().meta({ id: 'FileContent', format: 'binary' });

/** What a link to a file ends with. */
export const LinkQuery = z.object({
  expires: wholeNumber(0).describe('when the link expires, in seconds since 1970'),
  signature: z.string().max(100).describe('signs the rest of the link'),
});

/** The files that a message is posted with. */
export const AttachmentIds = z
  .array(Id)
  .max(maxAttachments)
  .refine((ids) => new Set(ids).size === ids.length, 'must not have the same file twice')
  .optional()
  .describe('the ids of files that were uploaded to this conversation in the last 24 hours');
