import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextForwarding } from '../../src/policy/forwarding/forwarding.ts';
import { minutes, online } from './facts.ts';
import { active, agentsBecome, heartbeat, reads, visitorWrites } from './happenings.ts';
import { worlds } from './histories.ts';
import { type Happening, happen, type World } from './world.ts';

const dueAt = ({ conversation, account, now }: World): number => {
  const next = nextForwarding(conversation, account, now);
  return next.kind === 'due' ? next.at : Number.POSITIVE_INFINITY;
};
const nowIn = (world: World) => world.now / minutes(1);
const tab = fc.constantFrom('a', 'b', 'c', 'new');

function neverSooner(world: World, happening: Happening) {
  expect(dueAt(happen(world, happening))).toBeGreaterThanOrEqual(dueAt(world));
}

/** As long as the visitor's tab is unknown, only their activity counts; a report of a tab makes it known. */
const isPlaced = ({ conversation }: World) => conversation.presence.tabs.every((known) => known.tab !== null);
const beats = ({ conversation }: World, name: string) =>
  conversation.presence.tabs.some((known) => known.tab === name && known.beats);

describe('no mail is sooner', () => {
  it('because the visitor is active', () => {
    fc.assert(
      fc.property(worlds, tab, (world, name) => {
        fc.pre(isPlaced(world) || !beats(world, name));
        neverSooner(world, active(nowIn(world), name));
      }),
    );
  });

  it('because a tab that sends heartbeats sends another', () => {
    fc.assert(
      fc.property(worlds, tab, (world, name) => {
        fc.pre(isPlaced(world) && beats(world, name));
        neverSooner(world, heartbeat(nowIn(world), name));
      }),
    );
  });

  it('because the visitor writes', () => {
    fc.assert(fc.property(worlds, (world) => neverSooner(world, visitorWrites(nowIn(world)))));
  });

  it('because the visitor reads', () => {
    fc.assert(fc.property(worlds, fc.nat(25), (world, upTo) => neverSooner(world, reads(nowIn(world), upTo))));
  });

  it('because an agent comes online', () => {
    fc.assert(
      fc.property(worlds, fc.nat(2), (world, place) => {
        const comes = agentsBecome(nowIn(world), (_, before) => [
          ...before.filter((_agent, index) => index !== place),
          online,
        ]);
        neverSooner(world, comes);
      }),
    );
  });
});

describe('activity', () => {
  it('makes `left` and `inactive` count anew, be it a key pressed or words sent', () => {
    fc.assert(
      fc.property(worlds, tab, fc.boolean(), (world, name, writes) => {
        const after = happen(world, writes ? visitorWrites(nowIn(world)) : active(nowIn(world), name));
        const { conversation, account, now } = after;
        const next = nextForwarding(conversation, account, now);
        fc.pre(next.kind === 'due' && next.trigger !== 'agentsOffline' && next.trigger !== 'request');
        const { afterInactivitySeconds, afterLeavingSeconds } = account.settings.timing;
        const least = Math.min(afterInactivitySeconds, afterLeavingSeconds);
        expect(next.triggerAt).toBeGreaterThanOrEqual(now + least * 1_000);
      }),
    );
  });

  it('does not keep back a mail that is due because all agents are away', () => {
    fc.assert(
      fc.property(worlds, tab, (world, name) => {
        const { conversation, account, now } = world;
        const next = nextForwarding(conversation, account, now);
        fc.pre(next.kind === 'due' && next.trigger === 'agentsOffline');
        expect(dueAt(happen(world, active(nowIn(world), name)))).toBe(next.at);
      }),
    );
  });
});
