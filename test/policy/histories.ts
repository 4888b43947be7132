import fc from 'fast-check';
import type { ReplyForwarding } from '../../src/contract/messages.ts';
import type { AgentPresence } from '../../src/policy/facts.ts';
import { accountOf, conversationOf, invisibleSince, minutes, offlineSince, online, onlineUntil } from './facts.ts';
import {
  accountChooses,
  accountPauses,
  active,
  addressBecomes,
  agentSays,
  agentsBecome,
  asksToSendNow,
  botSays,
  cancels,
  deletes,
  heartbeat,
  leaves,
  reads,
  visitorWrites,
} from './happenings.ts';
import { type Happening, happen, type World, worldOf } from './world.ts';

/** Facts that a conversation can come to, by histories of up to 25 changes; no mail has gone out yet. */

const tab = fc.constantFrom('a', 'b', 'c');
const status = fc.oneof(
  fc.constant(() => online),
  fc.constant(offlineSince),
  fc.constant(invisibleSince),
  fc.integer({ min: 30, max: 3_600 }).map((lease) => (now: number) => onlineUntil(now + lease * 1_000)),
);

type Step = (at: number) => Happening;
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('auto' as const, 'auto' as const, 'now' as const, 'never' as const).map(saidFor),
  },
  { weight: 1, arbitrary: fc.constantFrom<Step>(botSays, visitorWrites) },
  { weight: 6, arbitrary: fc.tuple(fc.constantFrom(heartbeat, active, leaves, leaves), tab).map(reportOf) },
  { weight: 1, arbitrary: fc.nat(8).map((upTo) => (at: number) => reads(at, upTo)) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 8 }).map((seq) => (at: number) => deletes(at, seq)) },
  { weight: 2, arbitrary: fc.tuple(fc.nat(2), status).map(statusOf) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(null, 'visitor@example.com').map((to) => (at: number) => addressBecomes(at, to)),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('unreadReplies' as const, 'transcript' as const, 'nothing' as const)
      // At a moment of its own: what is read in the same millisecond is read after it.
      .map((choice) => (at: number) => accountChooses(at + 1 / 60_000, choice)),
  },
  { weight: 1, arbitrary: fc.constantFrom<Step>(asksToSendNow, cancels) },
  { weight: 1, arbitrary: fc.boolean().map((paused) => (at: number) => accountPauses(at, paused)) },
);

const timing = fc
  .record({
    afterLeavingSeconds: fc.nat(900),
    afterInactivitySeconds: fc.nat(3_600),
    settleSeconds: fc.nat(120),
    settleMaxSeconds: fc.nat(600),
    silenceSeconds: fc.integer({ min: 1, max: 180 }),
    agentsAwayGraceSeconds: fc.nat(60),
  })
  .map((times) => ({ ...times, settleMaxSeconds: Math.max(times.settleSeconds, times.settleMaxSeconds) }));

const gapSeconds = fc.oneof(fc.nat(60), fc.nat(1_200), fc.constantFrom(0, 86_400 * 20));

/** A world at some moment after its last change. */
export const worlds: fc.Arbitrary<World> = fc
  .tuple(timing, fc.constantFrom('unreadReplies' as const, 'transcript' as const), steps(), gapSeconds)
  .map(([times, emailForwarding, taken, rest]) => {
    let world = worldOf(conversationOf(), accountOf({ timing: times, emailForwarding }));
    for (const [gap, makes] of taken) world = happen(world, makes(world.now / minutes(1) + gap / 60));
    return { ...world, now: world.now + rest * 1_000 };
  });

function steps(): fc.Arbitrary<[number, Step][]> {
  return fc.array(fc.tuple(gapSeconds, step), { minLength: 1, maxLength: 25 });
}

function saidFor(forwarding: ReplyForwarding): Step {
  return (at) => agentSays(at, forwarding);
}

function reportOf([makes, name]: [(at: number, tab: string) => Happening, string]): Step {
  return (at) => makes(at, name);
}

/** One agent, known by their place, takes a status; the others keep theirs. */
function statusOf([place, become]: [number, (now: number) => AgentPresence]): Step {
  return (at) => agentsBecome(at, (now, before) => [...before.filter((_, index) => index !== place), become(now)]);
}
