import type { Logger } from 'pino';
import { TemporalRestingError } from '../temporal/resting-error.ts';
import { type ToWake, wakeChanged } from '../temporal/wake-changed.ts';
import type { Waker } from '../temporal/waker.ts';

/** Wakes workflows after the answer: the chat never waits for Temporal, and the sweeper follows up on what is lost. */
export interface Notifier {
  changed(change: ToWake | null): void;
  flagged(accountId: string): void;
  jobChanged(accountId: string, jobId: string): void;
  inboundStored(inboundId: string): void;
  restoreLinkAsked(accountId: string, requestId: string): void;
  agentEmailReplayed(accountId: string, agentEmailId: string): void;
  webhookChanged(accountId: string, webhookId: string): void;
  /** Runs work that the answer need not wait for, and that the sweeper makes up for if it is dropped. */
  after(work: () => Promise<void>): void;
  /** Waits for the work that is under way, for a clean shutdown. */
  idle(): Promise<void>;
}

/** Beyond this, work is left to the sweeper, which only makes it later. */
const maxUnderWay = 1_000;

export function notifier(waker: Waker, log: Logger, most = maxUnderWay): Notifier {
  const underWay = new Set<Promise<void>>();
  let isFull = false;

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
    if (underWay.size >= most) {
      if (!isFull) log.warn({ most }, 'too many workflows are waiting to be woken; the sweeper wakes the rest');
      isFull = true;
      return;
    }
    isFull = false;
    const task = work();
    underWay.add(task);
    void task.finally(() => underWay.delete(task));
  }

  return {
    changed: (change) => {
      if (change === null || change.wake === null) return;
      const { accountId, id: conversationId } = change.conversation;
      behind({ accountId, conversationId }, () => wakeChanged(waker, change));
    },
    after,
    flagged: (accountId) => behind({ accountId }, () => waker.wakeFanOut(accountId)),
    jobChanged: (accountId, jobId) => behind({ accountId, jobId }, () => waker.wakeBulkReplay(accountId, jobId)),
    inboundStored: (inboundId) => behind({ inboundId }, () => waker.wakeInbound(inboundId)),
    restoreLinkAsked: (accountId, requestId) =>
      behind({ accountId, requestId }, () => waker.wakeRestoreLink(accountId, requestId)),
    agentEmailReplayed: (accountId, agentEmailId) =>
      behind({ accountId, agentEmailId }, () => waker.wakeAgentEmail(accountId, agentEmailId)),
    webhookChanged: (accountId, webhookId) =>
      behind({ accountId, webhookId }, () => waker.wakeWebhook(accountId, webhookId)),
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
