import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Row } from '../../dev/example/row.ts';
import { rowsFor } from '../../dev/example/rows.ts';
import { days, minutes, seconds } from './facts.ts';
import { inLabels, lived, outcomeOf } from './rows.ts';
import type { Clocks } from './world.ts';

const rows = rowsFor('policy');

const dayInMinutes = days(1) / minutes(1);
/** All that happens in a row has happened, and what it made due; the 30 days are not over. */
const lastMinute = 90;

/** Wrong by some seconds, minutes or a day and more, in either direction; some clients say when they sent it, too. */
const clock = fc
  .tuple(
    fc.oneof(...[seconds(90), minutes(60), days(2)].map((max) => fc.integer({ min: -max, max }))),
    fc.constantFrom('saysNothing', 'saysAt', 'saysBoth'),
  )
  .map(([skew, says]) => (now: number) => ({
    at: says === 'saysNothing' ? null : now + skew,
    sentAt: says === 'saysBoth' ? now + skew : null,
  }));

const mailsOf = (row: Row, clocks?: Clocks) =>
  lived(row, 40 * dayInMinutes, clocks).mails.map((mail) => inLabels(mail, row));
const expectedOf = ({ mails }: Row) =>
  mails.map(({ at, trigger, news, context = [] }) => ({ at, trigger, news, shows: [...context, ...news] }));

/** What the row says that became of its messages, and when: on the way, with each mail, and at last. */
function outcomesOf({ happens, mails, onTheWay, outcome }: Row): Row['onTheWay'] {
  const replies = happens.filter(({ kind }) => kind === 'agentSays').map((_, index) => `A${index + 1}`);
  const atLast = replies.map((label) => (typeof outcome === 'string' ? outcome : (outcome?.[label] ?? '')));
  return [
    ...onTheWay,
    ...mails.flatMap(({ at, news }) => news.map((label) => [at, label, 'mailed'] as const)),
    ...replies.map((label, index) => [lastMinute, label, atLast[index] ?? ''] as const),
  ];
}

describe('the worked examples of the design', () => {
  it.each(rows)('whatever the clocks of visitor and agents show: $what', (row) => {
    fc.assert(
      fc.property(fc.record({ visitors: clock, agents: clock }), (clocks) => {
        expect(mailsOf(row, clocks)).toEqual(expectedOf(row));
      }),
      { numRuns: 30 },
    );
  });

  it.each(rows)('$what', (row) => {
    expect(mailsOf(row)).toEqual(expectedOf(row));
    for (const [at, label, outcome] of outcomesOf(row))
      expect([at, label, outcomeOf(lived(row, at), row, label)]).toEqual([at, label, outcome]);
  });
});
