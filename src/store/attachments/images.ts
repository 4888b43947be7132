import type sharp from 'sharp';

/** What is known of an image: its size in pixels as it is shown, and a small version of it if one could be made. */
export interface ImageFacts {
  readonly width: number;
  readonly height: number;
  /** A JPEG, which every email program shows; without the image's own metadata, on white where it is transparent. */
  readonly preview: Buffer | null;
}

/** The types of which width, height and a preview are known. */
const imageTypes = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif']);
/** The only decoders that meet bytes from outside. */
const decoders = ['Png', 'Jpeg', 'Webp', 'Nsgif', 'Heif'].map((name) => `VipsForeignLoad${name}Buffer`);

export const isImage = (type: string) => imageTypes.has(type);

/** The width and height of a preview, at most, in pixels. */
export const previewPixels = 320;
export const previewType = 'image/jpeg';
/** An image that claims to have more is not decoded: a small file may unfold to gigabytes. */
const maxPixels = 50_000_000;
const timeoutSeconds = 10;
/** Images that wait for their preview beyond this many get none. */
const maxWaiting = 20;

let waiting = 0;
let last: Promise<unknown> = Promise.resolve();

/**
 * Looks at an image: one at a time in a process, because each may need some hundred megabytes for a moment.
 * @param read gives its bytes when it is its turn
 * @returns null if it cannot be read as an image, or too many are waiting
 */
export async function imageFacts(read: () => Promise<Uint8Array | null>): Promise<ImageFacts | null> {
  if (waiting >= maxWaiting) return null;
  waiting += 1;
  const turn = last.then(read).then((bytes) => (bytes === null ? null : factsOf(bytes)));
  last = turn.catch(() => {});
  return turn.finally(() => {
    waiting -= 1;
  });
}

async function factsOf(bytes: Uint8Array): Promise<ImageFacts | null> {
  decoder ??= loadDecoder();
  const decode = await decoder;
  if (decode === null) return null;
  // Only its first frame, turned as its camera was held.
  const open = () => decode(bytes, { limitInputPixels: maxPixels, failOn: 'error', pages: 1, autoOrient: true });
  try {
    const { width, height } = (await open().metadata()).autoOrient;
    const size = { width: previewPixels, height: previewPixels, fit: 'inside', withoutEnlargement: true } as const;
    const preview = await open()
      .timeout({ seconds: timeoutSeconds })
      .resize(size)
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 80 })
      .toBuffer()
      .catch(() => null);
    return { width, height, preview };
  } catch {
    return null;
  }
}

let decoder: Promise<typeof sharp | null> | null = null;

/** Loaded when the first image comes; null where its library does not run, so that images are files like any other. */
async function loadDecoder(): Promise<typeof sharp | null> {
  try {
    const { default: loaded } = await import('sharp');
    loaded.cache(false);
    loaded.concurrency(1);
    loaded.block({ operation: ['VipsForeignLoad'] });
    loaded.unblock({ operation: decoders });
    return loaded;
  } catch {
    return null;
  }
}
