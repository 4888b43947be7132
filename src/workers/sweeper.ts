import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { applyAll } from '../apply-reports.ts';
import type { KeyVerdict } from '../mail/sendgrid.ts';
import { noticeLapsedLeases } from '../store/accounts/agents.ts';
import { takeFlaggedAccounts } from '../store/accounts/fan-out-flag.ts';
import { takeLostRestores } from '../store/addresses/restore-requests.ts';
import { giveAlarmBack, type OverdueAlarm, takeOverdueAlarms } from '../store/conversations/alarms.ts';
import { takeWaitingAgentEmails } from '../store/deliveries/agent-emails.ts';
import { takeUnapplied } from '../store/deliveries/reports.ts';
import { resumeSending, takeProbe } from '../store/deployment/sending-pause.ts';
import { removeAged } from '../store/erasure/by-age.ts';
import { goOn, takeErasures } from '../store/erasure/erase.ts';
import { takeWaitingInbound } from '../store/inbound/processing.ts';
import { takeLostJobs } from '../store/jobs/jobs.ts';
import type { Clock } from '../store/mongo/clock.ts';
import type { Store } from '../store/mongo/store.ts';
import { takeUnwokenWebhooks } from '../store/webhooks/webhooks.ts';
import { wakeChanged } from '../temporal/wake-changed.ts';
import type { Waker } from '../temporal/waker.ts';
import { failedRounds } from './failed-rounds.ts';
import { type HeldEventsDeps, handingOverHeld } from './held-events.ts';
import { type KeepDeps, keepingParked } from './keep-parked.ts';
import { releaseHeld } from './release-held.ts';

export interface SweeperDeps {
  readonly store: Store;
  readonly waker: Waker;
  readonly clock: Clock;
  readonly log: Logger;
}

/** How many alarms are taken per round; with the pause between rounds, this limits the rate of signals. */
const alarmsARound = 50;
const reportsARound = 500;
const betweenRoundsMs = 1_000;
const atOnce = 10;

/**
 * One round: follows up on alarms past their watch time, on accounts whose last lease has lapsed, on flags that were
 * not cleared, on jobs that no workflow executes and on emails that none has processed. So a lost signal, a terminated
 * workflow and a lost Temporal database heal by themselves (design, the alarm protocol 3). What is taken counts as woken,
 * so it is woken at once. Returns how many workflows were woken.
 */
export async function sweep({ store, waker, clock, log }: SweeperDeps): Promise<number> {
  const now = await clock();
  const wakeFanOut = (accountId: string) => waker.wakeFanOut(accountId);
  let woken = 0;
  await each(noticeLapsedLeases(store, now), wakeFanOut);
  await each(takeFlaggedAccounts(store, now), wakeFanOut);
  await each(takeLostJobs(store, now), ({ accountId, id }) => waker.wakeBulkReplay(accountId, id));
  await each(takeWaitingInbound(store, now), ({ _id }) => waker.wakeInbound(_id));
  await each(takeLostRestores(store, now), ({ accountId, _id }) => waker.wakeRestoreLink(accountId, _id));
  await each(takeWaitingAgentEmails(store, now), ({ accountId, id }) => waker.wakeAgentEmail(accountId, id));
  await each(takeUnwokenWebhooks(store, now), ({ accountId, id }) => waker.wakeWebhook(accountId, id));
  await each(takeOverdueAlarms(store, now, alarmsARound), followUp);
  return woken;

  /** Several takers share the items. If taking one fails, those that were taken before are still woken. */
  async function each<T>(taken: AsyncGenerator<T>, wake: (one: T) => Promise<unknown>): Promise<void> {
    const takers = Array.from({ length: atOnce }, async () => {
      for await (const one of taken) {
        try {
          await wake(one);
          woken += 1;
        } catch (error) {
          log.warn({ err: error }, 'the sweeper could not wake a workflow; it will try again soon');
        }
      }
    });
    const failed = (await Promise.allSettled(takers)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }

  async function followUp(alarm: OverdueAlarm): Promise<void> {
    try {
      await waker.wake({ ...alarm.ref, channel: alarm.channel }, alarm.signal);
    } catch (error) {
      await giveAlarmBack(store, alarm, now);
      throw error;
    }
  }
}

/** Applies the reports that nobody has applied in time, and wakes the workflows that they concern. */
export async function applyLeftReports({ store, waker, clock, log }: SweeperDeps): Promise<void> {
  await applyAll({ store, clock, log }, await takeUnapplied(store, await clock(), reportsARound), {
    changed: (change) => wakeChanged(waker, change),
    flagged: (accountId) => waker.wakeFanOut(accountId),
  });
}

/** How long a round works on one erasure before it turns to the next. */
const eraseForMs = 5_000;

/** Finishes what a request left to be erased, and goes through each erasure once more when everything is quiet. */
export async function eraseLeft({ store, waker, clock, log }: SweeperDeps): Promise<void> {
  for await (const erasure of takeErasures(store, await clock())) {
    const { accountId, conversationId, channel, hadWorkflow } = erasure;
    const { state, watchAt } = await goOn(store, erasure, { now: await clock(), patienceMs: eraseForMs });
    log.info({ accountId, conversationId, state, isOver: watchAt === undefined }, 'an erasure went on');
    // Should nobody have told its workflow: it finds nothing and ends.
    if (hadWorkflow) await waker.wake({ accountId, conversationId, channel }, 'conversationClosed').catch(() => {});
  }
}

/** After it has been to all accounts, it rests for this long. */
const betweenWalksMs = 10 * 60_000;

/** A walk over all accounts, step by step, that removes what they keep no longer. */
export function ageing({ store, clock }: Pick<SweeperDeps, 'store' | 'clock'>): () => Promise<void> {
  let after: string | null = null;
  let restsUntil = 0;
  return async () => {
    const now = await clock();
    if (now < restsUntil) return;
    after = await removeAged(store, after, now);
    if (after === null) restsUntil = now + betweenWalksMs;
  };
}

export interface ProbeDeps extends Pick<SweeperDeps, 'store' | 'clock' | 'log'> {
  /** Asks whether the provider accepts the key. */
  readonly probeKey: () => Promise<KeyVerdict>;
}

/** While the provider refuses the key: asks from time to time whether it accepts it again, without sending an email. */
export async function probe({ store, clock, log, probeKey }: ProbeDeps): Promise<void> {
  if (!(await takeProbe(store, await clock())) || (await probeKey()) !== 'taken') return;
  await resumeSending(store, await clock());
  log.info('the provider accepts the key again: sending resumes');
}

/**
 * Sweeps every second until stopped. The reports and the provider, which may take long or fail, have rounds of their
 * own, so that no alarm waits for them. `stop` waits for the current rounds.
 */
export function startSweeper(deps: SweeperDeps & ProbeDeps & KeepDeps & HeldEventsDeps): { stop(): Promise<void> } {
  const { store, log } = deps;
  const stopping = new AbortController();
  const hasFailed = failedRounds(store, log);
  const running = Promise.all([
    everyRound('a sweep', async () => {
      const woken = await sweep(deps);
      if (woken > 0) log.info({ woken }, 'the sweeper woke workflows');
    }),
    everyRound('applying reports', () => applyLeftReports(deps)),
    everyRound('erasing', () => eraseLeft(deps)),
    everyRound('removing what is too old', ageing(deps)),
    everyRound('keeping what is parked', keepingParked(deps)),
    everyRound('handing over events', handingOverHeld(deps)),
    everyRound('probing the key', () => probe(deps)),
    everyRound('releasing what a pause held back', () => releaseHeld(deps)),
  ]);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };

  async function everyRound(what: string, step: () => Promise<unknown>): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await step();
      } catch (error) {
        await hasFailed(error, `${what} failed; the next round tries again`);
      }
      await pause(betweenRoundsMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }
}
