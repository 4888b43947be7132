import type { MailFile, MailImage } from '../mail/mail.ts';
import { previewPixels, previewType } from '../store/attachments/images.ts';
import { linkExpiresAt, pathTo } from '../store/attachments/links.ts';
import type { AttachedFile, MessageDoc } from '../store/mongo/documents.ts';
import { wholeFile } from '../store/mongo/files.ts';
import type { ActivityDeps } from './deps.ts';

/** The images that come with an email: those that are small, and not too many of them. In bytes. */
export const maxImageBytes = 100_000;
export const maxImagesBytes = 1_000_000;

/**
 * The files of the messages that an email shows, by file id: each with a link that works for 30 days, and small images
 * with their preview, which the email itself contains. If not all images fit, those of the news and then the newest do.
 */
export async function mailFiles(
  { store, publicUrl }: Pick<ActivityDeps, 'store' | 'publicUrl'>,
  messages: readonly MessageDoc[],
  { newsSeqs, now }: { readonly newsSeqs: readonly number[]; readonly now: number },
): Promise<ReadonlyMap<string, MailFile>> {
  const expiresAt = linkExpiresAt('mail', now);
  const images = new Map<string, MailImage>();
  for (const file of withImages(messages, newsSeqs)) {
    const content = file.previewId === undefined ? null : await wholeFile(store.attachments, file.previewId);
    if (content !== null) images.set(file.id, imageOf(file, content));
  }
  const files = messages.flatMap(({ attachments = [] }) => attachments);
  return new Map(
    files.map((file) => {
      const url = publicUrl === undefined ? null : `${publicUrl}${pathTo(file, 'file', expiresAt)}`;
      return [file.id, { name: file.name, bytes: file.bytes, url, image: images.get(file.id) ?? null }];
    }),
  );
}

/** The files whose image fits into the email. */
function withImages(messages: readonly MessageDoc[], newsSeqs: readonly number[]): readonly AttachedFile[] {
  const newestFirst = [...messages].reverse();
  const isNews = ({ seq }: MessageDoc) => newsSeqs.includes(seq);
  const byWorth = [...newestFirst.filter(isNews), ...newestFirst.filter((message) => !isNews(message))];
  let left = maxImagesBytes;
  return byWorth
    .flatMap(({ attachments = [] }) => attachments)
    .filter(({ previewBytes = Number.POSITIVE_INFINITY }) => {
      if (previewBytes > Math.min(maxImageBytes, left)) return false;
      left -= previewBytes;
      return true;
    });
}

function imageOf({ id, width = 1, height = 1 }: AttachedFile, content: Uint8Array): MailImage {
  const scale = Math.min(1, previewPixels / width, previewPixels / height);
  const scaled = (pixels: number) => Math.max(1, Math.round(pixels * scale));
  return { contentId: id, type: previewType, content, width: scaled(width), height: scaled(height) };
}
