// @ts-check
/** @import { Download } from './types.ts' */
import { chmodSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesIn, sizeOf, sum, watchSizes } from './folder-size.mjs';
import { runCommand } from './run-command.mjs';

const stallSeconds = 20;

/**
 * A download by a library, once that is installed. It runs as a process of its own, because these libraries wait long
 * on a machine without network: it is ended if nothing has arrived for 20 s.
 * @param {object} options
 * @param {string} options.file the executable's name
 * @param {string} options.site where the library downloads from
 * @param {string} options.script the body of an async function; it finds the folder to download to in the environment
 * as DOWNLOAD_FOLDER
 * @param {() => Record<string, string>} [options.env] what the library needs in the environment besides
 * @returns {Download}
 */
export function officialDownload({ file, site, script, env = () => ({}) }) {
  return {
    name: 'official download',
    site,
    fetch: async (folder, { packages, signal, part }) => {
      await packages.catch(() => {
        throw new Error('the npm packages for it are not installed');
      });
      const arriving = join(folder, 'download');
      mkdirSync(arriving);
      const stalled = new AbortController();
      let size = -1;
      let changedAt = Date.now();
      const stopWatching = watchSizes(arriving, (sizes) => {
        const bytes = sum(sizes);
        if (bytes !== size) changedAt = Date.now();
        size = bytes;
        part.bytes(bytes);
        if (Date.now() - changedAt > stallSeconds * 1000) stalled.abort(`nothing arrived for ${stallSeconds} s`);
      });
      try {
        await runCommand(process.execPath, ['--input-type=module', '--eval', inOneLine(script)], {
          // The folder from which node_modules is found.
          cwd: fileURLToPath(new URL('.', import.meta.url)),
          env: { ...process.env, ...env(), DOWNLOAD_FOLDER: arriving },
          timeoutSeconds: 900,
          signal: signal === undefined ? stalled.signal : AbortSignal.any([signal, stalled.signal]),
        });
      } finally {
        stopWatching();
      }
      const found = filesIn(arriving).sort((a, b) => sizeOf(b) - sizeOf(a))[0];
      if (found === undefined) throw new Error('the download left no file');
      renameSync(found, join(folder, file));
      chmodSync(join(folder, file), 0o755);
      rmSync(arriving, { recursive: true, force: true });
    },
  };
}

/**
 * Runs the script so that, on failure, the last line it prints is the error.
 * @param {string} script
 */
function inOneLine(script) {
  return `try { ${script} } catch (error) { console.error(String(error?.message ?? error).split('\\n')[0]); process.exit(1); }`;
}
