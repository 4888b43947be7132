import { describe, expect, it } from '@jest/globals';
import type { Delivery } from '../../packages/client/src/index.ts';
import { outcomeReasons } from '../../src/contract/outcomes.ts';
import {
  deliveriesQuery,
  deliveryViewOf,
  searchOfDeliveries,
  withChanged,
} from '../../web/inbox/deliveries/delivery-views.ts';
import { reasonWords } from '../../web/inbox/deliveries/delivery-words.ts';
import { storyOf } from '../../web/inbox/deliveries/story.ts';
import { say } from '../../web/inbox/words/language.ts';

const delivery = (given: Partial<Delivery>): Delivery => ({
  id: 'd1',
  conversationId: 'c1',
  channel: 'email',
  to: 'grace@example.com',
  status: 'parked',
  reason: 'senderRejected',
  trigger: 'left',
  newsSeqs: [1],
  attempts: [],
  nextAttemptAt: null,
  reports: [],
  mayHaveBounced: false,
  dismissed: null,
  supersededBy: null,
  mailRemovedAt: null,
  createdAt: '2026-01-31T10:00:00.000Z',
  acceptedAt: null,
  ...given,
});

describe('the words of deliveries', () => {
  it('are those of the contract for each reason for parking', () => {
    const parked = Object.entries(outcomeReasons).filter(([, { state }]) => state === 'parked');
    const labels = Object.fromEntries(parked.map(([reason, { label }]) => [reason, label]));
    const shown = Object.entries(reasonWords).map(([reason, { why }]) => {
      const words = say(why);
      return [reason, words.charAt(0).toLowerCase() + words.slice(1)];
    });
    expect(Object.fromEntries(shown)).toEqual(labels);
  });
});

describe('a list of deliveries', () => {
  it('is what its address says, and nothing that is no filter', () => {
    const view = deliveryViewOf({ state: 'parked', why: 'tooLarge', to: 'Grace@EXAMPLE.com', time: 'day' });
    expect(deliveryViewOf(Object.fromEntries(new URLSearchParams(searchOfDeliveries(view))))).toEqual(view);
    expect(deliveriesQuery(view, Date.parse('2026-01-31T10:00:00Z'))).toEqual({
      status: 'parked',
      reason: 'tooLarge',
      address: 'Grace@EXAMPLE.com',
      since: '2026-01-30T10:00:00.000Z',
    });
    const nothing = deliveryViewOf({ state: 'toString', why: 'delivered', time: 'year' });
    expect(searchOfDeliveries(nothing)).toBe('');
    expect(deliveriesQuery(nothing, 0)).toEqual({});
  });

  it('keeps one that matches no more, so that one sees what became of it', () => {
    const view = deliveryViewOf({ state: 'parked' });
    const rows = [delivery({ id: 'b' }), delivery({ id: 'a' })];
    const sent = delivery({ id: 'a', status: 'delivered', reason: null });
    expect(withChanged(rows, sent, view)).toEqual([rows[0], sent]);
  });

  it('takes a new one if it matches, whatever the case of its address', () => {
    const view = deliveryViewOf({ to: 'GRACE@example.com' });
    const rows = [delivery({ id: 'a' })];
    const ids = (changed: Partial<Delivery>) =>
      withChanged(rows, delivery({ id: 'n', createdAt: '2026-01-31T11:00:00.000Z', ...changed }), view).map(
        ({ id }) => id,
      );
    expect(ids({})).toEqual(['n', 'a']);
    expect(ids({ to: 'ada@example.com' })).toEqual(['a']);
    expect(ids({ createdAt: '2026-01-30T10:00:00.000Z' })).toEqual(['a']);
  });
});

it('tells what happened to a delivery in the order in which it happened', () => {
  const story = storyOf(
    delivery({
      attempts: [{ at: '2026-01-31T10:00:01.000Z', end: 'accepted', result: '202' }],
      reports: [
        { event: 'bounce', at: '2026-01-31T10:00:09.000Z', attempt: 1, detail: '550 no such user' },
        { event: 'somethingNew', at: '2026-01-31T10:00:05.000Z', attempt: 1, detail: null },
      ],
    }),
  );
  expect(story.map(({ words, detail }) => [words, detail])).toEqual([
    ['Due because the visitor had left', null],
    ['Sent: the provider accepted it', '202'],
    ['Reported: somethingNew', null],
    ['Reported: Bounced', '550 no such user'],
  ]);
});
