import { describe, expect, it } from '@jest/globals';
import type { Delivery } from '../../packages/client/src/index.ts';
import { deadLetterReasons } from '../../src/contract/inbound.ts';
import { outcomeReasons } from '../../src/contract/outcomes.ts';
import { withdrawalNames, withdrawalReasons } from '../../src/contract/withdrawals.ts';
import {
  deliveriesQuery,
  deliveryViewOf,
  replayOf,
  searchOfDeliveries,
  withChanged,
} from '../../web/inbox/deliveries/delivery-views.ts';
import { reasonWords } from '../../web/inbox/deliveries/delivery-words.ts';
import { deadLetterWords } from '../../web/inbox/deliveries/inbound-words.ts';
import { whyNot } from '../../web/inbox/deliveries/status-badge.tsx';
import { storyOf } from '../../web/inbox/deliveries/story.ts';
import { lineOf } from '../../web/inbox/status/line.ts';
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
  replayAskedAt: null,
  dismissed: null,
  withdrawn: null,
  supersededBy: null,
  mailRemovedAt: null,
  createdAt: '2026-01-31T10:00:00.000Z',
  acceptedAt: null,
  ...given,
});

const asLabels = (words: readonly (readonly [string, string])[]) =>
  Object.fromEntries(words.map(([name, text]) => [name, text.charAt(0).toLowerCase() + text.slice(1)]));

describe('the words of deliveries', () => {
  it('are those of the contract for each reason why an email that came in is a dead letter', () => {
    expect(asLabels(Object.entries(deadLetterWords).map(([reason, { why }]) => [reason, say(why)]))).toEqual(
      deadLetterReasons,
    );
  });

  it('are those of the contract for each reason for parking', () => {
    const parked = Object.entries(outcomeReasons).filter(([, { state }]) => state === 'parked');
    const labels = Object.fromEntries(parked.map(([reason, { label }]) => [reason, label]));
    expect(asLabels(Object.entries(reasonWords).map(([reason, { why }]) => [reason, say(why)]))).toEqual(labels);
  });
});

describe('a delivery that was withdrawn', () => {
  const withdrawn = { at: '2026-01-31T12:00:00.000Z', reason: 'read' } as const;
  const given = delivery({ status: 'withdrawn', reason: null, withdrawn });

  it('says why, in the list and at the end of its story, in the words of the contract', () => {
    expect(whyNot(given)).toBe('The visitor has read it');
    expect(storyOf(given).at(-1)).toMatchObject({
      at: withdrawn.at,
      words: 'Withdrawn',
      detail: 'The visitor has read it',
    });
    const words = withdrawalNames.map((reason) => [reason, say(`withdrawals.${reason}`)] as const);
    expect(asLabels(words)).toEqual(withdrawalReasons);
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
    const fields = { time: 'between', from: '2026-01-30T08:00', until: 'tomorrow' };
    const since = deliveryViewOf(fields);
    expect(searchOfDeliveries(since)).toBe('?time=between&from=2026-01-30T08%3A00');
    expect(deliveriesQuery(since, 0)).toEqual({ since: new Date(2026, 0, 30, 8).toISOString() });
    const until = deliveryViewOf({ ...fields, until: '2026-01-31T08:00' });
    expect(deliveriesQuery(until, 0)).toMatchObject({ until: new Date(2026, 0, 31, 8).toISOString() });
    const late = delivery({ id: 'late', createdAt: new Date(2026, 0, 31, 9).toISOString() });
    expect([withChanged([], late, until), withChanged([], late, since)]).toEqual([[], [late]]);
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

it('says who replayed it, and who dismissed it', () => {
  const dismissed = { at: '2026-01-31T12:00:00.000Z', reason: 'called' };
  const acted = [
    { at: '2026-01-31T12:00:00.000Z', action: 'delivery.dismissed', who: 'Ada' },
    { at: '2026-01-31T11:00:00.000Z', action: 'delivery.replayed', who: 'Bob' },
  ] as const;
  expect(storyOf(delivery({ dismissed }), acted).map(({ words }) => words)).toEqual([
    'Due because the visitor had left',
    'Replayed by Bob',
    'Dismissed by Ada',
  ]);
});

it('replays all that a filter finds, unless that cannot be replayed', () => {
  const view = deliveryViewOf({ why: 'blocked', to: 'grace@example.com' });
  expect(replayOf(view, 0)).toEqual({ status: 'parked', reason: 'blocked', address: 'grace@example.com' });
  expect(replayOf(deliveryViewOf({ state: 'delivered' }), 0)).toBeNull();
});

describe('the line of a chart', () => {
  const size = { width: 100, height: 46 };
  it('goes from zero at the bottom to the greatest at the top, with a gap where nothing is known', () => {
    expect(lineOf([0, 10, null, 5, 10], size)).toEqual({
      line: 'M0 43L25 3M75 23L100 3',
      area: 'M0 43L25 3L25 46L0 46ZM75 23L100 3L100 46L75 46Z',
      last: { x: 100, y: 3 },
    });
  });

  it('lies at the bottom if everything is zero, and is a point if there is one value', () => {
    expect(lineOf([0, 0], size).line).toBe('M0 43L100 43');
    expect(lineOf([7], size).last).toEqual({ x: 100, y: 3 });
    expect(lineOf([], size)).toEqual({ line: '', area: '', last: null });
  });
});
