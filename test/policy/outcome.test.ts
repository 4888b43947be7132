import { describe, expect, it } from '@jest/globals';
import {
  type OutcomeReason,
  type OutcomeState,
  outcomeReasons,
  type ParkedReason,
} from '../../src/contract/outcomes.ts';
import type { AccountFacts } from '../../src/policy/facts.ts';
import { type LedgerEntry, type MessageFacts, outcomeOf } from '../../src/policy/forwarding/outcome.ts';
import { presenceFrom } from '../../src/policy/visitor/presence.ts';
import {
  accountOf,
  attemptOf,
  type Conversation,
  conversationOf,
  days,
  deliveryOf,
  minutes,
  offlineSince,
  replyOf,
  seconds,
} from './facts.ts';

interface Given {
  readonly message?: Partial<MessageFacts>;
  readonly conversation?: Partial<Conversation>;
  readonly account?: AccountFacts;
  readonly deliveries?: readonly LedgerEntry[];
  readonly now?: number;
}

/** Of one reply, written at 0 to a visitor who is there. */
function outcomeGiven({ message, conversation, account = accountOf(), deliveries = [], now = minutes(2) }: Given) {
  // The reply of an email that failed makes none due by itself.
  const rides = deliveries.some(({ status }) => ['parked', 'bounced', 'dropped'].includes(status));
  const facts = conversationOf({ pending: [replyOf(1, 0, { rides })], presence: presenceFrom(0), ...conversation });
  const stored = { seq: 1, receivedAt: 0, readAt: null, deletedAt: null, cancelledAt: null, neverNews: null };
  return outcomeOf({ ...stored, ...message }, { conversation: facts, account, deliveries, now });
}

const carriedBy = (given: Partial<LedgerEntry>) => ({ deliveries: [deliveryOf(given)] });
const allAway = accountOf({}, [offlineSince(-1)]);
const transcript = { ...accountOf({ emailForwarding: 'transcript' }), choiceMadeAt: minutes(1) };
const repliedAt = (receivedAt: number): Given => ({
  message: { receivedAt },
  conversation: { pending: [replyOf(1, receivedAt)] },
});
const onMessenger: Given = { conversation: { channel: { kind: 'messenger' }, heardAt: 0 } };
const unheard: Given = { conversation: { channel: { kind: 'instagram' } } };
const ofMessenger = (given: Partial<LedgerEntry>): Given => ({
  ...onMessenger,
  ...carriedBy({ ...given, channel: 'messenger' }),
});
const paused = accountOf({ delivery: { paused: true } });
const gone = { deletedAt: 1, cancelledAt: 1, readAt: 1 };

const cases: readonly [says: string, Given, OutcomeState, OutcomeReason | null, until?: number][] = [
  ['an unread reply, the visitor there', {}, 'waiting', 'beforeTrigger', minutes(30)],
  [
    'a reply shortly before that',
    { ...repliedAt(minutes(29.5)), now: minutes(29.6) },
    'waiting',
    'beforeTrigger',
    minutes(30),
  ],
  ['its trigger passed', { account: allAway, now: seconds(11) }, 'waiting', 'settling', minutes(1)],
  ['no address known', { conversation: { visitor: { email: null } } }, 'waiting', 'notIdentified', days(30)],
  ['another mail under way', { conversation: { openDelivery: 'd2' } }, 'waiting', 'deliveryInFlight'],
  ['sending paused', { account: paused }, 'waiting', 'paused'],
  ['claimed', carriedBy({ status: 'claimed' }), 'sending', null],
  [
    'held back by a pause, whose end nobody knows',
    carriedBy({ status: 'claimed', nextAttemptAt: minutes(9), held: { since: 0, waitMs: 1_000, reason: 'paused' } }),
    'waiting',
    'paused',
  ],
  ['being sent', carriedBy({ status: 'sending' }), 'sending', null],
  ['accepted', carriedBy({ status: 'accepted' }), 'mailed', 'accepted'],
  ['deferred', carriedBy({ status: 'deferred' }), 'mailed', 'deferred'],
  ['delivered', carriedBy({ status: 'delivered' }), 'mailed', 'delivered'],
  ['bounced', carriedBy({ status: 'bounced' }), 'mailed', 'bounced'],
  ['dropped', carriedBy({ status: 'dropped' }), 'mailed', 'dropped'],
  ['read', { message: { readAt: 1 } }, 'read', null],
  ['deleted', { message: { deletedAt: 1 } }, 'notMailed', 'deleted'],
  ['cancelled', { message: { cancelledAt: 1 } }, 'notMailed', 'cancelledByAgent'],
  ['written under `nothing`', { message: { neverNews: 'forwardingOff' } }, 'notMailed', 'forwardingOff'],
  ['forwarding off now', { account: accountOf({ emailForwarding: 'nothing' }) }, 'notMailed', 'forwardingOff'],
  ['history', { message: { neverNews: 'tooOld' } }, 'notMailed', 'tooOld'],
  ['older than 30 days', { now: days(30) + 1 }, 'notMailed', 'tooOld'],
  ['on Messenger, due at once', onMessenger, 'waiting', 'due'],
  ['the same, sending paused', { ...onMessenger, account: paused }, 'waiting', 'paused'],
  [
    'the same, sending paused, 7 days after the visitor wrote',
    { ...onMessenger, account: paused, now: days(7) },
    'notMailed',
    'outsideMessagingWindow',
  ],
  [
    'the same, sending paused, after an earlier one that is parked',
    { conversation: { ...onMessenger.conversation, parked: 1, parkedOnChannel: [0] }, account: paused },
    'waiting',
    'earlierParked',
  ],
  ['the same, sent', ofMessenger({ status: 'accepted' }), 'sentDirectly', null],
  [
    'the same, sent and read',
    { ...ofMessenger({ status: 'delivered' }), message: { readAt: 1 } },
    'sentDirectly',
    null,
  ],
  ['the same, parked', ofMessenger({ status: 'parked', reason: 'channelTokenDead' }), 'parked', 'channelTokenDead'],
  ['the same, only in the inbox', { ...onMessenger, message: { neverNews: 'chatOnly' } }, 'notMailed', 'chatOnly'],
  ['written in the inbox of Messenger', { ...onMessenger, message: { via: 'messenger' } }, 'sentDirectly', null],
  [
    'after an earlier one that is parked',
    { conversation: { ...onMessenger.conversation, parked: 1, parkedOnChannel: [0] } },
    'waiting',
    'earlierParked',
  ],
  [
    'before a later one that is parked, and after an email that is',
    { conversation: { ...onMessenger.conversation, parked: 2, parkedOnChannel: [2] } },
    'waiting',
    'due',
  ],
  ['7 days after the visitor wrote', { ...onMessenger, now: days(7) }, 'notMailed', 'outsideMessagingWindow'],
  ['to a visitor who never wrote', unheard, 'notMailed', 'outsideMessagingWindow'],
  [
    'the same, emails off',
    { ...unheard, account: accountOf({ emailForwarding: 'nothing' }) },
    'notMailed',
    'outsideMessagingWindow',
  ],
  [
    'the same where the account wants an email then',
    { ...unheard, account: accountOf({ channels: { outsideWindow: 'email' } }) },
    'waiting',
    'beforeTrigger',
    minutes(30),
  ],
  [
    'the same, no address known',
    {
      conversation: { ...unheard.conversation, visitor: { email: null } },
      account: accountOf({ channels: { outsideWindow: 'email' } }),
    },
    'notMailed',
    'outsideMessagingWindow',
  ],

  // What wins where several are true.
  ['mailed and read since', { ...carriedBy({ status: 'accepted' }), message: gone }, 'mailed', 'accepted'],
  ['deleted while being sent', { ...carriedBy({ status: 'sending' }), message: gone }, 'sending', null],
  ['deleted before its attempt', { ...carriedBy({}), message: { deletedAt: 1 } }, 'notMailed', 'deleted'],
  ['cancelled before its attempt', { ...carriedBy({}), message: { cancelledAt: 1 } }, 'notMailed', 'cancelledByAgent'],
  ['read before its attempt', { ...carriedBy({}), message: { readAt: 1 } }, 'read', null],
  ['deleted after being read', { message: gone }, 'notMailed', 'deleted'],
  ['read, though written under `nothing`', { message: { readAt: 1, neverNews: 'forwardingOff' } }, 'read', null],
  [
    'the same under `transcript`',
    { message: { readAt: minutes(1), neverNews: 'forwardingOff' }, account: transcript },
    'read',
    null,
  ],
  ['read before `transcript` was chosen', { message: { readAt: 1 }, account: transcript }, 'read', null],
  [
    'parked, then read',
    { ...carriedBy({ status: 'parked', reason: 'tooLarge' }), message: { readAt: 1 } },
    'read',
    null,
  ],
  [
    'read under `transcript`',
    {
      message: { readAt: minutes(1) },
      account: transcript,
      conversation: { pending: [replyOf(1, 0, { readAt: minutes(1) })] },
    },
    'waiting',
    'beforeTrigger',
    minutes(30),
  ],
  [
    'deleted, its attempt with an unknown outcome',
    { ...carriedBy({ status: 'parked', reason: 'unknown', attempts: [attemptOf(0, 'unknown')] }), message: gone },
    'parked',
    'unknown',
  ],
];

describe('the outcome of a reply', () => {
  it.each(cases.map(([says, given, state, reason, until = null]) => ({ says, given, state, reason, until })))(
    '$says',
    ({ given, state, reason, until }) => {
      const { deliveryId, ...outcome } = outcomeGiven(given);
      expect(outcome).toEqual({ state, reason, until });
      const isOfDelivery =
        given.deliveries !== undefined &&
        (['mailed', 'sentDirectly', 'sending', 'parked'].includes(state) || reason === 'paused');
      expect(deliveryId).toBe(isOfDelivery ? 'd1' : null);
    },
  );

  const parkedReasons = Object.entries(outcomeReasons).filter(([, row]) => row.state === 'parked');
  it.each(parkedReasons.map(([reason]) => reason as ParkedReason))('parked: %s', (reason) => {
    expect(outcomeGiven(carriedBy({ status: 'parked', reason }))).toMatchObject({ state: 'parked', reason });
  });

  it('is that of the latest delivery that carries it', () => {
    const parked = deliveryOf({ id: 'd1', number: 1, status: 'parked', reason: 'tooLarge' });
    const accepted = deliveryOf({ id: 'd2', number: 2, status: 'accepted' });
    for (const deliveries of [
      [parked, accepted],
      [accepted, parked],
    ])
      expect(outcomeGiven({ deliveries })).toMatchObject({ state: 'mailed', deliveryId: 'd2' });
  });

  it('waits on when its delivery was withdrawn, and is not that of a delivery without it', () => {
    for (const given of [{ status: 'withdrawn' }, { status: 'accepted', newsSeqs: [2] }] as const)
      expect(outcomeGiven(carriedBy(given))).toMatchObject({ state: 'waiting', reason: 'beforeTrigger' });
  });

  it('is of the state that the table gives its reason', () => {
    for (const [, given] of cases) {
      const { state, reason } = outcomeGiven(given);
      if (reason !== null) expect(outcomeReasons[reason].state).toBe(state);
    }
  });
});
