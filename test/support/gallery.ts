import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { forThisFile } from './for-this-file.ts';

/** Bundles the gallery to a folder of the test's own. In a process of its own, because Vite does not run under Jest. */
async function bundleGallery() {
  const folder = mkdtempSync(join(tmpdir(), 'afterchat-gallery-'));
  const script = `import('./bin/build-web.mjs').then(({ buildGallery }) => buildGallery(process.argv[1]))`;
  await promisify(execFile)(process.execPath, ['-e', script, folder]);
  return { folder, stop: async () => rmSync(folder, { recursive: true }) };
}

/** The states of the chat, bundled once for all tests of a file (dev/gallery.ts shows them). */
export const useGallery = (): Awaited<ReturnType<typeof bundleGallery>> => forThisFile(bundleGallery);
