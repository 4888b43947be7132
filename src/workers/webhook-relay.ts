import { setTimeout as pause } from 'node:timers/promises';
import {
  type ChangeBatch,
  changesAfter,
  isTokenLost,
  isTooFarBack,
  presentToken,
} from '../store/mongo/change-stream.ts';
import { randomId } from '../store/mongo/ids.ts';
import { noteEvents } from '../store/webhooks/noting.ts';
import { endRelay, hasWebhooks, keepRelay, leaveRelay, noteGap, takeRelay } from '../store/webhooks/relay.ts';
import { failedRounds } from './failed-rounds.ts';
import type { SweeperDeps } from './sweeper.ts';

const betweenRoundsMs = 1_000;
/** What comes soon after is noted together, so that a busy account costs no more signals than this allows. */
const togetherMs = 200;
/** How often its place is noted while nothing happens: well within the time that it is held for. */
const keepEveryMs = 5_000;
/** After so many rounds in which MongoDB did not get through what lies behind, the relay begins with the present. */
const maxTimeouts = 5;

/**
 * Notes for webhooks what happens in their accounts, as MongoDB tells it afterwards: whoever writes a message does
 * nothing for it. One worker does it for all; another takes over where that left off. Costs one query a second as long
 * as there is no webhook.
 */
export function startWebhookRelay(deps: SweeperDeps): { stop(): Promise<void> } {
  const { store, clock, log } = deps;
  const stopping = new AbortController();
  const holder = randomId();
  const hasFailed = failedRounds(store, log);
  const rest = (ms: number) => pause(ms, undefined, { signal: stopping.signal }).catch(() => {});
  let timeouts = 0;

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const from = (await hasWebhooks(store)) ? await takeRelay(store, holder, await clock()) : null;
        if (from !== null) await follow(from);
      } catch (error) {
        await hasFailed(error, 'noting events for webhooks failed; the next round tries again');
      }
      await rest(betweenRoundsMs);
    }
    await leaveRelay(store, holder).catch(() => {});
  }

  /** Returns when it is stopped, another process has taken over, or there is no webhook any more. */
  async function follow(from: string): Promise<void> {
    let keptAt = performance.now();
    for await (const told of toldAfter(from)) {
      if (told === 'lost') return await noteGap(store, holder, await presentToken(store), await clock());
      const now = await clock();
      const woken = await noteEvents(store, told.changes, now);
      if (woken.length > 0 || performance.now() - keptAt > keepEveryMs) {
        if (!(await keepRelay(store, holder, told.token, now))) return;
        if (woken.length === 0 && !(await hasWebhooks(store))) return await endRelay(store, holder);
        keptAt = performance.now();
      }
      for (const webhook of woken)
        if (webhook.restsUntil === null || webhook.restsUntil <= now)
          await deps.waker.wakeWebhook(webhook.accountId, webhook.id).catch((err) => {
            log.warn({ accountId: webhook.accountId, err }, 'could not wake a webhook; the sweeper follows up');
          });
      if (woken.length > 0) await rest(togetherMs);
    }
  }

  /** What the stream tells, or that it cannot any more. What fails while a batch is noted loses nothing: it comes again. */
  async function* toldAfter(from: string): AsyncGenerator<ChangeBatch | 'lost', void, undefined> {
    try {
      for await (const batch of changesAfter(store, from, null, stopping.signal)) {
        timeouts = 0;
        yield batch;
      }
    } catch (error) {
      timeouts += isTooFarBack(error) ? 1 : 0;
      if (stopping.signal.aborted || !(isTokenLost(error) || timeouts >= maxTimeouts)) throw error;
      timeouts = 0;
      log.error({ err: error }, 'MongoDB does not have what webhooks were to be told any more; they may miss events');
      yield 'lost';
    }
  }

  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
