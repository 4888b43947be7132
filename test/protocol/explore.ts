import { brokenPromise, isAtEnd } from './checks.ts';
import { choices } from './choices.ts';
import { deliverPageUncomposed, deliverUncomposed } from './courier.ts';
import { createWorld, setUp } from './create-world.ts';
import { createMemory, type Memory } from './memory.ts';
import { memoryStore } from './memory-store.ts';
import { keyOf } from './state-key.ts';
import { type Broken, type Ground, ref, type Scenario, type Truth } from './world.ts';

const mostStates = 200_000;

export interface Explored {
  readonly states: number;
  readonly paths: number;
  /** The first broken promise, and what led to it. */
  readonly violation: { readonly promise: string; readonly story: readonly string[] } | null;
}

/**
 * Explores everything that can happen in a scenario, depth first: all orders of all steps, with the scenario's crashes
 * in every place. Each state is explored once. Because running code cannot be copied, each branch runs from the start.
 * It rejects soon after the signal, since Jest does not end a test that has run out of time.
 */
export async function explore(scenario: Scenario, broken: Broken, signal: AbortSignal): Promise<Explored> {
  const { setTimeout, performance } = globalThis;
  const { stackTraceLimit } = Error;
  try {
    // Killed processes and refused transactions are errors that nobody reads: their stacks take a good part of the time.
    Error.stackTraceLimit = 0;
    // The store pauses before it repeats a transaction; the explored orders cover pauses of any length.
    globalThis.setTimeout = ((go: () => void) => queueMicrotask(go)) as unknown as typeof setTimeout;
    // It also gives up after three seconds, which a busy machine may stand still for: another order, and not explored.
    globalThis.performance = { now: () => 0 } as typeof performance;
    return await exploreAll(scenario, broken, signal);
  } finally {
    globalThis.setTimeout = setTimeout;
    globalThis.performance = performance;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function exploreAll(scenario: Scenario, broken: Broken, signal: AbortSignal): Promise<Explored> {
  const memory = createMemory();
  const settingUp = { gate: async () => {}, learn: () => {}, busySince: null, isStale: () => false };
  await setUp(memoryStore(memory, settingUp, { now: () => 0 }), scenario);
  const { committed } = memory;
  const seen = new Set<string>();
  const branches: (readonly number[])[] = [[]];
  let paths = 0;
  for (;;) {
    const branch = branches.pop();
    if (paths % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    if (branch === undefined) return { states: seen.size, paths, violation: null };
    if (seen.size > mostStates) throw new Error(`more than ${mostStates} states`);
    paths += 1;
    const promise = await follow(branch);
    if (promise !== null) return { states: seen.size, paths, violation: promise };
  }

  async function follow(branch: readonly number[]): Promise<Explored['violation']> {
    const memory = { committed };
    const world = await createWorld(groundOf(memory), scenario, broken);
    const taken: number[] = [];
    const story: string[] = [];
    for (;;) {
      await world.scheduler.quiet();
      world.truth = truthOf(memory);
      const possible = choices(world);
      const isNew = taken.length >= branch.length;
      if (isNew) {
        const promise = brokenPromise(world);
        if (promise !== null) return { promise, story };
        const key = keyOf(world, memory);
        if (seen.has(key)) return null;
        seen.add(key);
        if (isAtEnd(world)) return null;
        for (let other = possible.length - 1; other > 0; other -= 1) branches.push([...taken, other]);
      }
      const choice = branch[taken.length] ?? 0;
      taken.push(choice);
      story.push(possible[choice]!.what);
      possible[choice]!.happen();
    }
  }
}

function groundOf(memory: Memory): Ground {
  return {
    storeOf: (actor, now, detectsConflicts) => memoryStore(memory, actor, { now, detectsConflicts }),
    read: () => truthOf(memory),
    deliver: deliverUncomposed,
    deliverPage: deliverPageUncomposed,
  };
}

function truthOf({ committed }: Memory): Truth {
  const all = (name: string) => [...(committed[name]?.values() ?? [])];
  return {
    account: committed.accounts?.get(ref.accountId),
    conversation: committed.conversations?.values().next().value,
    messages: all('messages'),
    deliveries: all('deliveries'),
  } as unknown as Truth;
}
