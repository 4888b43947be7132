import { type FanOutPage, fanOutPage } from '../../src/activities/fan-out.ts';
import type { SignalName } from '../../src/contract/signals.ts';
import { clearFlag, readFlag } from '../../src/store/accounts/fan-out-flag.ts';
import { again } from './again.ts';
import { pageDeps } from './courier.ts';
import type { Actor } from './scheduler.ts';
import type { Run } from './world.ts';
import { ref, type World } from './world.ts';

const betweenPassesMs = 10_000;
/** After this time without a sign of life another worker delivers a page. */
const pageTimeoutMs = 20_000;

/** src/workflows/fan-out.ts, step by step. */
export async function fanOut(world: World, actor: Actor, self: Run): Promise<void> {
  const store = world.storeOf(actor);
  const { accountId } = ref;
  const pass = async (signal: SignalName) => {
    const asked = { accountId, signal, after: null, leavesDue: true };
    const { due, dueAt }: FanOutPage = await again(actor, () => fanOutPage(pageDeps(world, actor), asked));
    if (due.length === 0) return;
    actor.rest({ signal, dueAt });
    await actor.gate('waits until it is due', { isOver: () => self.isLost || dueAt <= world.now, until: () => dueAt });
    await deliversPage(world, actor, self, signal);
  };
  await actor.gate('starts', { isOver: () => true });
  for (;;) {
    const flag = await again(actor, () => readFlag(store, accountId));
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
    await again(actor, () => clearFlag(store, accountId, flag.value));
    actor.rest('anew');
  }
}

/** A page as a separate activity, which is begun again if its worker dies, while the first one may still be at work. */
async function deliversPage(world: World, actor: Actor, self: Run, signal: SignalName): Promise<void> {
  for (let tries = 1; !self.isLost; tries += 1) {
    const startedAt = world.now;
    let isOver = false;
    world.scheduler.start(`page ${tries} of ${actor.name}`, async (courier) => {
      await world.ground.deliverPage(world, courier, signal);
      isOver = true;
    });
    const until = () => startedAt + pageTimeoutMs;
    await actor.gate('delivers a page', {
      isOver: () => self.isLost || isOver || until() <= world.now,
      until,
      opensNext: true,
    });
    if (isOver) return;
  }
}
