import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { Context } from 'hono';
import { accepts } from 'hono/accepts';

/** A file that `bin/build-web.mjs` made, compressed once in each way. */
export interface BuiltFile {
  readonly type: string;
  readonly etag: string;
  readonly bodies: Readonly<Record<Coding, Uint8Array<ArrayBuffer>>>;
}

const codings = ['br', 'gzip', 'identity'] as const;
type Coding = (typeof codings)[number];

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  webp: 'image/webp',
  mp3: 'audio/mpeg',
  woff2: 'font/woff2',
};

/** What a file is kept for whose name changes with its content. */
export const cachingOfNamed = 'public, max-age=31536000, immutable';

export async function fileAt(url: URL): Promise<BuiltFile> {
  const identity = new Uint8Array(await readFile(url));
  const extension = url.pathname.slice(url.pathname.lastIndexOf('.') + 1);
  const [br, zipped] = await Promise.all([
    promisify(brotliCompress)(identity),
    promisify(gzip)(identity, { level: 9 }),
  ]);
  return {
    type: types[extension] ?? 'application/octet-stream',
    // Weak, because it is the same for each coding.
    etag: `W/"${createHash('sha256').update(identity).digest('hex')}"`,
    bodies: { br: new Uint8Array(br), gzip: new Uint8Array(zipped), identity },
  };
}

/** Answers with the file, as small as the client takes it. */
export function answered(c: Context, { type, etag, bodies }: BuiltFile, headers: Readonly<Record<string, string>>) {
  const coding = codingFor(c);
  return c.body(bodies[coding], 200, {
    'content-type': type,
    etag,
    vary: 'Accept-Encoding',
    ...(coding === 'identity' ? {} : { 'content-encoding': coding }),
    'x-content-type-options': 'nosniff',
    ...headers,
  });
}

/** The smallest that the client takes: browsers name several with equal weight. */
function codingFor(c: Context): Coding {
  const taken = accepts(c, {
    header: 'Accept-Encoding',
    supports: [...codings],
    default: 'identity',
    match: (wanted) => codings.find((coding) => wanted.some(({ type, q }) => type === coding && q > 0)) ?? 'identity',
  });
  return taken as Coding;
}
