import type { SignalName } from '../../src/contract/signals.ts';
import { converse } from './conversation.ts';
import { fanOut } from './fan-out.ts';
import type { Actor } from './scheduler.ts';
import type { World } from './world.ts';

/** As long as the sending activity may take, and one call to the provider in it. */
export const deliverTimeoutMs = 40_000;
export const sendTimeoutMs = 20_000;

/** One run of a workflow. */
export interface Run {
  reasons: SignalName[];
  isLost: boolean;
}

/** Temporal as the protocol knows it: at most one workflow of a name, signals that start one, timers, and its loss. */
export interface Temporal {
  wake(signal: SignalName): void;
  wakeFanOut(): void;
  /** Its database is gone, and every workflow with it; what activities have begun goes on. */
  lose(): void;
  readonly isEmpty: () => boolean;
  readonly state: () => unknown;
}

export function createTemporal(world: () => World): Temporal {
  let conversation: Run | null = null;
  let fanning: Run | null = null;
  let runs = 0;

  const run = (
    name: string,
    work: (world: World, actor: Actor, self: Run) => Promise<void>,
    ended: () => void,
  ): Run => {
    const self: Run = { reasons: [], isLost: false };
    runs += 1;
    world().scheduler.start(`${name} ${runs}`, (actor) =>
      work(world(), actor, self).finally(() => {
        if (!self.isLost) ended();
      }),
    );
    return self;
  };

  return {
    wake: (signal) => {
      conversation ??= run('conversation', converse, () => {
        conversation = null;
      });
      if (!conversation.reasons.includes(signal)) conversation.reasons.push(signal);
    },
    wakeFanOut: () => {
      fanning ??= run('fan-out', fanOut, () => {
        fanning = null;
      });
    },
    lose: () => {
      for (const lost of [conversation, fanning]) if (lost !== null) lost.isLost = true;
      conversation = null;
      fanning = null;
    },
    isEmpty: () => conversation === null && fanning === null,
    state: () => [conversation, fanning],
  };
}
