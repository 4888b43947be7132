import { randomBytes } from 'node:crypto';

const maxFiles = 500;
const maxBytes = 300_000_000;

export interface MediaFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

export type Media = ReturnType<typeof createMedia>;

/** What was sent besides words, in memory: as at Meta, its addresses do not last. The oldest are dropped. */
export function createMedia() {
  const files = new Map<string, MediaFile>();
  let size = 0;
  return {
    /** @returns its path at this fake */
    add(file: MediaFile): string {
      const id = randomBytes(12).toString('hex');
      files.set(id, file);
      size += file.bytes.length;
      for (const [oldest, { bytes }] of files) {
        if (files.size <= maxFiles && size <= maxBytes) break;
        files.delete(oldest);
        size -= bytes.length;
      }
      return `/cdn/${id}/${encodeURIComponent(file.name.toWellFormed())}`;
    },
    find: (id: string): MediaFile | null => files.get(id) ?? null,
  };
}
