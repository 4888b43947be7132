import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Row } from '../../dev/example/row.ts';
import { rowsFor } from '../../dev/example/rows.ts';
import { days, minutes, seconds } from './facts.ts';
import { inLabels, lived, outcomeOf, outcomesOf } from './rows.ts';
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

describe('the examples of the rules', () => {
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
    const outcomes = outcomesOf(row, lastMinute);
    expect(outcomes.map((told) => ({ ...told, outcome: outcomeOf(row, told) }))).toEqual(outcomes);
  });
});
