import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { withLock } from './pid-lock.ts';
import { withProgress } from './progress.ts';

/** One way to get a server; `fetch` puts `file` into the folder or throws saying why it cannot. */
export interface Download {
  readonly name: string;
  readonly fetch: (folder: string) => Promise<void>;
}

/** A server that a machine may have, or that can be had. */
export interface ServerBinary {
  /** The executable's name on PATH and in its cache folder. */
  readonly file: string;
  /** The variable that names a binary to take. */
  readonly variable: string;
  /** The cache folder's name; raise its number when another version is needed. */
  readonly cacheName: string;
  /** Throws if the binary does not run here or is too old. */
  readonly check: (path: string) => Promise<void>;
  readonly downloads: readonly Download[];
  /** What a person can do when nothing worked, a line each. */
  readonly advice: readonly string[];
}

/**
 * The path of a server's executable: the one that the environment names, else PATH's, else the cache's, else downloaded
 * into the cache. Throws a NoServerError that says all that was tried. (A server's address in the environment comes
 * before all of this; the caller looks at that.)
 */
export async function findServerBinary(server: ServerBinary, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const named = env[server.variable];
  if (named !== undefined && named !== '') {
    const problem = await problemOf(server, named);
    if (problem === null) return named;
    throw new NoServerError(server, [`${server.variable}=${named}: ${problem}`]);
  }
  const tried = [`${server.variable}: not set`];

  const onPath = lookUp(server.file, env.PATH ?? '');
  const pathProblem = onPath === null ? 'not found' : await problemOf(server, onPath);
  if (onPath !== null && pathProblem === null) return onPath;
  tried.push(`${server.file} on PATH: ${pathProblem}`);

  const cache = cacheFolder(env);
  const cached = join(cache, server.cacheName, server.file);
  if (isExecutable(cached)) return cached;
  tried.push(`${cached}: not there yet`);

  mkdirSync(cache, { recursive: true });
  const lock = join(cache, `${server.cacheName}.lock`);
  const onWait = (pid: number) =>
    process.stderr.write(`afterchat: process ${pid} is fetching ${server.file}; waiting …\n`);
  return await withLock(lock, onWait, async () => {
    if (isExecutable(cached)) return cached; // the one we waited for got it
    for (const name of readdirSync(cache)) {
      if (name.startsWith(`${server.cacheName}.part-`)) rmSync(join(cache, name), { recursive: true }); // broken off
    }
    for (const download of server.downloads) {
      const problem = await fetchInto(cache, server, download);
      if (problem === null) return cached;
      tried.push(`${download.name}: ${problem}`);
    }
    throw new NoServerError(server, tried);
  });
}

/** Fetches beside the cache's place and moves the result there in one step. Answers null or why it did not work. */
async function fetchInto(cache: string, server: ServerBinary, download: Download): Promise<string | null> {
  const folder = mkdtempSync(join(cache, `${server.cacheName}.part-`));
  try {
    await withProgress(`fetching ${server.file} by ${download.name}`, async () => {
      await download.fetch(folder);
      await server.check(join(folder, server.file));
    });
    const place = join(cache, server.cacheName);
    rmSync(place, { recursive: true, force: true });
    renameSync(folder, place);
    return null;
  } catch (error) {
    return messageOf(error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function problemOf(server: ServerBinary, path: string): Promise<string | null> {
  if (!existsSync(path)) return 'no such file';
  if (!isExecutable(path)) return 'not executable';
  return await server.check(path).then(
    () => null,
    (error: unknown) => messageOf(error),
  );
}

function lookUp(file: string, path: string): string | null {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, file)).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function cacheFolder(env: NodeJS.ProcessEnv): string {
  return env.AFTERCHAT_CACHE || join(homedir(), '.cache', 'afterchat');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A server is neither here nor to be had; the message says what was tried and what a person can do. */
export class NoServerError extends Error {
  constructor(server: ServerBinary, tried: readonly string[]) {
    super(
      [
        `${server.file} is needed and could not be had. Tried:`,
        ...tried.map((line) => `  ${line}`),
        'What helps, one of:',
        ...server.advice.map((line) => `  ${line}`),
        `  run this once where the network is reachable: the cache keeps what was fetched (AFTERCHAT_CACHE moves it)`,
      ].join('\n'),
    );
    this.name = 'NoServerError';
  }
}
