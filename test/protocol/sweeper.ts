import { pino } from 'pino';
import { sweep } from '../../src/workers/sweeper.ts';
import { CrashError } from './scheduler.ts';
import type { World } from './world.ts';

const silentLog = pino({ level: 'silent' });
const flagForgottenMs = 60_000;
const betweenRoundsMs = 1_000;

/** The loop in each worker, with its real rounds; one that dies is restarted. */
export function startSweeper(world: World, name: string): void {
  const dueAt = () => {
    const { account, conversation } = world.truth;
    const times = [conversation.alarm?.watchAt ?? 0, (account.fanOut?.raisedAt ?? Infinity) + flagForgottenMs];
    const watched = Math.min(...times.filter((at) => at > 0));
    return Number.isFinite(watched) ? watched : null;
  };
  world.scheduler.start(name, async (actor) => {
    let last: Promise<void> = Promise.resolve();
    let restsUntil = 0;
    const until = () => {
      const at = dueAt();
      return at === null ? null : Math.max(at, restsUntil);
    };
    /** It signals many at once, which here means one after another. */
    const signalling = (signal: () => void) => {
      last = last.then(() => actor.gate('signal')).then(signal);
      return last;
    };
    const waker = {
      wake: (_: unknown, signal: Parameters<typeof world.temporal.wake>[0]) =>
        signalling(() => world.temporal.wake(signal)),
      wakeFanOut: () => signalling(world.temporal.wakeFanOut),
      wakeBulkReplay: async () => {},
      wakeInbound: async () => {},
      wakeRestoreLink: async () => {},
      wakeAgentEmail: async () => {},
      wakeWebhook: async () => {},
    };
    const deps = { store: world.storeOf(actor), clock: world.clock, waker, log: silentLog };
    for (;;) {
      actor.revive();
      actor.rest(restsUntil);
      await actor.gate('waits', { isOver: () => (until() ?? Infinity) <= world.now, until, opensNext: true });
      last = Promise.resolve();
      restsUntil = world.now + betweenRoundsMs;
      try {
        await sweep(deps);
      } catch (error) {
        if (!(error instanceof CrashError)) throw error;
      }
    }
  });
}
