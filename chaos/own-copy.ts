import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../bin/servers/run-command.mjs';
import { packageRoot } from '../dev/servers/package-root.ts';
import { plainBundle } from '../src/workers/bundles.ts';

/**
 * Copies the compiled code with its workflows in a bundle, which is made unless there is one: a run that restarts
 * processes for minutes must not be affected by the next compilation, and bundling at each of a hundred starts would be
 * most of the load. Returns where src/ is.
 */
export async function ownCopy(folder: string): Promise<string> {
  const root = packageRoot();
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'dist', 'src'), join(folder, 'dist', 'src'), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const source = join(folder, 'dist', 'src');
  const bundle = join(root, 'dist', plainBundle);
  if (existsSync(bundle)) cpSync(bundle, join(folder, 'dist', plainBundle));
  else await runCommand(process.execPath, [join(source, 'workers', 'build-bundles.js')], { timeoutSeconds: 120 });
  return source;
}
