import type { FaultMode } from '../../sendgrid/faults.ts';
import {
  accountSets,
  addressEntered,
  agentSaidYesterday,
  agentSays,
  cancels,
  fillsInForm,
  leaves,
  outcomeIs,
  reads,
  replays,
  saysNotMe,
  sendsNow,
  unsubscribes,
} from '../happenings.ts';
import { everyone, one, type WrittenRow } from '../row.ts';

/** The hour of retries, shortened so that there are two attempts and no third. */
const impatient = { delivery: { retryForSeconds: 2 } };

/** By the clock of UTC, which is an account's time zone unless it says another. */
function hoursAroundNow(): { readonly from: string; readonly to: string } {
  const clock = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
  return { from: clock(-1), to: clock(2) };
}

const refused = (mode: FaultMode, how: string, reason: string, times: number | null, settings = {}): WrittenRow => ({
  what: `A at 0, leaves at 1, ${how}`,
  start: { fault: { mode, times }, settings },
  happens: [agentSays(0), leaves(1)],
  mails: [],
  outcome: `parked: ${reason}`,
  withoutMail: [`parked: ${reason}`],
  until: 20,
});

/** Design R10: what the API says about an agent's message, on the way and in the end. */
export const outcomes: readonly WrittenRow[] = [
  {
    what: 'A at 0, leaves at 1: asked on the way',
    players: everyone,
    happens: [agentSays(0), leaves(1), outcomeIs(3, 'A1', 'waiting: beforeTrigger'), outcomeIs(6.5, 'A1', 'mailed')],
    mails: one(6, 'left'),
    outcome: 'mailed',
    until: 12,
  },
  {
    what: 'left at 0, A at 10: asked while more replies may follow',
    players: everyone,
    happens: [leaves(0), agentSays(10), outcomeIs(10.4, 'A1', 'waiting: settling')],
    mails: one(11, 'left'),
    outcome: 'mailed',
    secondsPerMinute: 4,
    until: 16,
  },
  {
    what: 'A at 0, leaves at 1, reads at 3: never emailed',
    players: everyone,
    happens: [agentSays(0), leaves(1), reads(3), outcomeIs(4, 'A1', 'read')],
    mails: [],
    outcome: 'read',
    until: 12,
  },
  {
    what: 'A at 0, the visitor stays; an agent sends it now at 3',
    players: everyone,
    happens: [agentSays(0), sendsNow(3)],
    mails: one(3, 'request'),
    outcome: 'mailed',
    until: 12,
  },
  {
    what: 'A at 0, leaves at 1, an agent cancels it at 3, A at 9',
    players: everyone,
    happens: [agentSays(0), leaves(1), cancels(3), agentSays(9)],
    // A cancelled message is not shown as context either.
    mails: [{ at: 10, trigger: 'left', news: ['A2'], context: [] }],
    outcome: { A1: 'notMailed: cancelledByAgent', A2: 'mailed' },
    until: 16,
  },
  {
    what: 'A at 0, the visitor stays; A at 3, to be emailed now',
    players: everyone,
    happens: [agentSays(0), agentSays(3, 'now')],
    mails: [{ at: 3, trigger: 'request', news: ['A1', 'A2'] }],
    outcome: 'mailed',
    until: 12,
  },
  {
    what: 'no address, A at 0, to be emailed now; an agent enters the address at 8, the visitor is there',
    players: everyone,
    start: { addressKnown: false },
    happens: [agentSays(0, 'now'), outcomeIs(2, 'A1', 'waiting: notIdentified'), addressEntered(8)],
    mails: one(8, 'request'),
    outcome: 'mailed',
    until: 14,
  },
  {
    what: 'A at 0, only in the chat, leaves at 1, A at 9',
    players: everyone,
    happens: [agentSays(0, 'never'), leaves(1), agentSays(9)],
    mails: [{ at: 10, trigger: 'left', news: ['A2'], context: ['A1'] }],
    outcome: { A1: 'notMailed: chatOnly', A2: 'mailed' },
    until: 16,
  },
  {
    what: 'quiet hours, A at 0, leaves at 1; A at 9, to be emailed now',
    happens: [
      accountSets(0, { timing: { quietHours: hoursAroundNow() } }),
      agentSays(0),
      leaves(1),
      outcomeIs(8, 'A1', 'waiting: quietHours'),
      agentSays(9, 'now'),
    ],
    mails: [{ at: 9, trigger: 'request', news: ['A1', 'A2'] }],
    outcome: 'mailed',
    until: 14,
  },
  {
    what: 'A at 0, leaves at 1, the provider is down once at 6, A at 8',
    start: { fault: { mode: '500', times: 1 } },
    happens: [
      agentSays(0),
      leaves(1),
      agentSays(8),
      outcomeIs(9, 'A1', 'sending: retrying'),
      outcomeIs(9, 'A2', 'waiting: deliveryInFlight'),
    ],
    // The retry comes after 15 s, however long a minute lasts here, and carries what was written meanwhile.
    mails: [{ at: 13.5, trigger: 'left', news: ['A1', 'A2'] }],
    outcome: 'mailed',
    until: 20,
  },
  {
    what: 'at most one email an hour: emailed at 6, A at 8',
    start: { settings: { delivery: { maxMailsPerHour: 1 } } },
    happens: [agentSays(0), leaves(1), agentSays(8), outcomeIs(12, 'A2', 'waiting: rateCapped')],
    mails: one(6, 'left'),
    outcome: { A1: 'mailed', A2: 'waiting: rateCapped' },
    until: 16,
  },
  {
    what: 'paused, A at 0, leaves at 1, resumed at 10',
    start: { settings: { delivery: { paused: true } } },
    happens: [
      agentSays(0),
      leaves(1),
      outcomeIs(8, 'A1', 'waiting: paused'),
      accountSets(10, { delivery: { paused: false } }),
    ],
    mails: one(10, 'left'),
    outcome: 'mailed',
    until: 16,
  },
  refused('400', 'the provider refuses the email', 'contentRejected', 1),
  refused('413', 'the email is too large', 'tooLarge', 1),
  refused('403', 'the provider refuses the sender for all the hour', 'senderRejected', null, impatient),
  refused('500', 'the provider is down for all the hour', 'providerBusy', null, impatient),
  {
    what: 'A at 0, leaves at 1, the provider refuses the email once, replayed at 10',
    start: { fault: { mode: '400', times: 1 } },
    happens: [agentSays(0), leaves(1), outcomeIs(8, 'A1', 'parked: contentRejected'), replays(10)],
    mails: one(10, 'left'),
    outcome: 'mailed',
    until: 16,
  },
  {
    what: 'A at 0, leaves at 1, the provider never answers; the account parks what is unknown',
    start: {
      fault: { mode: 'timeoutBeforeAccept', times: null },
      settings: { delivery: { onUnknown: 'park', awaitReportSeconds: 20 } },
    },
    happens: [agentSays(0), leaves(1), outcomeIs(7, 'A1', 'sending'), outcomeIs(10, 'A1', 'unknown')],
    mails: [],
    outcome: 'parked: unknown',
    withoutMail: ['parked: unknown'],
    until: 24,
  },
  {
    what: 'A arrives at 0, said 25 hours ago: history',
    happens: [agentSaidYesterday(0), leaves(1)],
    mails: [],
    outcome: 'notMailed: tooOld',
    until: 12,
  },
  {
    what: 'emailed at 6, unsubscribes at 8, A at 10, fills in the form again at 16',
    happens: [
      agentSays(0),
      leaves(1),
      unsubscribes(8),
      agentSays(10),
      outcomeIs(14, 'A2', 'notMailed: unsubscribed'),
      fillsInForm(16),
    ],
    mails: [
      { at: 6, trigger: 'left', news: ['A1'] },
      { at: 16, trigger: 'left', news: ['A2'], context: ['A1'] },
    ],
    outcome: 'mailed',
    until: 22,
  },
  {
    what: 'emailed at 6, "This was not me" at 8, A at 10',
    happens: [agentSays(0), leaves(1), saysNotMe(8), agentSays(10)],
    mails: one(6, 'left'),
    outcome: { A1: 'mailed', A2: 'notMailed: addressSuppressed' },
    until: 20,
  },
];
