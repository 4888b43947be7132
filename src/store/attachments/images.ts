import type sharp from 'sharp';
import { type Asking, fairTurns } from './turns.ts';

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
/**
 * An image that claims to have more pixels is not decoded: a small file may unfold to gigabytes. Visitors, who may be
 * anybody, have as many as a phone's camera.
 */
const maxPixels = { visitor: 25_000_000, account: 50_000_000 } as const;
const timeoutSeconds = 5;

/** One at a time in a process, because each may need some hundred megabytes for a moment. */
const inTurn = fairTurns({ maxWaitMs: 5_000, maxWaiting: { all: 200, ofAccount: 50, ofUploader: 10 } });

export interface Image extends Asking {
  readonly by: keyof typeof maxPixels;
  /** Gives its bytes when it is its turn. */
  readonly read: () => Promise<Uint8Array | null>;
}

/**
 * Looks at an image when it is its turn.
 * @returns null if it cannot be read as an image, or its turn does not come in time
 */
export function imageFacts({ by, read, ...asking }: Image): Promise<ImageFacts | null> {
  return inTurn(asking, async () => {
    const bytes = await read();
    return bytes === null ? null : factsOf(bytes, maxPixels[by]);
  });
}

async function factsOf(bytes: Uint8Array, limitInputPixels: number): Promise<ImageFacts | null> {
  decoder ??= loadDecoder();
  const decode = await decoder;
  if (decode === null) return null;
  // Only its first frame, turned as its camera was held.
  const open = () => decode(bytes, { limitInputPixels, failOn: 'error', pages: 1, autoOrient: true });
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
