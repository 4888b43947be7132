import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openProgress } from './progress.mjs';
import { withLock } from './servers/pid-lock.mjs';
import { CommandError, messageOf, runCommand } from './servers/run-command.mjs';
import { findServerBinary, nameOf } from './servers/server-binary.mjs';
import { toldToEnd } from './told-to-end.mjs';

const oldestNode = [20, 19];
/** Ignored by Git. */
const stateFolder = '.afterchat';
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
 * Makes sure that the packages and these servers are installed, fetching everything at the same time. If one fails, the
 * others continue, so that the next try finds them. Two processes do this one after the other. Returns the exit code;
 * what failed has been reported by then.
 */
export async function prepare(servers) {
  const told = toldToEnd();
  const { signal } = told;
  const progress = openProgress();
  const packages = install(progress.part('npm packages'), signal);
  const found = servers.map((server) => {
    const { find = (options) => findServerBinary(server, options) } = server;
    return find({ packages, signal, part: progress.part(nameOf(server)) });
  });
  const results = await Promise.allSettled([packages, ...found]);
  told.release();
  if (signal.aborted) {
    process.stderr.write('afterchat: stopped; no incomplete download is left\n');
    return told.exitCode();
  }
  const problems = results.filter(({ status }) => status === 'rejected').map(({ reason }) => messageOf(reason));
  for (const problem of problems) process.stderr.write(`\nafterchat: ${problem}\n`);
  return problems.length === 0 ? 0 : 1;
}

/**
 * Installs what the lock file names if node_modules is missing or was made from another package-lock.json. Does not use
 * `npm ci`, which refuses a lock file that lacks the binaries of other platforms, as the registry it was written with
 * did. This also installs the locked versions and does not change the lock file.
 */
async function install(part, signal) {
  const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
  const isDone = () => (existsSync(stamp) ? readFileSync(stamp, 'utf8') === lock : installedByHand());
  const work = async () => {
    if (!isDone()) await npmInstall(part, signal);
    writeFileSync(stamp, lock);
  };
  if (isDone()) {
    if (!existsSync(stamp)) writeFileSync(stamp, lock);
    return;
  }
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  try {
    await withLock(
      join(stateFolder, 'install.lock'),
      (pid) => part.doing(`process ${pid} is installing them`),
      work,
      signal,
    );
  } catch (error) {
    part.failed();
    throw error;
  }
  part.done();
}

async function npmInstall(part, signal) {
  part.doing('npm install');
  const isFirst = !existsSync('node_modules');
  rmSync(stamp, { force: true });
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--no-progress'];
  try {
    await runCommand(npm, args, { timeoutSeconds: 1800, signal });
  } catch (error) {
    // An incomplete node_modules is repaired by the next npm install.
    if (isFirst) rmSync('node_modules', { recursive: true, force: true });
    const output = error instanceof CommandError ? error.output.trim() : '';
    const said = output === '' ? [messageOf(error)] : output.split('\n').slice(-20);
    throw new Error(
      [
        'the npm packages could not be installed. Output of npm install:',
        ...said.map((line) => `  ${line}`),
        'Make sure that npm can reach its registry (npm ping), then run this again.',
      ].join('\n'),
    );
  }
}

/** Whether somebody ran `npm install` or `npm ci` since the lock file last changed: then npm's own record is newer. */
function installedByHand() {
  const record = 'node_modules/.package-lock.json';
  return existsSync(record) && statSync(record).mtimeMs >= statSync('package-lock.json').mtimeMs;
}
