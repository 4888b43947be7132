import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Those this process holds: a lock file with our own pid that is not among them is an older process's. */
const held = new Set<string>();

/**
 * Takes a lock file that holds our pid, breaking one whose process is gone. Answers null, or the pid of its holder.
 * @param isHolder whether a running process is the one meant: pids are used again, after a reboot soon
 */
export function tryLock(file: string, isHolder: (pid: number) => boolean = isRunning): number | null {
  if (held.has(file)) return process.pid;
  // Linked in one step, so that nobody ever reads a lock without its pid.
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    for (;;) {
      try {
        linkSync(mine, file);
        held.add(file);
        return null;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = readPid(file);
      if (holder !== null && holder !== process.pid && isHolder(holder)) return holder;
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

export function unlock(file: string): void {
  if (held.delete(file)) rmSync(file, { force: true });
}

/** Does the work while holding the lock; waits while another process has it. */
export async function withLock<T>(file: string, onWait: (pid: number) => void, work: () => Promise<T>): Promise<T> {
  for (let holder = tryLock(file), told = false; holder !== null; holder = tryLock(file)) {
    if (!told) onWait(holder);
    told = true;
    await sleep(500);
  }
  try {
    return await work();
  } finally {
    unlock(file);
  }
}

export function readPid(file: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

/** Whether a process with this pid exists (it may belong to another user). */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
