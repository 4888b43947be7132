import { AttemptTooLateError } from '../../src/activities/deliver.ts';
import type { Next } from '../../src/policy/look/decision.ts';
import { look } from '../../src/store/deliveries/look.ts';
import { again } from './again.ts';
import { type Actor, whenever } from './scheduler.ts';
import type { Run } from './world.ts';
import { deliverTimeoutMs, ref, type World } from './world.ts';

const shortestSleepMs = 250;

/** src/workflows/conversation.ts, step by step. */
export async function converse(world: World, actor: Actor, self: Run): Promise<void> {
  const deps = { store: world.ground.storeOf(actor, world.clock, !world.broken.splitLook), clock: world.clock };
  const looks = () => {
    const reasons = self.reasons;
    self.reasons = [];
    return again(actor, () => look({ ...deps, deliverTimeoutMs }, ref, reasons));
  };
  // It is started by a signal, which has arrived by the time of the first look.
  await actor.gate('starts', whenever);
  let next: Next = await looks();
  while (!self.isLost) {
    actor.rest(next);
    if (next.kind === 'deliver') {
      next =
        (await attempt(world, actor, next.deliveryId)) ??
        (await again(actor, () => look({ ...deps, deliverTimeoutMs }, ref, [])));
      continue;
    }
    const sleepsUntil = next.kind === 'sleep' ? Math.max(next.at, world.now + shortestSleepMs) : null;
    actor.learn(sleepsUntil);
    if (next.kind !== 'done')
      await actor.gate('sleeps', {
        isOver: () => self.isLost || self.reasons.length > 0 || (sleepsUntil !== null && sleepsUntil <= world.now),
        until: () => sleepsUntil,
        opensNext: true,
      });
    if (self.isLost || (next.kind === 'done' && self.reasons.length === 0)) return;
    next = await looks();
  }
}

/** Nobody gets the answer of an attempt that ended after its time. */
function unheard(error: unknown): null {
  if (error instanceof AttemptTooLateError) return null;
  throw error;
}

/** One attempt as a separate activity; null if its time is up, whatever it still does. */
async function attempt(world: World, actor: Actor, deliveryId: string): Promise<Next | null> {
  const startedAt = world.now;
  actor.learn(startedAt);
  const answer: { next: Next | null; isOver: boolean } = { next: null, isOver: false };
  world.scheduler.start(`courier of ${actor.name}`, async (courier) => {
    answer.next = await world.ground.deliver(world, courier, deliveryId).catch(unheard);
    answer.isOver = true;
  });
  const until = () => startedAt + deliverTimeoutMs;
  await actor.gate('delivers', { isOver: () => answer.isOver || until() <= world.now, until, opensNext: true });
  return answer.next;
}
