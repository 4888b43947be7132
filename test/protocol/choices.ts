import type { Gate } from './scheduler.ts';
import type { World } from './world.ts';

/** A transaction, including its commit, ends within this time (design, the alarm protocol 1). */
const transactionMs = 5_000;
const longestStallMs = 2 * 3_600_000;

/** One thing that may happen next. */
export interface Choice {
  readonly what: string;
  happen(): void;
}

/** All actors that can continue. */
export function turns({ scheduler: { gates } }: World): readonly Gate[] {
  return gates
    .filter(({ wait }) => wait === null || wait.isOver())
    .sort((a, b) => (a.actor.name < b.actor.name ? -1 : 1));
}

/** Everything that may happen next, in a fixed order. */
export function choices(world: World): readonly Choice[] {
  const able = turns(world);
  const all: Choice[] = able.map((gate) => ({ what: `${gate.actor.name}: ${gate.label}`, happen: gate.pass }));
  if (world.crashesLeft > 0) {
    for (const gate of able)
      if (gate.wait === null)
        all.push({ what: `${gate.actor.name} dies before: ${gate.label}`, happen: () => crash(world, gate.crash) });
    if (!world.temporal.isEmpty())
      all.push({ what: 'Temporal is lost', happen: () => crash(world, world.temporal.lose) });
  }
  const next = nextTime(world);
  if (next !== null && (able.length === 0 || (world.stallsLeft > 0 && next < world.now + longestStallMs)))
    all.push({
      what: `time moves on to ${new Date(next).toISOString().slice(11, 19)}`,
      happen: () => tick(world, next),
    });
  return all;
}

function crash(world: World, happen: () => void): void {
  world.crashesLeft -= 1;
  happen();
}

function tick(world: World, to: number): void {
  if (turns(world).length > 0) world.stallsLeft -= 1;
  world.now = to;
}

/** When the next wait ends; null if none does, or if a transaction has to end before that. */
function nextTime({ scheduler: { gates, actors }, now }: World): number | null {
  const times = gates.flatMap(({ wait }) => wait?.until?.() ?? []).filter((at) => at > now);
  if (times.length === 0) return null;
  const next = Math.min(...times);
  for (const { busySince } of actors) if (busySince !== null && next > busySince + transactionMs) return null;
  return next;
}
