import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.ts';
import { runCommand } from './run-command.ts';
import type { Download } from './server-binary.ts';

const stallSeconds = 20;

/**
 * A download by a library that can do it. It runs as a process of its own, since those libraries wait long on a machine
 * without network: it is ended when nothing has arrived for 20 s.
 * @param script the body of an async function; it finds the folder to download to in the environment as DOWNLOAD_FOLDER
 */
export function officialDownload(file: string, script: string): Download {
  return {
    name: 'official download',
    fetch: async (folder) => {
      const arriving = join(folder, 'download');
      mkdirSync(arriving);
      const stalled = new AbortController();
      const watch = watchSize(arriving, () => stalled.abort(`nothing arrived for ${stallSeconds} s`));
      try {
        await runCommand(process.execPath, ['--input-type=module', '--eval', inOneLine(script)], {
          cwd: packageRoot(),
          env: { ...process.env, DOWNLOAD_FOLDER: arriving },
          timeoutSeconds: 900,
          signal: stalled.signal,
        });
      } finally {
        clearInterval(watch);
      }
      const found = filesIn(arriving).sort((a, b) => statSync(b).size - statSync(a).size)[0];
      if (found === undefined) throw new Error('the download left no file');
      renameSync(found, join(folder, file));
      chmodSync(join(folder, file), 0o755);
      rmSync(arriving, { recursive: true, force: true });
    },
  };
}

/** Runs the script so that a failure is the last line of what it prints. */
function inOneLine(script: string): string {
  return `try { ${script} } catch (error) { console.error(String(error?.message ?? error).split('\\n')[0]); process.exit(1); }`;
}

function watchSize(folder: string, onStall: () => void): NodeJS.Timeout {
  let size = -1;
  let changedAt = Date.now();
  return setInterval(() => {
    const now = filesIn(folder).reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
    if (now !== size) changedAt = Date.now();
    size = now;
    if (Date.now() - changedAt > stallSeconds * 1000) onStall();
  }, 1_000);
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
