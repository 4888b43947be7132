import type { InboundMail } from '../../mail/inbound/inbound-mail.ts';
import { storeAttachment } from '../../store/attachments/store-attachment.ts';
import { findUpload } from '../../store/attachments/uploads.ts';
import { sha256 } from '../../store/mongo/ids.ts';
import type { ActivityDeps } from '../deps.ts';
import type { Place } from './place.ts';

/** If the email becomes no message, its files are removed after this time. */
const unusedForMs = 3_600_000;

/** The files of an email that its message may have. */
export interface AttachedFiles {
  /** As stored; always the same for the same email. */
  readonly ids: readonly string[];
  readonly areSomeLeftOut: boolean;
}

/**
 * Stores the files of an email for the message that it becomes: the first ones, as many and as large as the account
 * allows.
 */
export async function storeFiles(
  { store, clock }: Pick<ActivityDeps, 'store' | 'clock'>,
  { attachments, attachmentsLeftOut, digest }: InboundMail,
  { link: { accountId, conversationId }, account }: Place,
): Promise<AttachedFiles> {
  const { maxFiles, maxBytes } = account.settings.attachments;
  const ids: string[] = [];
  let left = maxBytes;
  let areSomeLeftOut = attachmentsLeftOut > 0;
  for (const [index, { name, bytes, contentId }] of attachments.entries()) {
    if (contentId !== null && (await isQuoted(contentId))) continue;
    if (ids.length >= maxFiles || bytes.length > left) {
      areSomeLeftOut = true;
      continue;
    }
    const now = await clock();
    const { id } = await storeAttachment(store, {
      id: sha256(`${accountId} ${conversationId} ${digest} ${index}`).slice(0, 32),
      accountId,
      conversationId,
      by: 'visitor',
      name,
      content: bytes,
      maxBytes: bytes.length,
      expiresAt: new Date(now + unusedForMs),
      now,
    });
    ids.push(id);
    left -= bytes.length;
  }
  return { ids, areSomeLeftOut };

  /** Whether it is an image of the email that is answered, which shows the conversation's files by their ids. */
  async function isQuoted(contentId: string): Promise<boolean> {
    const [id = ''] = contentId.split('@', 1);
    const file = await findUpload(store, id);
    return file?.accountId === accountId && file.conversationId === conversationId;
  }
}
