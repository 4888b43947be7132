import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  accountOf,
  conversationOf,
  days,
  invisibleSince,
  minutes,
  offlineSince,
  online,
  seconds,
  settingsOf,
} from './facts.ts';
import {
  accountChooses,
  active,
  addressBecomes,
  agentSays,
  agentsBecome,
  botSays,
  closes,
  deletes,
  heartbeat,
  leaves,
  reads,
} from './happenings.ts';
import { type Clocks, type Happening, inMinutes, live, outcomeIn, worldOf } from './world.ts';

const every = (step: number, from: number, to: number, what: (at: number) => Happening) =>
  Array.from({ length: Math.floor((to - from) / step + 1e-6) + 1 }, (_, index) => what(from + index * step));

const nobodyOnline = [offlineSince(-minutes(60)), invisibleSince(-minutes(10))];
const graceInMinutes = settingsOf().timing.agentsAwayGraceSeconds / 60;
const dayInMinutes = days(1) / minutes(1);

interface Example {
  readonly what: string;
  readonly happens: readonly Happening[];
  readonly start?: { email?: string | null; agents?: typeof nobodyOnline; choice?: 'transcript' | 'nothing' };
  /** Each mail: at which minute, by which trigger, its news and all that it shows, by number. */
  readonly mails: readonly [at: number, trigger: string, news: number[], shows?: number[]][];
  /** What became of the first message, at which minute. */
  readonly outcomes: readonly [at: number, outcome: string][];
}

/** The table of design section 1; times in minutes. */
const examples: readonly Example[] = [
  {
    what: 'A at 0, visitor leaves at 1',
    happens: [agentSays(0), leaves(1)],
    mails: [[6, 'left', [1]]],
    outcomes: [
      [5, 'waiting: beforeTrigger'],
      [6, 'mailed: accepted'],
    ],
  },
  {
    what: 'A at 0, leaves at 1, returns at 4, reads at 5',
    happens: [agentSays(0), leaves(1), heartbeat(4), reads(5)],
    mails: [],
    outcomes: [[90, 'read']],
  },
  {
    what: 'A at 0, leaves at 1, returns at 4, heartbeats go on, no activity or read',
    happens: [agentSays(0), leaves(1), ...every(0.5, 4, 80, heartbeat)],
    mails: [[34, 'inactive', [1]]],
    outcomes: [[33.9, 'waiting: beforeTrigger']],
  },
  {
    what: 'A at 0, last activity at 0, leaves at 28',
    happens: [active(0), agentSays(0), leaves(28)],
    mails: [[30, 'inactive', [1]]],
    outcomes: [[29.9, 'waiting: beforeTrigger']],
  },
  {
    what: 'leaves at 1, A at 5.5',
    happens: [leaves(1), agentSays(5.5)],
    mails: [[6.5, 'left', [1]]],
    outcomes: [
      [5.9, 'waiting: beforeTrigger'],
      [6.1, 'waiting: settling'],
    ],
  },
  {
    what: 'left at 0, A at 10, A at 10.5',
    happens: [leaves(0), agentSays(10), agentSays(10.5)],
    mails: [[11.5, 'left', [1, 2]]],
    outcomes: [[11, 'waiting: settling']],
  },
  {
    what: 'left at 0, A every 0.9 from 10 on, until 15.4',
    happens: [leaves(0), ...every(0.9, 10, 15.4, agentSays)],
    mails: [
      [15, 'left', [1, 2, 3, 4, 5, 6]],
      [16.4, 'left', [7], [1, 2, 3, 4, 5, 6, 7]],
    ],
    outcomes: [[16, 'mailed: accepted']],
  },
  {
    what: 'A at 0, visitor there with heartbeats, last agent goes invisible at 2',
    start: { agents: [online, offlineSince(-1)] },
    happens: [
      agentSays(0),
      ...every(0.5, 0.5, 1.5, heartbeat),
      agentsBecome(2, (now) => [invisibleSince(now), offlineSince(-1)]),
      ...every(0.5, 2.5, 80, heartbeat),
    ],
    mails: [[2 + graceInMinutes, 'agentsOffline', [1]]],
    outcomes: [
      [2, 'waiting: beforeTrigger'],
      [2 + graceInMinutes, 'mailed: accepted'],
    ],
  },
  {
    what: 'the same, but they are back within the grace, and once more',
    start: { agents: [online, offlineSince(-1)] },
    happens: [
      agentSays(0),
      ...every(0.5, 0.5, 1.5, heartbeat),
      ...every(0.5, 2, 20, (at) => agentsBecome(at, (now) => [invisibleSince(now), offlineSince(-1)])),
      ...every(0.5, 2 + graceInMinutes / 2, 21, (at) => agentsBecome(at, () => [online, offlineSince(-1)])),
      ...every(0.5, 2.5, 80, heartbeat),
    ].sort((a, b) => a.at - b.at),
    mails: [[30, 'inactive', [1]]],
    outcomes: [[29, 'waiting: beforeTrigger']],
  },
  {
    what: 'no agent online, visitor there, a bot answers at 0',
    start: { agents: nobodyOnline },
    happens: [botSays(0)],
    mails: [],
    outcomes: [],
  },
  {
    what: 'the same, an invisible agent answers at 0',
    start: { agents: nobodyOnline },
    happens: [agentSays(0)],
    mails: [[1, 'agentsOffline', [1]]],
    outcomes: [[0.5, 'waiting: settling']],
  },
  {
    what: 'A at 0, leaves at 1, no address ever',
    start: { email: null },
    happens: [agentSays(0), leaves(1)],
    mails: [],
    outcomes: [
      [29.9 * dayInMinutes, 'waiting: notIdentified'],
      [30.1 * dayInMinutes, 'notMailed: tooOld'],
    ],
  },
  {
    what: 'the same, an agent enters the address at 60',
    start: { email: null },
    happens: [agentSays(0), leaves(1), addressBecomes(60, 'visitor@example.com')],
    mails: [[60, 'left', [1]]],
    outcomes: [[59, 'waiting: notIdentified']],
  },
  {
    what: 'A at 0, leaves at 1, mailed at 6, A at 20',
    happens: [agentSays(0), leaves(1), agentSays(20)],
    mails: [
      [6, 'left', [1]],
      [21, 'left', [2], [1, 2]],
    ],
    outcomes: [[21, 'mailed: accepted']],
  },
  {
    what: '`transcript`, A at 0, read at 0.2, leaves at 1',
    start: { choice: 'transcript' },
    happens: [botSays(0), agentSays(0), reads(0.2), leaves(1)],
    mails: [[6, 'left', [2], [1, 2]]],
    outcomes: [],
  },
  {
    what: 'A at 0, leaves at 1, agent deletes A at 3',
    happens: [agentSays(0), leaves(1), deletes(3, 1)],
    mails: [],
    outcomes: [[3, 'notMailed: deleted']],
  },
  {
    what: 'A at 0, leaves at 1, closed at 2',
    happens: [agentSays(0), leaves(1), closes(2)],
    mails: [[6, 'left', [1]]],
    outcomes: [[2, 'waiting: beforeTrigger']],
  },
  {
    what: 'choice `nothing` at 0, A at 0, leaves at 1, choice `unreadReplies` at 10',
    start: { choice: 'nothing' },
    happens: [agentSays(0), leaves(1), accountChooses(10, 'unreadReplies')],
    mails: [],
    outcomes: [
      [5, 'notMailed: forwardingOff'],
      [90, 'notMailed: forwardingOff'],
    ],
  },
];

function lived({ start = {}, happens }: Example, until: number, clocks?: Clocks) {
  const { email = 'visitor@example.com', agents = [], choice = 'unreadReplies' } = start;
  const world = worldOf(conversationOf({ visitor: { email } }), accountOf({ emailForwarding: choice }, agents), clocks);
  return live(world, happens, minutes(until));
}

/** Wrong by some seconds, minutes or a day and more, in either direction; some clients say when they sent it, too. */
const clock = fc
  .tuple(
    fc.oneof(...[seconds(90), minutes(60), days(2)].map((max) => fc.integer({ min: -max, max }))),
    fc.constantFrom('saysNothing', 'saysAt', 'saysBoth'),
  )
  .map(([skew, says]) => (now: number) => ({
    at: says === 'saysNothing' ? null : now + skew,
    sentAt: says === 'saysBoth' ? now + skew : null,
  }));

const mailsOf = (example: Example, clocks?: Clocks) => lived(example, 40 * dayInMinutes, clocks).mails.map(inMinutes);
const expectedOf = ({ mails }: Example) =>
  mails.map(([at, trigger, news, shows = news]) => ({ at, trigger, news, shows }));

describe('the worked examples of the design', () => {
  it.each(examples)('whatever the clocks of visitor and agents show: $what', (example) => {
    fc.assert(
      fc.property(fc.record({ visitors: clock, agents: clock }), (clocks) => {
        expect(mailsOf(example, clocks)).toEqual(expectedOf(example));
      }),
      { numRuns: 30 },
    );
  });

  it.each(examples)('$what', (example) => {
    expect(mailsOf(example)).toEqual(expectedOf(example));
    for (const [at, outcome] of example.outcomes) expect([at, outcomeIn(lived(example, at), 1)]).toEqual([at, outcome]);
  });
});
