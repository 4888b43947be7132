import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { applyAll } from './reports.ts';
import { noticeLapsedLeases } from './store/agents.ts';
import { giveAlarmBack, type OverdueAlarm, takeOverdueAlarms } from './store/alarms.ts';
import type { Clock } from './store/clock.ts';
import { takeFlaggedAccounts } from './store/fan-out.ts';
import { takeLostJobs } from './store/jobs.ts';
import { takeUnapplied } from './store/reports.ts';
import { resumeSending, takeProbe } from './store/sending-pause.ts';
import type { Store } from './store/store.ts';
import type { Waker } from './temporal/waker.ts';

export interface SweeperDeps {
  readonly store: Store;
  readonly waker: Waker;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Alarms taken at once: with the pause between rounds this limits the rate of signals. */
const alarmsARound = 50;
const reportsARound = 500;
const betweenRoundsMs = 1_000;
const atOnce = 10;

/**
 * One round: follows up on alarms past their watch time, on accounts whose last lease lapsed, on flags left standing,
 * on jobs that nobody works off, and on reports that nobody has applied. So a lost signal, a terminated workflow and a
 * lost Temporal database heal themselves (design, the alarm protocol 3). Answers how many workflows were woken.
 */
export async function sweep({ store, waker, clock, log }: SweeperDeps): Promise<number> {
  const now = await clock();
  const lapsed = await noticeLapsedLeases(store, now);
  const flagged = await takeFlaggedAccounts(store, now);
  const lost = await takeLostJobs(store, now);
  const overdue = await takeOverdueAlarms(store, now, alarmsARound);
  await applyAll({ store, clock, log }, await takeUnapplied(store, now, reportsARound), {
    changed: async ({ conversation: { accountId, id: conversationId, channel }, wake }) =>
      wake && (await waker.wake({ accountId, conversationId, channel: channel.kind }, wake)),
    flagged: (accountId) => waker.wakeFanOut(accountId),
  });
  const calls = [
    ...[...new Set([...lapsed, ...flagged])].map((accountId) => () => waker.wakeFanOut(accountId)),
    ...lost.map(
      ({ accountId, id }) =>
        () =>
          waker.wakeBulkReplay(accountId, id),
    ),
    ...overdue.map((alarm) => () => followUp(alarm)),
  ];
  let woken = 0;
  for (let next = 0; next < calls.length; next += atOnce) {
    const results = await Promise.allSettled(calls.slice(next, next + atOnce).map((call) => call()));
    for (const result of results) {
      if (result.status === 'fulfilled') woken += 1;
      else log.warn({ err: result.reason }, 'the sweeper could not wake a workflow; it tries again soon');
    }
  }
  return woken;

  async function followUp(alarm: OverdueAlarm): Promise<void> {
    try {
      await waker.wake({ ...alarm.ref, channel: alarm.channel }, alarm.signal);
    } catch (error) {
      await giveAlarmBack(store, alarm, now);
      throw error;
    }
  }
}

export interface ProbeDeps extends Pick<SweeperDeps, 'store' | 'clock' | 'log'> {
  /** Asks whether the provider takes the key. */
  readonly probeKey: () => Promise<boolean>;
  readonly probeEveryMs: number;
}

/** While the provider refuses the key: asks it from time to time, without a mail, whether it takes it again. */
export async function probe({ store, clock, log, probeKey, probeEveryMs }: ProbeDeps): Promise<void> {
  if (!(await takeProbe(store, await clock(), probeEveryMs)) || !(await probeKey())) return;
  await resumeSending(store, await clock());
  log.info('the provider takes the key again: sending goes on');
}

/** Sweeps every second until stopped; `stop` waits for the round under way. */
export function startSweeper(deps: SweeperDeps & ProbeDeps): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await probe(deps);
        const woken = await sweep(deps);
        if (woken > 0) deps.log.info({ woken }, 'the sweeper woke workflows');
      } catch (error) {
        deps.log.warn({ err: error }, 'a sweep failed; the next one tries again');
      }
      await pause(betweenRoundsMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  })();
  return {
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}
