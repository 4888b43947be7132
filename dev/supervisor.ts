import { setTimeout as sleep } from 'node:timers/promises';
import { forgetPid, notePid } from './leftovers.ts';
import { type Command, lastLines, type RunningChild, startChild } from './servers/child-process.ts';

/** One process of the embedded default. */
export interface Part {
  readonly name: string;
  readonly command: Command;
  /** Resolves when it can be used; if omitted, the part itself says so with the message {kind: 'ready'}. */
  readonly ready?: () => Promise<void>;
}

export interface Supervisor {
  /** Starts a part and resolves when it is ready. From then on it is restarted whenever it ends. Throws a PartError. */
  start(part: Part): Promise<void>;
  /** Ends all parts, one group after another, those of a group together; what does not end is killed. */
  stop(order: readonly (readonly string[])[]): Promise<void>;
}

const readySeconds = 60;
const stopSeconds = 15;
/** A part that ran for this long did not fail at its start, so it is restarted without waiting. */
const soundSeconds = 30;

/**
 * Starts parts, keeps them running and ends them in order.
 * @param say gets a line when a part has ended by itself and when it is back
 * @param pidFolder records the running parts for the next start, in case we are killed
 */
export function createSupervisor(say: (line: string) => void, pidFolder: string): Supervisor {
  const running = new Map<string, RunningChild>();
  let stopping = false;

  /** Starts a part once and waits until it is ready; if that fails, the part is ended. */
  async function launch(part: Part): Promise<RunningChild> {
    if (stopping) throw new PartError(part, 'not started: everything is stopping');
    const child = await startChild({ ...part.command, ipc: part.ready === undefined });
    running.set(part.name, child);
    notePid(pidFolder, part.name, child.pid, part.command);
    child.ended.then(() => {
      running.delete(part.name);
      forgetPid(pidFolder, part.name);
    });
    const giveUp = new AbortController();
    try {
      await Promise.race([
        part.ready === undefined ? readyMessage(child) : part.ready(),
        child.ended.then((how) => Promise.reject(new Error(`exited (${how}) before it was ready`))),
        sleep(readySeconds * 1000, undefined, { signal: giveUp.signal }).then(() =>
          Promise.reject(new Error(`not ready after ${readySeconds} s`)),
        ),
      ]);
    } catch (error) {
      await child.kill();
      throw new PartError(part, error instanceof Error ? error.message : String(error));
    } finally {
      giveUp.abort();
    }
    return child;
  }

  /** Restarts a part whenever it ends: at once, then after 1, 2, 4 and at most 8 s while it keeps failing. */
  async function watch(part: Part, first: RunningChild): Promise<void> {
    let child: RunningChild | null = first;
    let startedAt = Date.now();
    for (let failures = 0; ; ) {
      const how = child === null ? null : await child.ended;
      if (stopping) return;
      if (Date.now() - startedAt > soundSeconds * 1000) failures = 0;
      if (how !== null) say(`${part.name} exited (${how}); restarting it`);
      if (failures > 0) await sleep(Math.min(8, 2 ** (failures - 1)) * 1000);
      if (stopping) return;
      failures += 1;
      startedAt = Date.now();
      try {
        child = await launch(part);
        say(`${part.name} is back`);
      } catch (error) {
        child = null;
        if (!stopping) say(error instanceof Error ? error.message : String(error));
      }
    }
  }

  return {
    start: async (part) => {
      const child = await launch(part);
      if (!stopping) void watch(part, child);
    },
    stop: async (order) => {
      stopping = true;
      for (const names of order) await Promise.all(names.map((name) => running.get(name)?.stop(stopSeconds)));
      await Promise.all([...running.values()].map((child) => child.kill()));
    },
  };
}

function readyMessage(child: RunningChild): Promise<void> {
  return new Promise((resolve) => {
    child.process.on('message', (message: unknown) => {
      if (typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'ready') resolve();
    });
  });
}

/** A part did not start; the message says why and ends with what the part wrote last. */
export class PartError extends Error {
  constructor(part: Part, problem: string) {
    const log = part.command.logFile;
    super(
      [`${part.name}: ${problem}`, lastLines(log), log === null ? '' : `(more in ${log})`].filter(Boolean).join('\n'),
    );
    this.name = 'PartError';
  }
}
