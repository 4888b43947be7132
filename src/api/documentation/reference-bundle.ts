import { createHash } from 'node:crypto';
import { copyFileSync, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/**
 * The script of the API reference (Scalar), as its package contains it. If packages for development are installed it is
 * read from there; for production, which has none of them, `npm run build` copies it next to the compiled code.
 */
const packageName = '@scalar/fastify-api-reference';
const besideCode = new URL('./scalar.js', import.meta.url);
const licenseBesideCode = new URL('./scalar.LICENSE', import.meta.url);

export interface ReferenceBundle {
  readonly script: Uint8Array<ArrayBuffer>;
  readonly gzipped: Uint8Array<ArrayBuffer>;
  /** Weak (RFC 9110 section 8.8.1), because both encodings have the same one. */
  readonly etag: string;
}

/** If the script is missing, throws an error that says what to do about it. */
export async function readReferenceBundle(): Promise<ReferenceBundle> {
  const script = new Uint8Array(await readFile(packaged() ?? copied()));
  const gzipped = new Uint8Array(await promisify(gzip)(script, { level: 9 }));
  const etag = `W/"${createHash('sha256').update(script).digest('base64url')}"`;
  return { script, gzipped, etag };
}

/** A step of `npm run build`: copies the script and its licence next to the compiled code, or elsewhere. */
export function copyReferenceBundle(script: URL = besideCode, license: URL = licenseBesideCode): void {
  const found = packaged();
  if (found === null) throw new Error(`${packageName} is not installed: run npm install`);
  copyFileSync(found, script);
  copyFileSync(new URL('../../LICENSE', found), license);
}

function packaged(): URL | null {
  try {
    return new URL('./js/standalone.js', pathToFileURL(createRequire(import.meta.url).resolve(packageName)));
  } catch {
    return null;
  }
}

function copied(): URL {
  if (existsSync(besideCode)) return besideCode;
  throw new Error(`the script of /docs is missing: install ${packageName}, or run npm run build`);
}
