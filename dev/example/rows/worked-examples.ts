import { trueDurations } from '../../durations.ts';
import {
  accountChooses,
  addressEntered,
  agentBecomes,
  agentSays,
  botSays,
  closes,
  deletes,
  every,
  isActive,
  isThere,
  leaves,
  reads,
  visitorSays,
} from '../happenings.ts';
import { one, type WrittenRow } from '../row.ts';

const nobodyOnline = { ada: 'invisible', grace: 'offline' } as const;
const oneOnline = { ada: 'online', grace: 'offline' } as const;
const halfTheGrace = trueDurations.timing.agentsAwayGraceSeconds / 60 / 2;
const minutesOfDay = 24 * 60;

/** The worked examples of design section 1, in the same order. */
export const workedExamples: readonly WrittenRow[] = [
  {
    what: 'A at 0, visitor leaves at 1',
    happens: [agentSays(0), leaves(1)],
    mails: one(6, 'left'),
    outcome: 'mailed',
    onTheWay: [
      [5, 'A1', 'waiting: beforeTrigger'],
      [5.9, 'A1', 'waiting: beforeTrigger'],
    ],
  },
  {
    what: 'A at 0, leaves at 1, returns at 4, reads at 5',
    happens: [agentSays(0), leaves(1), ...isThere(4, 10), reads(5)],
    mails: [],
    outcome: 'read',
  },
  {
    what: 'A at 0, leaves at 1, returns at 4, heartbeats go on, no activity or read',
    happens: [agentSays(0), leaves(1), ...isThere(4, 36)],
    mails: one(34, 'inactive'),
    outcome: 'mailed',
    onTheWay: [[33.9, 'A1', 'waiting: beforeTrigger']],
    until: 38,
  },
  {
    what: 'A at 0, last activity at 0, leaves at 28',
    happens: [isActive(0), agentSays(0), leaves(28)],
    mails: one(30, 'inactive'),
    outcome: 'mailed',
    onTheWay: [[29.9, 'A1', 'waiting: beforeTrigger']],
  },
  {
    what: 'leaves at 1, A at 5.5',
    happens: [leaves(1), agentSays(5.5)],
    mails: one(6.5, 'left'),
    outcome: 'mailed',
    onTheWay: [
      [5.9, 'A1', 'waiting: beforeTrigger'],
      [6.1, 'A1', 'waiting: settling'],
      [6.4, 'A1', 'waiting: settling'],
    ],
  },
  {
    what: 'left at 0, A at 10, A at 10.5',
    happens: [leaves(0), agentSays(10), agentSays(10.5)],
    mails: [{ at: 11.5, trigger: 'left', news: ['A1', 'A2'] }],
    outcome: 'mailed',
    onTheWay: [[11, 'A1', 'waiting: settling']],
    secondsPerMinute: 4,
    until: 20,
  },
  {
    what: 'left at 0, A every 0.9 from 10 on, until 15.4',
    happens: [leaves(0), ...every(0.9, 10, 15.4, agentSays)],
    mails: [
      { at: 15, trigger: 'left', news: ['A1', 'A2', 'A3', 'A4', 'A5', 'A6'] },
      { at: 16.4, trigger: 'left', news: ['A7'], context: ['A1', 'A2', 'A3', 'A4', 'A5', 'A6'] },
    ],
    outcome: 'mailed',
    onTheWay: [
      [15.4, 'A6', 'mailed'],
      [15.4, 'A7', 'waiting: settling'],
      [16, 'A1', 'mailed'],
    ],
    secondsPerMinute: 6,
    until: 18,
  },
  {
    what: 'A at 0, visitor there with heartbeats, last agent goes invisible at 2',
    start: { agents: oneOnline },
    happens: [agentSays(0), ...isThere(0, 36), agentBecomes(2, 'ada', 'invisible')],
    mails: [{ at: 2, afterGrace: true, trigger: 'agentsOffline', news: ['A1'] }],
    outcome: 'mailed',
    onTheWay: [[2, 'A1', 'waiting: beforeTrigger']],
  },
  {
    what: 'the same, but they are back within the grace, and once more',
    // A running stack is not precise enough for seconds like these, and in the workflow each change is a fan-out.
    players: ['policy'],
    start: { agents: oneOnline },
    happens: [
      agentSays(0),
      ...isThere(0, 36),
      ...every(0.5, 2, 20, (at) => agentBecomes(at, 'ada', 'invisible')),
      ...every(0.5, 2 + halfTheGrace, 21, (at) => agentBecomes(at, 'ada', 'online')),
    ],
    mails: one(30, 'inactive'),
    outcome: 'mailed',
    onTheWay: [[29, 'A1', 'waiting: beforeTrigger']],
  },
  {
    what: 'no agent online, visitor there, a bot answers at 0',
    start: { agents: nobodyOnline },
    happens: [botSays(0), ...isThere(0, 10)],
    mails: [],
    outcome: null,
  },
  {
    what: 'the same, an invisible agent answers at 0',
    start: { agents: nobodyOnline },
    happens: [agentSays(0), ...isThere(0, 10)],
    mails: one(1, 'agentsOffline'),
    outcome: 'mailed',
    onTheWay: [[0.5, 'A1', 'waiting: settling']],
    until: 10,
  },
  {
    what: 'A at 0, leaves at 1, no address ever',
    start: { addressKnown: false },
    happens: [agentSays(0), leaves(1)],
    mails: [],
    outcome: 'waiting: notIdentified',
    onTheWay: [
      [29.9 * minutesOfDay, 'A1', 'waiting: notIdentified'],
      [30.1 * minutesOfDay, 'A1', 'notMailed: tooOld'],
    ],
  },
  {
    what: 'the same, an agent enters the address at 60',
    start: { addressKnown: false },
    happens: [agentSays(0), leaves(1), addressEntered(60)],
    mails: one(60, 'left'),
    outcome: 'mailed',
    onTheWay: [
      [59, 'A1', 'waiting: notIdentified'],
      [59.9, 'A1', 'waiting: notIdentified'],
    ],
    secondsPerMinute: 1,
    until: 68,
  },
  {
    what: 'A at 0, leaves at 1, mailed at 6, A at 20',
    happens: [agentSays(0), leaves(1), agentSays(20)],
    mails: [...one(6, 'left'), { at: 21, trigger: 'left', news: ['A2'], context: ['A1'] }],
    outcome: 'mailed',
    onTheWay: [
      [20, 'A1', 'mailed'],
      [20, 'A2', 'waiting: settling'],
    ],
  },
  {
    // There are a question and a bot's answer first, so that "all of it" is more than the news.
    what: 'transcript, A at 0, read at 0.2, leaves at 1',
    start: { choice: 'transcript' },
    happens: [visitorSays(0), botSays(0), agentSays(0), reads(0.2), leaves(1)],
    mails: [{ at: 6, trigger: 'left', news: ['A1'], context: ['V1', 'B1'] }],
    outcome: 'mailed',
  },
  {
    what: 'A at 0, leaves at 1, agent deletes A at 3',
    happens: [agentSays(0), leaves(1), deletes(3, 'A1')],
    mails: [],
    outcome: 'notMailed: deleted',
    onTheWay: [[3, 'A1', 'notMailed: deleted']],
    until: 10,
  },
  {
    what: 'A at 0, leaves at 1, closed at 2',
    happens: [agentSays(0), leaves(1), closes(2)],
    mails: one(6, 'left'),
    outcome: 'mailed',
    onTheWay: [[2, 'A1', 'waiting: beforeTrigger']],
  },
  {
    what: 'choice nothing at 0, A at 0, leaves at 1, choice unreadReplies at 10',
    start: { choice: 'nothing' },
    happens: [agentSays(0), leaves(1), accountChooses(10, 'unreadReplies')],
    mails: [],
    outcome: 'notMailed: forwardingOff',
    onTheWay: [[5, 'A1', 'notMailed: forwardingOff']],
  },
];
