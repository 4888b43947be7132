import { type ForwardingChoice, Settings } from '../../src/contract/settings.ts';
import type { Trigger } from '../../src/contract/triggers.ts';
import {
  accountChooses,
  active,
  addressBecomesKnown,
  agentGoes,
  agentSays,
  botSays,
  closes,
  deletes,
  every,
  type Happening,
  heartbeat,
  leaves,
  reads,
} from './happenings.ts';

export interface Example {
  readonly what: string;
  readonly start?: { identified?: false; agent?: 'invisible'; choice?: ForwardingChoice };
  readonly happens: readonly Happening[];
  readonly mails: readonly ExpectedMail[];
  /** Of which message, at which minute, as `state` or `state: reason`. */
  readonly outcomes: readonly (readonly [at: number, seq: number, outcome: string])[];
}

const graceMinutes = Settings.parse({ emailForwarding: 'nothing' }).timing.agentsAwayGraceSeconds / 60;

/** At which minute by which trigger; the numbers of the messages it carries as news and, if more, of all it shows. */
export type ExpectedMail = readonly [at: number, trigger: Trigger, news: number[], shows?: number[]];

/** The minute at which the day is over: nothing happens between it and the end of the 30 days. */
export const lastMinute = 90;
const afterThirtyDays = 30 * 24 * 60 + lastMinute;

const mailed = 'mailed: accepted';

/** The worked examples of the design (section 1), in minutes and with the default durations. */
export const examples: readonly Example[] = [
  {
    what: 'A at 0, visitor leaves at 1',
    happens: [agentSays(0, 1), leaves(1)],
    mails: [[6, 'left', [1]]],
    outcomes: [
      [5.9, 1, 'waiting: beforeTrigger'],
      [lastMinute, 1, mailed],
    ],
  },
  {
    what: 'A at 0, leaves at 1, returns at 4, reads at 5',
    happens: [agentSays(0, 1), leaves(1), active(4), reads(5, 1)],
    mails: [],
    outcomes: [[lastMinute, 1, 'read']],
  },
  {
    what: 'A at 0, leaves at 1, returns at 4, heartbeats go on, no activity or read',
    happens: [agentSays(0, 1), leaves(1), ...every(1, 4, 80, heartbeat)],
    mails: [[34, 'inactive', [1]]],
    outcomes: [[33.9, 1, 'waiting: beforeTrigger']],
  },
  {
    what: 'A at 0, last activity at 0, leaves at 28',
    happens: [active(0), agentSays(0, 1), leaves(28)],
    mails: [[30, 'inactive', [1]]],
    outcomes: [[29.9, 1, 'waiting: beforeTrigger']],
  },
  {
    what: 'leaves at 1, A at 5.5',
    happens: [leaves(1), agentSays(5.5, 1)],
    mails: [[6.5, 'left', [1]]],
    outcomes: [[6.4, 1, 'waiting: settling']],
  },
  {
    what: 'left at 0, A at 10, A at 10.5',
    happens: [leaves(0), agentSays(10, 1), agentSays(10.5, 2)],
    mails: [[11.5, 'left', [1, 2]]],
    outcomes: [[11, 1, 'waiting: settling']],
  },
  {
    what: 'left at 0, A every 0.9 from 10 on, until 15.4',
    happens: [leaves(0), ...every(0.9, 10, 15.4, agentSays)],
    mails: [
      [15, 'left', [1, 2, 3, 4, 5, 6]],
      [16.4, 'left', [7], [1, 2, 3, 4, 5, 6, 7]],
    ],
    outcomes: [
      [15.4, 6, mailed],
      [15.4, 7, 'waiting: settling'],
    ],
  },
  {
    what: 'A at 0, visitor there with heartbeats, last agent goes invisible at 2',
    happens: [agentSays(0, 1), ...every(1, 0, 80, heartbeat), agentGoes(2)],
    mails: [[2 + graceMinutes, 'agentsOffline', [1]]],
    outcomes: [[lastMinute, 1, mailed]],
  },
  {
    what: 'no agent online, visitor there, a bot answers at 0',
    start: { agent: 'invisible' },
    happens: [botSays(0, 1)],
    mails: [],
    outcomes: [],
  },
  {
    what: 'the same, an invisible agent answers at 0',
    start: { agent: 'invisible' },
    happens: [agentSays(0, 1)],
    mails: [[1, 'agentsOffline', [1]]],
    outcomes: [[0.5, 1, 'waiting: settling']],
  },
  {
    what: 'A at 0, leaves at 1, no address ever',
    start: { identified: false },
    happens: [agentSays(0, 1), leaves(1)],
    mails: [],
    outcomes: [
      [lastMinute, 1, 'waiting: notIdentified'],
      [afterThirtyDays, 1, 'notMailed: tooOld'],
    ],
  },
  {
    what: 'the same, an agent enters the address at 60',
    start: { identified: false },
    happens: [agentSays(0, 1), leaves(1), addressBecomesKnown(60)],
    mails: [[60, 'left', [1]]],
    outcomes: [[59.9, 1, 'waiting: notIdentified']],
  },
  {
    what: 'A at 0, leaves at 1, mailed at 6, A at 20',
    happens: [agentSays(0, 1), leaves(1), agentSays(20, 2)],
    mails: [
      [6, 'left', [1]],
      [21, 'left', [2], [1, 2]],
    ],
    outcomes: [
      [20, 1, mailed],
      [20, 2, 'waiting: settling'],
    ],
  },
  {
    what: '`transcript`, A at 0, read at 0.2, leaves at 1',
    start: { choice: 'transcript' },
    happens: [botSays(0, 1), agentSays(0, 2), reads(0.2, 2), leaves(1)],
    mails: [[6, 'left', [2], [1, 2]]],
    outcomes: [[lastMinute, 2, mailed]],
  },
  {
    what: 'A at 0, leaves at 1, agent deletes A at 3',
    happens: [agentSays(0, 1), leaves(1), deletes(3, 1)],
    mails: [],
    outcomes: [[lastMinute, 1, 'notMailed: deleted']],
  },
  {
    what: 'A at 0, leaves at 1, closed at 2',
    happens: [agentSays(0, 1), leaves(1), closes(2)],
    mails: [[6, 'left', [1]]],
    outcomes: [[lastMinute, 1, mailed]],
  },
  {
    what: 'choice `nothing` at 0, A at 0, leaves at 1, choice `unreadReplies` at 10',
    start: { choice: 'nothing' },
    happens: [agentSays(0, 1), leaves(1), accountChooses(10, 'unreadReplies')],
    mails: [],
    outcomes: [[lastMinute, 1, 'notMailed: forwardingOff']],
  },
];
