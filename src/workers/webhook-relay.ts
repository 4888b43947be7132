import { setTimeout as pause } from 'node:timers/promises';
import { changesAfter, isTokenLost, presentToken } from '../store/mongo/change-stream.ts';
import { randomId } from '../store/mongo/ids.ts';
import { noteEvents } from '../store/webhooks/noting.ts';
import { endRelay, hasWebhooks, keepRelay, leaveRelay, noteGap, takeRelay } from '../store/webhooks/relay.ts';
import type { SweeperDeps } from './sweeper.ts';

const betweenRoundsMs = 1_000;
/** What comes soon after is noted together, so that a busy account costs no more signals than this allows. */
const togetherMs = 200;
/** How often its place is noted while nothing happens: well within the time that it is held for. */
const keepEveryMs = 5_000;

/**
 * Notes for webhooks what happens in their accounts, as MongoDB tells it afterwards: whoever writes a message does
 * nothing for it. One worker does it for all; another takes over where that left off. Costs one query a second as long
 * as there is no webhook.
 */
export function startWebhookRelay(deps: SweeperDeps): { stop(): Promise<void> } {
  const { store, clock, log } = deps;
  const stopping = new AbortController();
  const holder = randomId();
  const rest = (ms: number) => pause(ms, undefined, { signal: stopping.signal }).catch(() => {});

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const from = (await hasWebhooks(store)) ? await takeRelay(store, holder, await clock()) : null;
        if (from !== null) await follow(from);
      } catch (error) {
        log.warn({ err: error }, 'noting events for webhooks failed; the next round tries again');
      }
      await rest(betweenRoundsMs);
    }
    await leaveRelay(store, holder).catch(() => {});
  }

  /** Returns when it is stopped, another process has taken over, or there is no webhook any more. */
  async function follow(from: string): Promise<void> {
    let keptAt = performance.now();
    try {
      for await (const { changes, token } of changesAfter(store, from, null, stopping.signal)) {
        const now = await clock();
        const woken = await noteEvents(store, changes, now);
        if (woken.length > 0 || performance.now() - keptAt > keepEveryMs) {
          if (!(await keepRelay(store, holder, token, now))) return;
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
    } catch (error) {
      if (!isTokenLost(error) || stopping.signal.aborted) throw error;
      log.error(
        { err: error },
        'MongoDB no longer has the changes that webhooks were to be told; they may miss events',
      );
      await noteGap(store, holder, await presentToken(store), await clock());
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
