import { describe, expect, it } from '@jest/globals';
import { outcomeReasons } from '../../src/contract/outcomes.ts';
import type { DeliveryStatus } from '../../src/policy/delivery/delivery.ts';
import { withDelivery, withdrawn } from '../../src/policy/delivery/transitions.ts';
import type { AccountFacts } from '../../src/policy/facts.ts';
import { type LedgerEntry, outcomeOf } from '../../src/policy/forwarding/outcome.ts';
import { isTakenBack } from '../../src/policy/forwarding/taken-back.ts';
import { decide } from '../../src/policy/look/decision.ts';
import { forwardingState } from '../../src/policy/look/forwarding-state.ts';
import { accountOf, attemptOf, type Conversation, conversationOf, deliveryOf, minutes, replyOf } from './facts.ts';

const now = minutes(90);
const message = { seq: 1, receivedAt: 0, readAt: null, deletedAt: null, cancelledAt: null, neverNews: null };

/** What may be true of a conversation with one reply, and of the delivery that carries it. */
const statuses: readonly (DeliveryStatus | 'none' | 'held' | 'refused' | 'throttled' | 'parkedInDoubt')[] = [
  'none',
  'claimed',
  'held',
  'refused',
  'throttled',
  'sending',
  'unknown',
  'accepted',
  'delivered',
  'bounced',
  'dropped',
  'parked',
  'parkedInDoubt',
  'dismissed',
];
const suppressions = [null, 'bounced'] as const;
const pauses = [false, true];
const choices = ['unreadReplies', 'nothing'] as const;
const addresses = ['visitor@example.com', null];
/** Corrected: replies whose email failed may go to another address. */
const corrections = [false, true];
const kinds = ['web', 'messenger'] as const;
/** What has become of the message since its delivery came into this state. */
const sinceThen = ['nothing', 'cancelled', 'deleted', 'read'] as const;

const combinations = statuses.flatMap((status) =>
  suppressions.flatMap((suppressed) =>
    pauses.flatMap((paused) =>
      choices.flatMap((emailForwarding) =>
        addresses.flatMap((email) =>
          corrections.flatMap((isCorrected) =>
            kinds.flatMap((kind) =>
              sinceThen.map((since) => ({
                ...{ status, suppressed, paused, emailForwarding, email, isCorrected, kind, since },
              })),
            ),
          ),
        ),
      ),
    ),
  ),
);
type Combination = (typeof combinations)[number];

function deliveryIn({ status, kind }: Combination): LedgerEntry | null {
  const ofChannel = kind === 'web' ? {} : { channel: kind };
  const given = { ...ofChannel, nextAttemptAt: now + 1_000 };
  switch (status) {
    case 'none':
      return null;
    case 'held':
      return deliveryOf({ ...given, status: 'claimed', held: { since: 0, waitMs: 1_000, reason: 'paused' } });
    case 'refused':
      return deliveryOf({ ...given, status: 'claimed', attempts: [attemptOf(0, 'refused')] });
    case 'throttled': {
      const held = { since: 0, waitMs: 1_000, reason: 'retrying' } as const;
      return deliveryOf({ ...given, status: 'claimed', held, attempts: [attemptOf(0, 'refused')] });
    }
    case 'unknown':
      return deliveryOf({ ...given, status, attempts: [attemptOf(0, 'unknown')] });
    case 'parkedInDoubt':
      return deliveryOf({ ...given, status: 'parked', reason: 'unknown', attempts: [attemptOf(0, 'unknown')] });
    case 'parked':
      return deliveryOf({ ...given, status, reason: 'tooLarge' });
    default:
      return deliveryOf({ ...given, status });
  }
}

function factsOf(combination: Combination) {
  const { suppressed, paused, emailForwarding, email, isCorrected, kind } = combination;
  const delivery = deliveryIn(combination);
  const isOpen = delivery !== null && ['claimed', 'sending', 'unknown'].includes(delivery.status);
  const failed = delivery !== null && ['bounced', 'dropped', 'parked'].includes(delivery.status);
  const isPending = delivery === null || isOpen || (failed && combination.status !== 'parkedInDoubt' && kind === 'web');
  const before: Conversation = conversationOf({
    channel: { kind },
    heardAt: 0,
    visitor: { email },
    suppressed,
    pending: isPending ? [replyOf(1, 0, { rides: failed && !isCorrected })] : [],
    openDelivery: isOpen ? 'd1' : null,
  });
  const claimed = { ...deliveryOf({ status: 'sending' }), replay: null };
  const conversation =
    delivery === null
      ? before
      : withDelivery({ conversation: before, delivery: claimed }, { ...delivery, replay: null }).conversation;
  const account = accountOf({ emailForwarding, delivery: { paused } });
  return { ...since(combination, { conversation, delivery, account }), account };
}

/** As a change writes it: what it takes back is withdrawn with it. */
function since({ since }: Combination, { conversation, delivery, account }: Stored) {
  const changes = {
    nothing: {},
    cancelled: { isCancelled: true as const },
    deleted: { isDeleted: true as const },
    read: { readAt: now },
  };
  const pending = conversation.pending.map((reply) => ({ ...reply, ...changes[since] }));
  const changed = { ...conversation, pending };
  if (delivery === null || !isTakenBack({ ...delivery, replay: null }, changed, account, now))
    return { delivery, conversation: changed };
  return withdrawn(
    { conversation: changed, delivery: { ...delivery, replay: null } },
    { at: now, reason: 'nothingLeft' },
  );
}

interface Stored {
  readonly conversation: Conversation;
  readonly delivery: LedgerEntry | null;
  readonly account: AccountFacts;
}

const messageOf = ({ since }: Combination) => ({
  ...message,
  cancelledAt: since === 'cancelled' ? now : null,
  deletedAt: since === 'deleted' ? now : null,
  readAt: since === 'read' ? now : null,
});

const told = combinations.map((combination) => {
  const { delivery, conversation, account } = factsOf(combination);
  const deliveries = delivery === null ? [] : [delivery];
  const open = delivery !== null && conversation.openDelivery !== null ? delivery : null;
  return {
    combination,
    conversation,
    outcome: outcomeOf(messageOf(combination), { conversation, account, deliveries, now }),
    forwarding: forwardingState(conversation, account, now),
    decision: decide(conversation, account, open, now),
  };
});

const says = (combination: Combination) => JSON.stringify(combination);

describe('of every combination of delivery, suppression, pause, choice, address and channel', () => {
  it('the outcome of a message and the forwarding of its conversation agree', () => {
    const contradictions = told.filter(({ combination, outcome, forwarding, conversation }) => {
      switch (outcome.state) {
        case 'waiting':
          return forwarding.state !== 'waiting' || forwarding.reason !== outcome.reason;
        case 'sending':
          return forwarding.state !== 'sending' || forwarding.reason !== outcome.reason;
        case 'unknown':
          return forwarding.state !== 'unknown' && conversation.openDelivery !== null;
        case 'parked':
          return forwarding.state !== 'parked' || forwarding.reason !== outcome.reason || forwarding.parked !== 1;
        default:
          // What is parked is told until a person has dismissed it, though its message was taken back meanwhile.
          return forwarding.state !== (conversation.parked > 0 && combination.since !== 'nothing' ? 'parked' : 'idle');
      }
    });
    expect(
      contradictions.map(({ combination, outcome, forwarding }) => [says(combination), outcome, forwarding]),
    ).toEqual([]);
  });

  it('each reason is one of its state', () => {
    for (const { outcome } of told)
      if (outcome.reason !== null) expect(outcomeReasons[outcome.reason].state).toBe(outcome.state);
  });

  it("Temporal's attributes say the same: what is parked first, else the forwarding's state", () => {
    const contradictions = told.filter(({ conversation, forwarding, decision }) => {
      if (decision.kind !== 'sleep' && decision.kind !== 'idle') return false;
      // A chat that is read as it goes on keeps its state (design P7).
      if (decision.why === 'nothing to email; the visitor is present') return false;
      if (conversation.parked > 0) return decision.state !== 'parked' || decision.reason === null;
      const isOfLast = decision.reason === 'bounced' || decision.reason === 'dropped';
      return decision.state !== forwarding.state || (decision.reason !== forwarding.reason && !isOfLast);
    });
    expect(
      contradictions.map(({ combination, forwarding, decision }) => [says(combination), forwarding, decision]),
    ).toEqual([]);
  });

  it('what failed says which delivery it is, why and what to do', () => {
    for (const { conversation, decision } of told)
      if (conversation.parked > 0 && 'trouble' in decision)
        expect(decision.trouble).toMatch(
          /^Delivery d1(, last attempted at 1970-.*,)? is parked( since 1970-.*)? \((tooLarge|unknown): .*retryDelivery/s,
        );
  });
});
