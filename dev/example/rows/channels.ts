import {
  agentSays,
  agentSaysAtLength,
  agentsSee,
  answeredInOwnInbox,
  deletes,
  outcomeIs,
  reads,
  replays,
  visitorSays,
} from '../happenings.ts';
import type { Start, WrittenRow } from '../row.ts';

const hour = 1;
const day = 24 * hour;

const onMessenger: Start = { channel: 'messenger' };
const onInstagram: Start = { channel: 'instagram' };

/**
 * Design R8: the visitor writes in their own account and is answered there. A message of several parts counts as come when
 * its first part is there. An agent's long text has 4,500 characters.
 */
const rows: readonly (Omit<WrittenRow, 'mails'> & Partial<WrittenRow>)[] = [
  {
    what: 'V on Messenger at 0, A at 2',
    start: onMessenger,
    happens: [visitorSays(0), agentSays(2), agentsSee(4, 'V1 A1')],
    directs: [{ at: 2, says: 'A1' }],
    outcome: 'sentDirectly',
  },
  {
    what: 'V on Instagram at 0, A at 2',
    start: onInstagram,
    happens: [visitorSays(0), agentSays(2), agentsSee(4, 'V1 A1')],
    directs: [{ at: 2, says: 'A1' }],
    outcome: 'sentDirectly',
  },
  {
    what: 'V on Messenger at 0, a long A at 2, another A at once',
    start: onMessenger,
    happens: [visitorSays(0), agentSaysAtLength(2), agentSays(2)],
    directs: [
      { at: 2, says: 'A1', parts: 3 },
      { at: 2, says: 'A2' },
    ],
    outcome: 'sentDirectly',
    until: 16,
  },
  {
    what: 'V on Instagram at 0, a long A at 4, another A at once',
    start: onInstagram,
    happens: [visitorSays(0), agentSaysAtLength(4), agentSays(4)],
    directs: [
      { at: 4, says: 'A1', parts: 5 },
      { at: 4, says: 'A2' },
    ],
    outcome: 'sentDirectly',
    until: 16,
  },
  {
    what: 'V wrote 25 hours ago, A at 2: tagged as an agent’s own words',
    start: { ...onMessenger, wroteHoursAgo: 25 * hour },
    happens: [visitorSays(0), agentSays(2)],
    directs: [{ at: 2, says: 'A1', tag: 'HUMAN_AGENT' }],
    outcome: 'sentDirectly',
  },
  {
    what: 'V wrote 8 days ago, A at 2, V writes again at 6',
    start: { ...onMessenger, wroteHoursAgo: 8 * day },
    happens: [visitorSays(0), agentSays(2), outcomeIs(4, 'A1', 'notMailed: outsideMessagingWindow'), visitorSays(6)],
    directs: [{ at: 6, says: 'A1' }],
    outcome: 'sentDirectly',
  },
  {
    what: 'the person cannot be reached at 2, A at 2 and 3, replayed at 8',
    start: { ...onInstagram, metaFault: { mode: 'notReceiving', times: 1 } },
    happens: [
      visitorSays(0),
      agentSays(2),
      agentSays(3),
      outcomeIs(6, 'A1', 'parked: recipientUnavailable'),
      outcomeIs(6, 'A2', 'waiting: earlierParked'),
      replays(8),
    ],
    directs: [
      { at: 8, says: 'A1' },
      { at: 8, says: 'A2' },
    ],
    outcome: 'sentDirectly',
    until: 16,
  },
  {
    what: 'the same, but A1 is deleted at 8',
    start: { ...onMessenger, metaFault: { mode: 'notReceiving', times: 1 } },
    happens: [
      visitorSays(0),
      agentSays(2),
      agentSays(3),
      outcomeIs(6, 'A2', 'waiting: earlierParked'),
      deletes(8, 'A1'),
    ],
    directs: [{ at: 8, says: 'A2' }],
    outcome: { A1: 'notMailed: deleted', A2: 'sentDirectly' },
    until: 16,
  },
  {
    what: 'Meta is away at 2, A at 2 and 3: both later, in order',
    start: { ...onMessenger, metaFault: { mode: 'unavailable', times: 1 } },
    happens: [visitorSays(0), agentSays(2), agentSays(3), outcomeIs(6, 'A2', 'waiting: deliveryInFlight')],
    // The retry comes after 15 s, however long a minute lasts here.
    directs: [
      { at: 9.5, says: 'A1' },
      { at: 9.5, says: 'A2' },
    ],
    outcome: 'sentDirectly',
    until: 16,
  },
  ...(['messenger', 'instagram'] as const).map((channel) => ({
    what: `${channel === 'messenger' ? 'Messenger' : 'Instagram'} takes A at 2 and never answers, but shows it`,
    start: { channel, metaFault: { mode: 'timeoutAfterAccept' as const, times: 1 } },
    happens: [visitorSays(0), agentSays(2), agentSays(3)],
    directs: [
      { at: 2, says: 'A1' },
      // Only once the answer is given up, after 10 s, the next one is looked at.
      { at: 7, says: 'A2' },
    ],
    outcome: 'sentDirectly',
    until: 16,
  })),
  {
    what: 'somebody answers in Meta’s own inbox at 4, A at 6, V reads at 8',
    start: onMessenger,
    happens: [visitorSays(0), answeredInOwnInbox(4), agentSays(6), reads(8), agentsSee(9, 'V1 A1 A2')],
    directs: [{ at: 6, says: 'A2' }],
    outcome: 'sentDirectly',
  },
];

export const channels: readonly WrittenRow[] = rows.map((row) => ({ mails: [], until: 12, ...row }));
