import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

export interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const pathOf = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));

/**
 * Starts `afterchat …args` with only this environment; by default `dist/src/cli.js`, in a folder outside of the project, so
 * that it does not find what `npm start` may have started here.
 */
export function startAfterchat(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { file = 'dist/src/cli.js', cwd = tmpdir() }: { readonly file?: string; readonly cwd?: string } = {},
) {
  const { MONGODB_URI: _, AFTERCHAT_URL: __, AFTERCHAT_KEY: ___, AFTERCHAT_STATE: ____, ...rest } = process.env;
  const child = spawn(process.execPath, [pathOf(file), ...args], { env: { ...rest, ...env }, cwd });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  return {
    child,
    out: () => out,
    ended: new Promise<Result>((resolve) => child.once('close', (code) => resolve({ code, out, err }))),
  };
}
