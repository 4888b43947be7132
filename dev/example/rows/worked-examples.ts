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

/** The worked examples of design section 1, in the same order. */
export const workedExamples: readonly WrittenRow[] = [
  {
    what: 'A at 0, visitor leaves at 1',
    happens: [agentSays(0), leaves(1)],
    mails: one(6, 'left'),
    outcome: 'mailed',
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
    until: 38,
  },
  {
    what: 'A at 0, last activity at 0, leaves at 28',
    happens: [isActive(0), agentSays(0), leaves(28)],
    mails: one(30, 'inactive'),
    outcome: 'mailed',
  },
  {
    what: 'leaves at 1, A at 5.5',
    happens: [leaves(1), agentSays(5.5)],
    mails: one(6.5, 'left'),
    outcome: 'mailed',
  },
  {
    what: 'left at 0, A at 10, A at 10.5',
    happens: [leaves(0), agentSays(10), agentSays(10.5)],
    mails: [{ at: 11.5, trigger: 'left', news: ['A1', 'A2'] }],
    outcome: 'mailed',
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
    secondsPerMinute: 6,
    until: 18,
  },
  {
    what: 'A at 0, visitor there with heartbeats, last agent goes invisible at 2',
    start: { agents: { ada: 'online', grace: 'offline' } },
    happens: [agentSays(0), ...isThere(0, 36), agentBecomes(2, 'ada', 'invisible')],
    // The grace period of one second is half a minute here.
    mails: one(2.5, 'agentsOffline'),
    outcome: 'mailed',
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
    until: 10,
  },
  {
    what: 'A at 0, leaves at 1, no address ever',
    start: { addressKnown: false },
    happens: [agentSays(0), leaves(1)],
    mails: [],
    outcome: 'waiting: notIdentified',
  },
  {
    what: 'the same, an agent enters the address at 60',
    start: { addressKnown: false },
    happens: [agentSays(0), leaves(1), addressEntered(60)],
    mails: one(60, 'left'),
    outcome: 'mailed',
    secondsPerMinute: 1,
    until: 68,
  },
  {
    what: 'A at 0, leaves at 1, mailed at 6, A at 20',
    happens: [agentSays(0), leaves(1), agentSays(20)],
    mails: [...one(6, 'left'), { at: 21, trigger: 'left', news: ['A2'], context: ['A1'] }],
    outcome: 'mailed',
  },
  {
    // There is a question first, so that "all of it" is more than the news.
    what: 'transcript, A at 0, read at 0.2, leaves at 1',
    start: { choice: 'transcript' },
    happens: [visitorSays(0), agentSays(0), reads(0.2), leaves(1)],
    mails: [{ at: 6, trigger: 'left', news: ['A1'], context: ['V1'] }],
    outcome: 'mailed',
  },
  {
    what: 'A at 0, leaves at 1, agent deletes A at 3',
    happens: [agentSays(0), leaves(1), deletes(3, 'A1')],
    mails: [],
    outcome: 'notMailed: deleted',
    until: 10,
  },
  {
    what: 'A at 0, leaves at 1, closed at 2',
    happens: [agentSays(0), leaves(1), closes(2)],
    mails: one(6, 'left'),
    outcome: 'mailed',
  },
  {
    what: 'choice nothing at 0, A at 0, leaves at 1, choice unreadReplies at 10',
    start: { choice: 'nothing' },
    happens: [agentSays(0), leaves(1), accountChooses(10, 'unreadReplies')],
    mails: [],
    outcome: 'notMailed: forwardingOff',
  },
];
