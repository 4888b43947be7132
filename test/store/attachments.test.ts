import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { type NewAttachment, storeAttachment } from '../../src/store/attachments/store-attachment.ts';
import { wholeFile } from '../../src/store/mongo/files.ts';
import { useApi } from '../support/api-in-process.ts';

const api = useApi();
const ref = { accountId: 'acme', conversationId: 'c1' };

type More = Partial<Pick<NewAttachment, 'id' | 'by'>>;
const stored = (content: NewAttachment['content'], name = 'file', more: More = {}) =>
  storeAttachment(api.store, {
    ...ref,
    by: 'visitor',
    name,
    content,
    expiresAt: new Date(api.now() + 86_400_000),
    now: api.now(),
    ...more,
  });

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#0b7a75' } });

const left = async () => {
  const { files, chunks } = api.store.attachments;
  return [await files.countDocuments(), await chunks.countDocuments(), await api.store.uploads.countDocuments()];
};

describe("a file's type", () => {
  const typeOf = async (content: Uint8Array | string, name = 'file') => (await stored(Buffer.from(content), name)).type;

  it('is found in its bytes, whatever its name claims', async () => {
    expect(await typeOf(await picture(2, 2).png().toBuffer(), 'notes.txt')).toBe('image/png');
    expect(await typeOf('<!doctype html><script>alert(1)</script>', 'photo.png')).toBe('text/plain');
    expect(await typeOf('%PDF-1.4\n%âãÏÓ\n1 0 obj\n', 'report.docx')).toBe('application/pdf');
    expect(await typeOf(Buffer.from('MZ\u0090\u0000\u0003', 'latin1'), 'photo.jpg')).toBe('application/x-msdownload');
  });

  it('is never one that a browser would run', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    for (const text of [svg, `<?xml version="1.0"?>${svg}`, '<html>', `\uFEFF<?xml version="1.0"?>${svg}`])
      expect(await typeOf(text)).toBe('text/plain');
    expect(await typeOf(Buffer.from(`<?xml version="1.0"?>${svg}`, 'utf16le'))).toBe('application/octet-stream');
    expect(await typeOf(`<?xml version="1.0"?>${svg}\u0000`)).toBe('application/octet-stream');
  });

  it('is plain text for UTF-8 without controls, even where it begins like another format', async () => {
    expect(await typeOf('Grüße aus Köln\r\n\t日本語\n')).toBe('text/plain');
    expect(await typeOf('BMW or GIF89a? BM is no image.')).toBe('text/plain');
    expect(await typeOf('')).toBe('application/octet-stream');
    expect(await typeOf(Buffer.from('Grüße', 'latin1'))).toBe('application/octet-stream');
    expect(await typeOf(`${'a'.repeat(10_000)}\u0000`)).toBe('application/octet-stream');
  });

  it('of a polyglot is that of the image, which nothing runs', async () => {
    const gif = await picture(2, 2).gif().toBuffer();
    expect(await typeOf(Buffer.concat([gif, Buffer.from('<script>alert(1)</script>')]))).toBe('image/gif');
  });
});

describe('an image', () => {
  it('has its size as it is shown, and a small JPEG without its metadata', async () => {
    const turned = picture(900, 600)
      .withExif({ IFD0: { Copyright: 'Ada' } })
      .withMetadata({ orientation: 6 });
    const { width, height, previewId = '', previewBytes } = await stored(await turned.jpeg().toBuffer());
    expect({ width, height }).toEqual({ width: 600, height: 900 });
    const preview = await wholeFile(api.store.attachments, previewId);
    expect(preview?.length).toBe(previewBytes);
    expect(await sharp(preview as Buffer).metadata()).toMatchObject({ format: 'jpeg', width: 213, height: 320 });
    expect((await sharp(preview as Buffer).metadata()).exif).toBeUndefined();
  });

  it('is not enlarged, and only its first frame is shown', async () => {
    const frames = await sharp([await picture(8, 6).png().toBuffer(), await picture(8, 6).png().toBuffer()], {
      join: { animated: true },
    })
      .gif()
      .toBuffer();
    const { previewId = '', width, height } = await stored(frames);
    expect({ width, height }).toEqual({ width: 8, height: 6 });
    const preview = await sharp((await wholeFile(api.store.attachments, previewId)) as Buffer).metadata();
    expect(preview).toMatchObject({ width: 8, height: 6 });
    expect(preview.pages ?? 1).toBe(1);
  });

  it('that unfolds to gigabytes, or is broken, is a file without a preview', async () => {
    const whole = await picture(300, 300).png().toBuffer();
    const half = await stored(whole.subarray(0, whole.length / 2));
    expect(half).toMatchObject({ type: 'image/png', width: 300 });
    for (const file of [await stored(bomb(50_000, 50_000)), await stored(whole.subarray(0, 40)), half])
      expect(file).not.toHaveProperty('previewId');
  });
});

it('of more pixels than a phone takes has a preview only from an agent', async () => {
  const large = await picture(5_001, 5_000).jpeg().toBuffer();
  expect(await stored(large, 'photo.jpg', { by: 'account' })).toMatchObject({ width: 5_001, height: 5_000 });
  expect(await stored(large, 'photo.jpg', { by: 'visitor' })).not.toHaveProperty('previewId');
});

it('is stored once under an id that is repeated, even at the same time', async () => {
  const before = await left();
  const content = Buffer.from('as it was sent');
  const [first, ...others] = await Promise.all([1, 2, 3].map(() => stored(content, 'a.txt', { id: 'inbound-0' })));
  for (const file of [...others, await stored(content, 'a.txt', { id: 'inbound-0' })]) expect(file).toEqual(first);
  expect(await left()).toEqual(before.map((count) => count + 1));
});

it('leaves nothing of a file whose source breaks off', async () => {
  const before = await left();
  const broken = (async function* () {
    yield new Uint8Array(600_000);
    throw new Error('the connection broke');
  })();
  await expect(stored(broken)).rejects.toThrow('the connection broke');
  expect(await left()).toEqual(before);
});

it('expires a day later if it is not posted, the bytes after their record', async () => {
  const { id, fileId } = await stored(Buffer.from('never posted'));
  const { files, chunks } = api.store.attachments;
  const [upload, file] = [await api.store.uploads.findOne({ _id: id }), await files.findOne({ _id: fileId })];
  expect(upload?.expiresAt).toEqual(new Date(api.now() + 86_400_000));
  expect(file?.expiresAt).toEqual(new Date(api.now() + 90_000_000));
  expect((await chunks.findOne({ files_id: fileId }))?.expiresAt).toEqual(file?.expiresAt);
});

/** A PNG of a few bytes that claims these dimensions. */
function bomb(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const pieces = [
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(10_000))),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...pieces]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

function crc32(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
