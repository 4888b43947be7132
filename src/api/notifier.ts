import type { Logger } from 'pino';
import type { Changed } from '../store/change.ts';
import { TemporalRestingError, type Waker } from '../temporal/waker.ts';

/** Wakes workflows behind the answer: the chat never waits for Temporal, and the sweeper follows up on what is lost. */
export interface Notifier {
  changed(change: Changed<unknown> | null): void;
  flagged(accountId: string): void;
  jobChanged(accountId: string, jobId: string): void;
  /** Does what need not be awaited by whoever asked. */
  after(work: () => Promise<void>): void;
  /** Waits for what is under way; for a clean end. */
  idle(): Promise<void>;
}

export function notifier(waker: Waker, log: Logger): Notifier {
  const underWay = new Set<Promise<void>>();

  function behind(ids: object, call: () => Promise<void>): void {
    after(async () => {
      try {
        await call();
      } catch (error) {
        if (!(error instanceof TemporalRestingError))
          log.warn({ ...ids, err: error }, 'could not wake a workflow; the sweeper follows up');
      }
    });
  }

  function after(work: () => Promise<void>): void {
    const task = work();
    underWay.add(task);
    void task.finally(() => underWay.delete(task));
  }

  return {
    changed: (change) => {
      if (change === null || change.wake === null) return;
      const { accountId, id: conversationId, channel } = change.conversation;
      const { wake } = change;
      const ids = { accountId, conversationId };
      behind(ids, () => waker.wake({ ...ids, channel: channel.kind }, wake));
    },
    after,
    flagged: (accountId) => behind({ accountId }, () => waker.wakeFanOut(accountId)),
    jobChanged: (accountId, jobId) => behind({ accountId, jobId }, () => waker.wakeBulkReplay(accountId, jobId)),
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
