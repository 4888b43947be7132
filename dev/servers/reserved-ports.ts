import { mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { tryLock, unlock } from '../../bin/servers/pid-lock.mjs';
import { freePort } from '../../bin/servers/ports.mjs';

export interface ReservedPorts {
  /** The preferred port of loopback, or the next one that is free and that no other of our stacks is about to take. */
  take(preferred: number): Promise<number>;
  /** Whether something else listens there now. */
  isLost(port: number): Promise<boolean>;
  release(): void;
}

/**
 * Reserves ports from the moment they are chosen, so that they stay ours while a process starts or restarts: by a lock
 * file per port and user. Programs without such locks may still take one, so what answers on a port must be proven to
 * be ours.
 * @param isHolder whether a running process is one that holds ports, because pids are reused
 */
export function reservedPorts(
  isHolder: (pid: number) => boolean,
  folder = join(tmpdir(), `afterchat-ports-${userInfo().uid}`),
): ReservedPorts {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lockOf = (port: number) => join(folder, String(port));
  const mine = new Set<number>();
  return {
    take: async (preferred) => {
      const passed = new Set(mine);
      for (;;) {
        const port = await freePort(preferred, passed);
        passed.add(port);
        if (tryLock(lockOf(port), isHolder) !== null) continue;
        mine.add(port);
        return port;
      }
    },
    isLost: async (port) => (await freePort(port)) !== port,
    release: () => {
      for (const port of mine) unlock(lockOf(port));
      mine.clear();
    },
  };
}
