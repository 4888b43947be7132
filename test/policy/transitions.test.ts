import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { accepted, notAccepted, outcomeUnknown } from '../../src/policy/delivery/attempt-ends.ts';
import { hasUnknownAttempt, isOpen } from '../../src/policy/delivery/delivery.ts';
import {
  type DeliveryState,
  type InConversation,
  parked,
  reopened,
  withDelivery,
  withdrawn,
} from '../../src/policy/delivery/transitions.ts';
import { attemptOf, type Conversation, conversationOf, deliveryOf, replyOf } from './facts.ts';

interface Sent extends DeliveryState {
  readonly subject: string;
  readonly messageId: string;
}
interface Threaded extends Conversation {
  readonly thread: { readonly subject: string | null; readonly references: readonly string[] };
  readonly updatedAt: number;
}
type Both = InConversation<Threaded, Sent>;

const hour = { retryForSeconds: 3_600 };
const claimed: Sent = {
  ...deliveryOf(),
  reason: null,
  replay: null,
  subject: 'Your chat',
  messageId: 'm1@acme.example',
};
const sending: Sent = { ...claimed, status: 'sending', attempts: [attemptOf(0, null)] };
const carriedBy = (delivery: Sent): Both => ({
  delivery,
  conversation: {
    ...conversationOf({ pending: [replyOf(1, 0), replyOf(2, 0)], openDelivery: delivery.id }),
    thread: { subject: null, references: [] },
    updatedAt: 0,
  },
});
const pendingOf = ({ conversation }: Both) =>
  conversation.pending.map(({ seq, rides }) => (rides ? `${seq} rides` : seq));

describe('a mail that ends', () => {
  it('accepted: its news is pending no more, and the thread goes on from it', () => {
    const after = accepted(carriedBy(sending), { ...sending, status: 'accepted' }, 5);
    expect(pendingOf(after)).toEqual([2]);
    expect(after.conversation).toMatchObject({
      openDelivery: null,
      mailedAt: [5],
      thread: { subject: 'Your chat', references: ['m1@acme.example'] },
    });
  });

  it('rejected: it is parked, and the next mail carries its news, but is not made due by it', () => {
    const after = notAccepted(carriedBy(sending), hour, { kind: 'rejected', reason: 'senderRejected', result: '' }, 5);
    expect(after.delivery).toMatchObject({ status: 'parked', reason: 'senderRejected' });
    expect(pendingOf(after)).toEqual(['1 rides', 2]);
  });

  it('refused: it stays claimed, for another attempt', () => {
    const end = { kind: 'refused', reason: 'providerBusy', retryAfterSeconds: null, result: '' } as const;
    const after = notAccepted(carriedBy(sending), hour, end, 5);
    expect(after.delivery).toMatchObject({ status: 'claimed', nextAttemptAt: 15_005 });
    expect(after.conversation.openDelivery).toBe(sending.id);
  });

  it('with an unknown outcome: it counts as mailed, and parked it keeps its news', () => {
    const unknown = outcomeUnknown(carriedBy(sending), null, 5);
    expect(unknown.conversation).toMatchObject({ openDelivery: sending.id, unknown: 1, mailedAt: [5] });
    const after = parked(unknown, 'unknown');
    expect(after.conversation).toMatchObject({ openDelivery: null, unknown: 1, parked: 1 });
    expect(pendingOf(after)).toEqual([2]);
  });
});

const read = { at: 5, reason: 'read' } as const;

describe('a claim that is withdrawn', () => {
  it('leaves its news to the next mail', () => {
    const after = withdrawn(carriedBy(claimed), read);
    expect(after.delivery).toMatchObject({ status: 'withdrawn', withdrawn: read });
    expect(pendingOf(after)).toEqual([1, 2]);
  });

  it('is parked again if a person had it sent, for the reason it had', () => {
    const replayed = { ...claimed, reason: 'senderRejected', replay: { askedAt: 1, evenIfRead: false } } as const;
    const after = withdrawn(carriedBy(replayed), read);
    expect(after.delivery).toMatchObject({ status: 'parked', reason: 'senderRejected', replay: null });
  });
});

describe('what a conversation keeps of its deliveries', () => {
  type Step = (both: Both) => Both;
  const steps: Step[] = [
    (both) => (both.delivery.status === 'sending' ? outcomeUnknown(both, null, 1) : both),
    (both) => (isOpen(both.delivery) ? parked(both, 'senderRejected') : both),
    (both) => (both.delivery.status === 'claimed' ? withdrawn(both, read) : both),
    (both) => (both.delivery.status === 'parked' ? reopened(both, 2) : both),
    (both) =>
      both.delivery.status === 'parked' ? withDelivery(both, { ...both.delivery, status: 'dismissed' }) : both,
    (both) =>
      both.delivery.status === 'claimed'
        ? withDelivery(both, {
            ...both.delivery,
            status: 'sending',
            attempts: [...both.delivery.attempts, attemptOf(3, null)],
          })
        : both,
    (both) => (isOpen(both.delivery) ? accepted(both, { ...both.delivery, status: 'accepted' }, 4) : both),
  ];

  it('agrees with them, whatever happens to one', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...steps), { maxLength: 12 }), (taken) => {
        const { delivery, conversation } = taken.reduce((both, step) => step(both), carriedBy(claimed));
        const isParked = delivery.status === 'parked';
        const isUnknown = delivery.status === 'unknown' || (isParked && hasUnknownAttempt(delivery));
        expect(conversation).toMatchObject({
          openDelivery: isOpen(delivery) ? delivery.id : null,
          parked: isParked ? 1 : 0,
          unknown: isUnknown ? 1 : 0,
        });
      }),
    );
  });
});
