import {
  accountSets,
  addressEntered,
  addressIs,
  agentBecomes,
  agentSays,
  agentsSee,
  closes,
  conversationIs,
  fillsInForm,
  siteSigns,
  visitorSays,
  visitorSees,
} from '../happenings.ts';
import { one, type Start, type WrittenRow } from '../row.ts';

const offline = { ada: 'invisible', grace: 'offline' } as const;
const form = (rule: 'off' | 'optional' | 'required'): Start => ({
  widget: 'anonymous',
  agents: offline,
  settings: { contactForm: { online: 'off', offline: rule } },
});
const required = form('required');
const noReply = { mails: [], outcome: null, until: 10 } as const;

/** Design R2: messages that are held until the contact form is filled in. */
export const contactForm: readonly WrittenRow[] = [
  {
    what: 'required, no agent online: visitor writes at 0, fills in the form at 2, A at 3',
    start: required,
    happens: [
      visitorSays(0),
      agentsSee(1, 'nothing'),
      visitorSees(1, 'V1 (held)'),
      fillsInForm(2),
      addressIs(2.5, 'by contactForm'),
      agentsSee(2.5, 'V1'),
      agentSays(3),
    ],
    mails: one(4, 'agentsOffline', ['V1']),
    outcome: 'mailed',
    until: 10,
  },
  {
    what: 'the same, an agent enters the address at 2',
    start: required,
    happens: [visitorSays(0), visitorSays(1), agentsSee(1, 'nothing'), addressEntered(2), agentsSee(2, 'V1 V2')],
    ...noReply,
  },
  {
    what: 'the same, the site signs for the address at 2',
    start: required,
    happens: [visitorSays(0), agentsSee(1, 'nothing'), siteSigns(2), agentsSee(2, 'V1')],
    ...noReply,
  },
  {
    what: 'the same, the second message holds the address',
    start: required,
    happens: [
      visitorSays(0),
      agentsSee(1, 'nothing'),
      visitorSays(2, 'address'),
      addressIs(2, 'by conversation'),
      agentsSee(2, 'V1 V2'),
    ],
    ...noReply,
  },
  {
    what: 'the same, optional from 2 on, visitor writes again at 4',
    start: required,
    happens: [
      visitorSays(0),
      accountSets(2, { contactForm: { offline: 'optional' } }),
      agentsSee(3, 'nothing'),
      visitorSays(4),
      agentsSee(4, 'V1 V2'),
    ],
    ...noReply,
  },
  {
    what: 'the same, an agent is online from 2 on, visitor writes again at 4',
    start: required,
    happens: [
      visitorSays(0),
      agentBecomes(2, 'ada', 'online'),
      agentsSee(3, 'nothing'),
      visitorSays(4),
      agentsSee(4, 'V1 V2'),
    ],
    ...noReply,
  },
  {
    what: 'the same, closed at 1, visitor writes at 2, fills in the form at 4',
    start: required,
    happens: [
      visitorSays(0),
      closes(1),
      visitorSays(2),
      conversationIs(3, 'closed'),
      fillsInForm(4),
      conversationIs(4, 'open'),
      agentsSee(4, 'V1 V2'),
    ],
    ...noReply,
  },
  {
    what: 'required while offline only, an agent is online: nothing is held',
    start: { ...required, agents: { ada: 'online' } },
    happens: [visitorSays(0), agentsSee(0, 'V1'), addressIs(0, 'unknown')],
    ...noReply,
  },
  ...(['optional', 'off'] as const).map(
    (rule): WrittenRow => ({
      what: `${rule}, no agent online: nothing is held`,
      start: form(rule),
      happens: [visitorSays(0), agentsSee(0, 'V1'), addressIs(0, 'unknown')],
      ...noReply,
    }),
  ),
];
