import { pino } from 'pino';
import { fanOutPage } from '../../src/activities/fan-out.ts';
import type { SignalName } from '../../src/contract/signals.ts';
import { clearFlag, readFlag } from '../../src/store/accounts/fan-out-flag.ts';
import { again } from './again.ts';
import type { Actor } from './scheduler.ts';
import type { Run } from './world.ts';
import { ref, type World } from './world.ts';

const silentLog = pino({ level: 'silent' });
const betweenPassesMs = 10_000;

/** src/workflows/fan-out.ts, step by step. */
export async function fanOut(world: World, actor: Actor, self: Run): Promise<void> {
  const store = world.storeOf(actor);
  const { clock } = world;
  const wake = async (_: unknown, signal: SignalName) => {
    await actor.gate('signal');
    world.temporal.wake(signal);
  };
  const deps = {
    store,
    clock,
    waker: { wake, wakeFanOut: async () => {}, wakeBulkReplay: async () => {} },
    log: silentLog,
  };
  const pass = (signal: SignalName) =>
    again(actor, () => fanOutPage(deps as unknown as Parameters<typeof fanOutPage>[0], ref.accountId, signal, null));
  await actor.gate('starts', { isOver: () => true });
  for (;;) {
    const flag = await again(actor, () => readFlag(store, ref.accountId));
    // A signal that arrives while it ends is lost.
    if (flag === null) return actor.gate('ends', { isOver: () => true });
    if (self.isLost) return;
    await pass(flag.signal);
    if (self.isLost) return;
    if (!world.broken.noSecondPass) {
      const resumesAt = world.now + betweenPassesMs;
      actor.rest({ flag, resumesAt });
      await actor.gate('between passes', {
        isOver: () => self.isLost || resumesAt <= world.now,
        until: () => resumesAt,
      });
      if (self.isLost) return;
      await pass(flag.signal);
      if (self.isLost) return;
    }
    await again(actor, () => clearFlag(store, ref.accountId, flag.value));
    actor.rest('anew');
  }
}
