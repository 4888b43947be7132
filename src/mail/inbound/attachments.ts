import { attachmentName } from './attachment-name.ts';
import type { InboundAttachment } from './inbound-mail.ts';
import type { Part } from './part.ts';

/** How much of what is attached to one email is kept. */
export interface AttachmentLimits {
  readonly files: number;
  /** Of all together. */
  readonly bytes: number;
}

export const attachmentLimits: AttachmentLimits = { files: 10, bytes: 20 * 1_024 * 1_024 };

/** The files in their order, as many as fit, and how many do not. */
export function attachmentsOf(
  files: readonly Part[],
  html: string | null,
  limits: AttachmentLimits,
): { readonly attachments: readonly InboundAttachment[]; readonly attachmentsLeftOut: number } {
  const attachments: InboundAttachment[] = [];
  let left = limits.bytes;
  for (const { filename, type, bytes, contentId } of files) {
    if (attachments.length === limits.files || bytes.length > left) continue;
    left -= bytes.length;
    attachments.push({
      name: attachmentName(filename, type),
      type: type || 'application/octet-stream',
      bytes,
      contentId: contentId !== null && isShown(html ?? '', contentId) ? contentId : null,
    });
  }
  return { attachments, attachmentsLeftOut: files.length - attachments.length };
}

/** As in `<img src="cid:a@b">` (RFC 2392 section 2). */
const isShown = (html: string, contentId: string) =>
  html.includes(`cid:${contentId}`) || html.includes(`cid:${encodeURIComponent(contentId)}`);
