import { converse } from './conversation.ts';
import { fanOut } from './fan-out.ts';
import type { Actor } from './scheduler.ts';
import type { Run, Temporal, World } from './world.ts';

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
