import type { Media } from '../kept/media.ts';
import type { Attachment } from '../kept/messages.ts';
import type { Channel } from '../kept/pages.ts';
import { type GraphError, refusals } from './errors.ts';
import type { AttachmentParam } from './send-schema.ts';

const megabyte = 1024 * 1024;
/** Messenger's reference of attachments: 25 MB, pictures 8 MB; Instagram's: the same. */
const maxBytes = { image: 8 * megabyte, video: 25 * megabyte, audio: 25 * megabyte, file: 25 * megabyte } as const;
/** The only files that Instagram takes. */
const instagramFiles = /^application\/pdf\b/;
const fetchMs = 10_000;

interface Uploaded {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

export interface AttachmentDeps {
  readonly media: Media;
  /** What was uploaded before, by its id. */
  readonly uploads: Map<string, Attachment>;
  /** Of this fake, for the addresses of files. */
  readonly origin: string;
}

/** Takes what a send refers to: uploaded with it, uploaded before, or fetched from where it says, as Meta does. */
export async function takeAttachment(
  { type, payload }: AttachmentParam,
  { file, channel }: { readonly file: File | null; readonly channel: Channel },
  { media, uploads, origin }: AttachmentDeps,
): Promise<{ readonly attachment: Attachment } | { readonly error: GraphError }> {
  if (payload.attachment_id !== undefined) {
    const known = uploads.get(payload.attachment_id);
    return known === undefined ? { error: refusals.wrongFile } : { attachment: known };
  }
  const got = file === null ? await fetched(payload.url ?? '', maxBytes[type]) : await read(file);
  if (got === null) return { error: refusals.notFetched };
  const { name, bytes } = got;
  const contentType = got.type.split(';')[0]?.trim() ?? '';
  if (bytes.length > maxBytes[type] || bytes.length === 0) return { error: refusals.wrongFile };
  if (type !== 'file' && !contentType.startsWith(`${type}/`)) return { error: refusals.wrongFile };
  if (type === 'file' && channel === 'instagram' && !instagramFiles.test(contentType))
    return { error: refusals.wrongFile };
  const url = `${origin}${media.add({ name, type: contentType, bytes })}`;
  return { attachment: { type, url, name, contentType, bytes: bytes.length, stickerId: null } };
}

async function read(file: File): Promise<Uploaded> {
  const bytes = Buffer.from(await file.arrayBuffer());
  return { name: file.name || 'file', type: file.type || 'application/octet-stream', bytes };
}

/** Null: it cannot be fetched, or is too large. */
async function fetched(url: string, max: number): Promise<Uploaded | null> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return null;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(fetchMs) });
    if (!answer.ok || answer.body === null || Number(answer.headers.get('content-length') ?? 0) > max) {
      await answer.body?.cancel();
      return null;
    }
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of answer.body) {
      parts.push(part);
      size += part.length;
      if (size > max) return null;
    }
    const name = decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '') || 'file';
    return {
      name,
      type: answer.headers.get('content-type') ?? 'application/octet-stream',
      bytes: Buffer.concat(parts),
    };
  } catch {
    return null;
  }
}
