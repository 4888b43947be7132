import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, type RunningChild, signalGroup, startChild } from '../dev/servers/child-process.ts';

/** A process of the stack that is killed and restarted, always with the same command, port and data. */
export interface Part {
  readonly name: string;
  /** How often it was killed, and how often it exited by itself. */
  readonly counts: { readonly killed: number; readonly endedItself: number };
  /**
   * SIGKILL now; it is restarted `downMs` later, after `whileDown`. False if there was nothing to kill, because it is
   * still down from an earlier kill.
   */
  kill(downMs: number, whileDown?: () => void | Promise<void>): boolean;
  /** SIGSTOP now, SIGCONT after this time: meanwhile it neither answers nor notices anything. False if it is down. */
  freeze(ms: number): boolean;
  /** Ends it for good. */
  stop(): Promise<void>;
}

/** A part that exited by itself is restarted after a while, as under any supervisor. */
const afterOwnEndMs = 1_000;

export async function startPart(name: string, command: Command): Promise<Part> {
  const counts = { killed: 0, endedItself: 0 };
  const stopping = new AbortController();
  let child: RunningChild | null = await startChild(command);
  let killed: { readonly downMs: number; readonly whileDown: () => void | Promise<void> } | null = null;

  async function keepRunning(): Promise<void> {
    for (;;) {
      await child?.ended;
      child = null;
      if (stopping.signal.aborted) return;
      if (killed === null) counts.endedItself += 1;
      const { downMs, whileDown } = killed ?? { downMs: afterOwnEndMs, whileDown: () => {} };
      killed = null;
      await sleep(downMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      await whileDown();
      if (stopping.signal.aborted) return;
      child = await startChild(command);
      if (stopping.signal.aborted) await child.kill();
    }
  }
  const running = keepRunning();

  return {
    name,
    counts,
    kill: (downMs, whileDown = () => {}) => {
      if (child === null || killed !== null) return false;
      counts.killed += 1;
      killed = { downMs, whileDown };
      void child.kill();
      return true;
    },
    freeze: (ms) => {
      if (child === null || killed !== null) return false;
      const { pid } = child;
      signalGroup(pid, 'SIGSTOP');
      void sleep(ms, undefined, { signal: stopping.signal })
        .catch(() => {})
        .then(() => signalGroup(pid, 'SIGCONT'));
      return true;
    },
    stop: async () => {
      stopping.abort();
      await child?.kill();
      await running;
    },
  };
}
