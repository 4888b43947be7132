import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { jest } from '@jest/globals';
import { run } from '../../src/cli/run.ts';

export interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const pathOf = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));

/** The environment without what a command would find in it by chance. */
function withoutCommands(): NodeJS.ProcessEnv {
  const { MONGODB_URI: _, AFTERCHAT_URL: __, AFTERCHAT_KEY: ___, AFTERCHAT_STATE: ____, ...rest } = process.env;
  return rest;
}

function setEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  for (const [name, value] of Object.entries(env)) if (value !== undefined) process.env[name] = value;
}

/**
 * Runs `afterchat …args` here, because a process of its own takes more than a second of the processor's time. One at a
 * time; like a process it has only this environment, and is in a folder outside of the project.
 */
export async function afterchatHere(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { cwd = tmpdir() }: { readonly cwd?: string } = {},
): Promise<Result> {
  const before = { env: { ...process.env }, cwd: process.cwd(), columns: process.stdout.columns };
  const out = recorded('log');
  const err = recorded('error');
  setEnvironment({ ...withoutCommands(), ...env });
  process.chdir(cwd);
  Object.assign(process.stdout, { columns: undefined });
  try {
    return { code: await run(args), out: out.text(), err: err.text() };
  } finally {
    out.end();
    err.end();
    Object.assign(process.stdout, { columns: before.columns });
    process.chdir(before.cwd);
    setEnvironment(before.env);
  }
}

/** What is printed with a method of the console, which prints it no more. */
function recorded(method: 'log' | 'error') {
  const lines: string[] = [];
  const spy = jest.spyOn(console, method).mockImplementation((...words) => void lines.push(`${format(...words)}\n`));
  return { text: () => lines.join(''), end: () => spy.mockRestore() };
}

/**
 * Starts `afterchat …args` with only this environment; by default `dist/src/cli.js`, in a folder outside of the project, so
 * that it does not find what `npm start` may have started here.
 */
export function startAfterchat(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { file = 'dist/src/cli.js', cwd = tmpdir() }: { readonly file?: string; readonly cwd?: string } = {},
) {
  const child = spawn(process.execPath, [pathOf(file), ...args], { env: { ...withoutCommands(), ...env }, cwd });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  return {
    child,
    out: () => out,
    ended: new Promise<Result>((resolve) => child.once('close', (code) => resolve({ code, out, err }))),
  };
}
