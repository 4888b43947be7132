import type { Store } from '../../src/store/mongo/store.ts';
import { brokenPromise, isAtEnd } from './checks.ts';
import { choices, turns } from './choices.ts';
import { createWorld, setUp } from './create-world.ts';
import { empty, readTruth, realGround } from './real-ground.ts';
import type { Broken, Scenario } from './world.ts';

/** Which of the possible steps happens next, and how many actors continue at the same moment. */
export interface Pick {
  readonly which: number;
  readonly together: number;
}

/**
 * Plays one order of a scenario on a real MongoDB: as picked, and after that always the first possible step. Actors
 * that continue together meet in real write conflicts.
 * @returns the first broken promise with what led to it, in words; null if none was broken
 */
export async function play(
  store: Store,
  scenario: Scenario,
  picks: readonly Pick[],
  broken: Broken = {},
): Promise<string | null> {
  await empty(store);
  await setUp(store, scenario);
  const world = await createWorld(realGround(store), scenario, broken);
  const story: string[] = [];
  for (let step = 0; ; step += 1) {
    await world.scheduler.quiet();
    world.truth = await readTruth(store);
    const promise = brokenPromise(world);
    if (promise !== null) return [promise, ...story].join('\n');
    if (isAtEnd(world)) return null;
    const { which, together } = picks[step] ?? { which: 0, together: 1 };
    const possible = choices(world);
    const choice = possible[which % possible.length]!;
    story.push(choice.what);
    choice.happen();
    for (const gate of turns(world).slice(0, together - 1)) {
      story.push(`and at the same time ${gate.actor.name}: ${gate.label}`);
      gate.pass();
    }
  }
}
