import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { runToEnd } from './child.mjs';

const oldestNode = [20, 19];
const tsc = 'node_modules/typescript/bin/tsc';
const stamp = 'node_modules/.afterchat-lock';

/** Ends the process with one line if this Node is too old (package.json, engines). */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  process.stderr.write(
    `afterchat needs Node.js ${oldestNode.join('.')} or newer; this is ${process.versions.node} (nodejs.org has newer ones)\n`,
  );
  process.exit(1);
}

/**
 * Installs what the lock file names if node_modules is missing or package-lock.json is not the one it was made from;
 * answers the exit code. Not by `npm ci`: that refuses a lock file without the binaries of platforms which the registry it
 * was written with did not have; this takes the locked versions as well and leaves the lock file as it is.
 */
export async function install() {
  const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
  if (existsSync(stamp) ? readFileSync(stamp, 'utf8') === lock : installedByHand()) {
    if (!existsSync(stamp)) writeFileSync(stamp, lock);
    return 0;
  }
  process.stderr.write('afterchat: installing packages (npm install); this takes about half a minute\n');
  const started = Date.now();
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const code = await runToEnd(npm, ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) return code;
  writeFileSync(stamp, lock);
  process.stderr.write(`afterchat: packages installed in ${Math.round((Date.now() - started) / 1000)} s\n`);
  return 0;
}

/** Someone ran `npm install` or `npm ci` since the lock file last changed: npm's own record is the younger. */
function installedByHand() {
  const record = 'node_modules/.package-lock.json';
  return existsSync(record) && statSync(record).mtimeMs >= statSync('package-lock.json').mtimeMs;
}

/**
 * Makes dist/ of the sources file by file, without looking at types: that is `npm run check`'s business, and takes ten
 * times as long. Answers tsc's exit code.
 */
export function compile() {
  // What tsc keeps of its last full run says nothing of what is written now.
  rmSync('dist/.tsbuildinfo', { force: true });
  const fileByFile = ['--noCheck', '--noResolve', '--lib', 'es5', '--types', '', '--declaration', 'false'];
  const unrecorded = ['--incremental', 'false', '--tsBuildInfoFile', 'null'];
  return runToEnd(process.execPath, [tsc, ...fileByFile, ...unrecorded]);
}

/** Makes dist/ of the sources, types included; answers tsc's exit code, not 0 if a type is wrong. */
export function compileChecked() {
  return runToEnd(process.execPath, [tsc]);
}
