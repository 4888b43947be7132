// @ts-check
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The locks that this process holds: any other lock file with our pid belongs to an older process.
 * @type {Set<string>}
 */
const held = new Set();

/**
 * Takes a lock file, which then contains our pid; one whose process is gone is replaced. Returns null, or the pid of
 * its holder.
 * @param {string} file
 * @param {(pid: number) => boolean} isHolder whether a running process is the one meant: pids are used again, after a
 * reboot soon
 * @returns {number | null}
 */
export function tryLock(file, isHolder = isRunning) {
  if (held.has(file)) return process.pid;
  // Linked in one step, so that a lock file always contains its pid.
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    for (;;) {
      try {
        linkSync(mine, file);
        held.add(file);
        return null;
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
      }
      const holder = readPid(file);
      if (holder !== null && holder !== process.pid && isHolder(holder)) return holder;
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/** @param {string} file */
export function unlock(file) {
  if (held.delete(file)) rmSync(file, { force: true });
}

/**
 * Does the work while holding the lock; waits while another process, or other work in this one, holds it.
 * @template T
 * @param {string} file
 * @param {(pid: number) => void} onWait
 * @param {() => Promise<T>} work
 * @param {AbortSignal} [signal] ends the waiting
 * @returns {Promise<T>}
 */
export async function withLock(file, onWait, work, signal) {
  for (let holder = tryLock(file), told = false; holder !== null; holder = tryLock(file)) {
    if (!told) onWait(holder);
    told = true;
    await sleep(500, undefined, { signal });
  }
  try {
    return await work();
  } finally {
    unlock(file);
  }
}

/**
 * @param {string} file
 * @returns {number | null}
 */
export function readPid(file) {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

/**
 * Whether a process with this pid exists (it may belong to another user).
 * @param {number} pid
 */
export function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * The code of a system error.
 * @param {unknown} error
 */
function codeOf(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code;
}
