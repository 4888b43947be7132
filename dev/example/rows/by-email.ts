import { clientNames } from '../../sendgrid/reply/mail-clients.ts';
import {
  agentSays,
  agentsSee,
  isActive,
  isThere,
  leaves,
  repliesByMail,
  repliesFromAnotherAddress,
} from '../happenings.ts';
import { one, type Player, type WrittenRow } from '../row.ts';

const mailedFirst = one(6, 'left');
/** For variants: the workflow tests play one row without and one with an open tab, because each takes them a second. */
const othersOnly: readonly Player[] = ['policy', 'example'];

/** Design R7: the visitor answers the email that they got at 6, and the conversation goes on by email. */
export const byEmail: readonly WrittenRow[] = [
  {
    what: 'mailed at 6, answers by email at 8, A at 10',
    happens: [agentSays(0), leaves(1), repliesByMail(8), agentSays(10)],
    mails: [...mailedFirst, { at: 11, trigger: 'left', news: ['A2'], context: ['A1', 'V1'] }],
    outcome: 'mailed',
    onTheWay: [[10.5, 'A2', 'waiting: settling']],
    until: 16,
  },
  {
    what: 'the same, from two email programs at once',
    happens: [agentSays(0), leaves(1), repliesByMail(8), repliesByMail(8, 'outlook'), agentSays(10)],
    mails: [...mailedFirst, { at: 11, trigger: 'left', news: ['A2'], context: ['A1', 'V1', 'V2'] }],
    outcome: 'mailed',
    until: 16,
    players: othersOnly,
  },
  {
    what: 'mailed at 6, a tab is open from 7 on, answers by email at 8, A at 9',
    happens: [agentSays(0), leaves(1), ...isThere(7, 20), repliesByMail(8), agentSays(9)],
    mails: [...mailedFirst, { at: 13, trigger: 'left', news: ['A2'], context: ['A1', 'V1'] }],
    outcome: 'mailed',
    onTheWay: [[12.9, 'A2', 'waiting: beforeTrigger']],
    until: 20,
  },
  {
    what: 'the same, but they are active in that tab at 10',
    happens: [agentSays(0), leaves(1), ...isThere(7, 42), repliesByMail(8), agentSays(9), isActive(10)],
    mails: [...mailedFirst, { at: 40, trigger: 'inactive', news: ['A2'], context: ['A1', 'V1'] }],
    outcome: 'mailed',
    onTheWay: [[39.9, 'A2', 'waiting: beforeTrigger']],
    until: 44,
    players: othersOnly,
  },
  {
    what: 'the same, but they answer from another address',
    happens: [agentSays(0), leaves(1), ...isThere(7, 40), repliesFromAnotherAddress(8), agentSays(9)],
    mails: [...mailedFirst, { at: 37, trigger: 'inactive', news: ['A2'], context: ['A1', 'V1'] }],
    outcome: 'mailed',
    onTheWay: [[36.9, 'A2', 'waiting: beforeTrigger']],
    until: 42,
    players: othersOnly,
  },
  {
    what: 'mailed at 6, answers from 8 on with each email program, in many languages, A at 18',
    happens: [
      agentSays(0),
      leaves(1),
      ...clientNames.map((client, index) => repliesByMail(8 + index, client)),
      agentSays(18),
      agentsSee(18.1, `A1 ${clientNames.map((_, index) => `V${index + 1}`).join(' ')} A2`),
    ],
    mails: [
      ...mailedFirst,
      {
        at: 19,
        trigger: 'left',
        news: ['A2'],
        context: clientNames.slice(-4).map((_, index) => `V${clientNames.length - 3 + index}`),
      },
    ],
    outcome: 'mailed',
    until: 24,
    players: ['example'],
  },
];
