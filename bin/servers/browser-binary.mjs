// @ts-check
/** @import { FindOptions, ProgressPart } from './types.ts' */
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { openProgress } from '../progress.mjs';
import { withLock } from './pid-lock.mjs';
import { messageOf, runCommand } from './run-command.mjs';
import { cacheFolder, lookUp, NoServerError } from './server-binary.mjs';
import { unreachable } from './unreachable.mjs';

/** The browser in which the tests use the pages: any that is built on Chromium. */
export const browser = {
  name: 'Chromium',
  file: 'chromium',
  variable: 'AFTERCHAT_BROWSER',
  advice: [
    'install Chrome, Chromium or Edge, or set AFTERCHAT_BROWSER to the path of one',
    'run npx playwright-core install chromium',
  ],
  find: browserBinary,
};

/** The oldest that the pages are built for (bin/build-web.mjs). */
const oldestMajor = 116;
const playwrightSite = 'https://cdn.playwright.dev';

/** Names on PATH, in the order of preference. */
const names = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
];

/** Where installers put browsers that are not on PATH. */
const places = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => [
      join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]),
};

/**
 * The path of a browser: the one that the environment names, else one that is installed, else Playwright's own, which
 * is downloaded if necessary, else Debian's package, which is installed if we are root. Throws a NoServerError that says
 * everything that was tried.
 * @param {FindOptions} [options]
 * @param {readonly Way[]} [ways] how one is fetched, in this order
 * @returns {Promise<string>}
 */
export async function browserBinary(options = {}, ways = downloads) {
  const { env = process.env, signal, packages = Promise.resolve() } = options;
  const named = env[browser.variable];
  if (named) {
    const problem = await problemOf(named);
    if (problem === null) return named;
    throw new NoServerError(browser, [`${browser.variable}=${named}: ${problem}`]);
  }
  const tried = [`${browser.variable}: not set`];

  for (const path of installed(env)) {
    const problem = await problemOf(path);
    if (problem === null) return path;
    tried.push(`${path}: ${problem}`);
  }
  if (tried.length === 1) tried.push('Chrome, Chromium or Edge: not installed');

  const part = options.part ?? openProgress({ isTerminal: false }).part(browser.name);
  /** @param {number} pid */
  const onWait = (pid) => part.doing(`process ${pid} is installing it`);
  const fetchIt = async () => {
    for (const [way, get] of ways) {
      try {
        const path = await get(part, signal);
        const problem = await problemOf(path);
        if (problem === null) return path;
        tried.push(`${way}: ${problem}`);
      } catch (error) {
        signal?.throwIfAborted();
        tried.push(`${way}: ${messageOf(error)}`);
      }
    }
    throw new NoServerError(browser, tried);
  };
  await packages.catch(() => {});
  const cache = cacheFolder(env);
  mkdirSync(cache, { recursive: true });
  try {
    const path = await withLock(join(cache, 'browser.lock'), onWait, fetchIt, signal);
    part.done();
    return path;
  } catch (error) {
    part.failed();
    throw error;
  }
}

/**
 * A name, and how to get the browser's path that way.
 * @typedef {readonly [string, (part: ProgressPart, signal?: AbortSignal) => Promise<string>]} Way
 */

/** @type {readonly Way[]} */
const downloads = [
  ["Playwright's own", fromPlaywright],
  ["Debian's package", fromDebian],
];

/**
 * @param {ProgressPart} part
 * @param {AbortSignal} [signal]
 */
async function fromPlaywright(part, signal) {
  const require = createRequire(import.meta.url);
  const { chromium } = require('playwright-core');
  const path = chromium.executablePath();
  if (existsSync(path)) return path;
  const closed = await unreachable(playwrightSite, signal);
  if (closed !== null) throw new Error(closed);
  part.doing("Playwright's download");
  const cli = join(require.resolve('playwright-core/package.json'), '..', 'cli.js');
  await runCommand(process.execPath, [cli, 'install', 'chromium', '--no-shell'], { timeoutSeconds: 900, signal });
  return path;
}

/**
 * @param {ProgressPart} part
 * @param {AbortSignal} [signal]
 */
async function fromDebian(part, signal) {
  if (!existsSync('/etc/debian_version')) throw new Error('this is not Debian');
  if (process.getuid?.() !== 0) throw new Error('only root may install it: sudo apt-get install chromium');
  part.doing('apt-get install chromium');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runCommand('apt-get', ['update'], { env, timeoutSeconds: 300, signal });
  const args = ['install', '--yes', '--no-install-recommends', 'chromium'];
  await runCommand('apt-get', args, { env, timeoutSeconds: 900, signal });
  return '/usr/bin/chromium';
}

/** @param {NodeJS.ProcessEnv} env */
function installed(env) {
  const onPath = names.map((name) => lookUp(name, env.PATH ?? '')).filter((path) => path !== null);
  const { platform } = process;
  const here = platform === 'darwin' || platform === 'win32' ? places[platform] : [];
  return [...onPath, ...here.filter((path) => existsSync(path))];
}

/** @param {string} path */
async function problemOf(path) {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    return existsSync(path) ? 'not executable' : 'no such file';
  }
  // On Windows it opens a window instead of telling its version.
  if (process.platform === 'win32') return null;
  try {
    const output = await runCommand(path, ['--version'], { timeoutSeconds: 20 });
    const major = / (\d{1,4})\.\d/.exec(output)?.[1];
    if (major === undefined) return 'does not say its version';
    return Number(major) < oldestMajor ? `is version ${major}; ${oldestMajor} or newer is needed` : null;
  } catch (error) {
    return messageOf(error);
  }
}
