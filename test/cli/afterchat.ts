import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
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

interface Here {
  readonly cwd?: string;
  /** What somebody types at a terminal, up to its end; by default there is nobody. */
  readonly types?: string;
}

/**
 * Runs `afterchat …args` here, because a process of its own takes more than a second of the processor's time. One at a
 * time; like a process it has only this environment, and is in a folder outside of the project.
 */
export async function afterchatHere(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { cwd = tmpdir(), types }: Here = {},
): Promise<Result> {
  const before = { env: { ...process.env }, cwd: process.cwd(), columns: process.stdout.columns };
  const out = recorded('log');
  const err = recorded('error');
  setEnvironment({ ...withoutCommands(), ...env });
  process.chdir(cwd);
  Object.assign(process.stdout, { columns: undefined });
  const terminal = types === undefined ? null : terminalOf(types);
  try {
    const code = await run(args);
    return { code, out: out.text() + ((await terminal?.shown()) ?? ''), err: err.text() };
  } finally {
    terminal?.end();
    out.end();
    err.end();
    Object.assign(process.stdout, { columns: before.columns });
    process.chdir(before.cwd);
    setEnvironment(before.env);
  }
}

/** A terminal at which this is typed, and nothing more. */
function terminalOf(types: string) {
  const [stdin, stdout] = [Object.assign(new PassThrough(), { isTTY: true }), new PassThrough()];
  stdin.end(types);
  const before = (['stdin', 'stdout'] as const).map(
    (name) => [name, Object.getOwnPropertyDescriptor(process, name)] as const,
  );
  Object.defineProperties(process, {
    stdin: { value: stdin, configurable: true },
    stdout: { value: stdout, configurable: true },
  });
  return {
    shown: () => text(stdout.end()),
    end: () => {
      for (const [name, descriptor] of before) if (descriptor) Object.defineProperty(process, name, descriptor);
    },
  };
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
