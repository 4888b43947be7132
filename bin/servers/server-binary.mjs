// @ts-check
/** @import { Download, FetchContext, FindOptions, ServerBinary } from './types.ts' */
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { openProgress } from '../progress.mjs';
import { withLock } from './pid-lock.mjs';
import { messageOf } from './run-command.mjs';
import { unreachable } from './unreachable.mjs';

/**
 * The path of a server's executable: the one that the environment names, else one on PATH, else one in the cache, else
 * one that is downloaded into the cache. Throws a NoServerError that says everything that was tried. (A server's
 * address in the environment takes precedence over all of this; the caller checks that.)
 * @param {ServerBinary} server
 * @param {FindOptions} [options]
 * @returns {Promise<string>}
 */
export async function findServerBinary(server, options = {}) {
  const { env = process.env, signal, packages = Promise.resolve() } = options;
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
  const cacheName = `${server.file}-${server.version}`;
  const cached = join(cache, cacheName, server.file);
  if (isExecutable(cached)) return cached;
  tried.push(`${cached}: not downloaded yet`);

  const part = options.part ?? openProgress({ isTerminal: false }).part(nameOf(server));
  /** @param {number} pid */
  const onWait = (pid) => part.doing(`process ${pid} is downloading it`);
  const fetchIt = async () => {
    if (isExecutable(cached)) return cached; // the process that we waited for downloaded it
    for (const name of readdirSync(cache)) {
      if (name.startsWith(`${cacheName}.part-`)) rmSync(join(cache, name), { recursive: true }); // of an interrupted download
    }
    for (const download of server.downloads) {
      const problem = await fetchInto(cache, cacheName, server, download, { signal, packages, part });
      signal?.throwIfAborted();
      if (problem === null) return cached;
      tried.push(`${download.name}: ${problem}`);
    }
    throw new NoServerError(server, tried);
  };
  mkdirSync(cache, { recursive: true });
  try {
    const path = await withLock(join(cache, `${cacheName}.lock`), onWait, fetchIt, signal);
    part.done();
    return path;
  } catch (error) {
    part.failed();
    throw error;
  }
}

/**
 * The server's name in the progress display.
 * @param {{ readonly name: string, readonly version?: string }} server
 */
export const nameOf = ({ name, version }) => (version === undefined ? name : `${name} ${version}`);

/**
 * Downloads next to the place in the cache and moves the result there in one step. Returns null, or why it did not
 * work.
 * @param {string} cache
 * @param {string} cacheName
 * @param {ServerBinary} server
 * @param {Download} download
 * @param {FetchContext} context
 */
async function fetchInto(cache, cacheName, server, download, context) {
  const closed = download.site === null ? null : await unreachable(download.site, context.signal);
  if (closed !== null) return closed;
  context.part.doing(download.name);
  const folder = mkdtempSync(join(cache, `${cacheName}.part-`));
  try {
    await download.fetch(folder, context);
    const version = await server.versionOf(join(folder, server.file));
    if (version !== null && version !== server.version) return `brought ${version} instead of ${server.version}`;
    const place = join(cache, cacheName);
    rmSync(place, { recursive: true, force: true });
    renameSync(folder, place);
    return null;
  } catch (error) {
    return messageOf(error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {ServerBinary} server
 * @param {string} path
 * @returns {Promise<string | null>}
 */
async function problemOf(server, path) {
  if (!existsSync(path)) return 'no such file';
  if (!isExecutable(path)) return 'not executable';
  return await server.versionOf(path).then(() => null, messageOf);
}

/**
 * The path of an executable in the folders of a PATH; null if none of them has it.
 * @param {string} file
 * @param {string} path
 */
export function lookUp(file, path) {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, file)).find(isExecutable) ?? null;
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {NodeJS.ProcessEnv} env */
export function cacheFolder(env) {
  return env.AFTERCHAT_CACHE || join(homedir(), '.cache', 'afterchat');
}

/** A server is not installed and cannot be downloaded; the message says what was tried and what a person can do. */
export class NoServerError extends Error {
  /**
   * @param {Pick<ServerBinary, 'file' | 'advice'>} server
   * @param {readonly string[]} tried
   */
  constructor(server, tried) {
    super(
      [
        `${server.file} is needed but could not be found or downloaded. Tried:`,
        ...tried.map((line) => `  ${line}`),
        'One of these helps:',
        ...server.advice.map((line) => `  ${line}`),
        `  run this once with network access: the download stays in the cache (AFTERCHAT_CACHE sets its folder)`,
      ].join('\n'),
    );
    this.name = 'NoServerError';
  }
}
