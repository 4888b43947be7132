import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextForwarding } from '../../src/policy/forwarding/forwarding.ts';
import { goneFor, leftAt, type PresenceReport, presenceFrom, reported } from '../../src/policy/visitor/presence.ts';
import { worlds } from './histories.ts';

const silenceSeconds = 90;
const state = fc.constantFrom('here' as const, 'active' as const, 'left' as const);
const moments = (max: number) =>
  fc.uniqueArray(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 2, maxLength: max });

const told = (reports: readonly PresenceReport[]) =>
  reports.reduce((presence, report) => reported(presence, report, silenceSeconds), presenceFrom(0));

/** Reports in the order in which they happened, and in another. */
function reportsAndShuffled(tabOf: (index: number) => string, max: number) {
  return moments(max)
    .map((times) => [...times].sort((a, b) => a - b))
    .chain((times) => fc.tuple(...times.map((at, index) => state.map((is) => ({ state: is, tab: tabOf(index), at })))))
    .chain((reports) => fc.tuple(fc.constant(reports), fc.shuffledSubarray(reports, { minLength: reports.length })));
}

describe('the order in which facts are told', () => {
  it('makes no difference among agents, tabs and pending replies', () => {
    fc.assert(
      fc.property(worlds, fc.infiniteStream(fc.nat()), ({ conversation, account, now }, numbers) => {
        const shuffled = <Fact>(facts: readonly Fact[]): Fact[] =>
          facts
            .map((fact) => ({ fact, place: numbers.next().value }))
            .sort((a, b) => a.place - b.place)
            .map(({ fact }) => fact);
        const { presence, pending } = conversation;
        const tabs = shuffled(presence.tabs);
        const next = nextForwarding(conversation, account, now);
        const other = nextForwarding(
          { ...conversation, presence: { ...presence, tabs }, pending: shuffled(pending) },
          { ...account, agents: shuffled(account.agents) },
          now,
        );
        if (next.kind !== 'due' || other.kind !== 'due') expect(other).toEqual(next);
        else expect({ ...other, news: new Set(other.news) }).toEqual({ ...next, news: new Set(next.news) });
      }),
    );
  });

  it('makes no difference to when the visitor left, for reports of distinct tabs', () => {
    fc.assert(
      fc.property(
        reportsAndShuffled((index) => `tab${index}`, 8),
        ([reports, other]) => {
          const last = Math.max(...reports.map(({ at }) => at));
          for (const now of [last, last + 45_000, last + 90_000])
            expect(leftAt(told(other), silenceSeconds, now)).toBe(leftAt(told(reports), silenceSeconds, now));
          expect(goneFor(told(other), 300, silenceSeconds)).toBe(goneFor(told(reports), 300, silenceSeconds));
        },
      ),
    );
  });

  it('makes no difference to a tab: its newest report stands', () => {
    fc.assert(
      fc.property(
        reportsAndShuffled(() => 'a', 8),
        ([reports, other]) => {
          const newest = reports.at(-1);
          const tabOf = ({ tabs }: ReturnType<typeof told>) =>
            tabs.map(({ tab, seenAt, leftAt }) => ({ tab, seenAt, leftAt }));
          expect(tabOf(told(other))).toEqual(tabOf(told(reports)));
          expect(tabOf(told(other))).toEqual([
            { tab: 'a', seenAt: newest?.at, leftAt: newest?.state === 'left' ? newest.at : null },
          ]);
        },
      ),
    );
  });

  it('ignores a report that is older than its tab’s newest', () => {
    fc.assert(
      fc.property(
        reportsAndShuffled(() => 'a', 8),
        ([, arrived]) => {
          const newestSoFar = arrived.filter(({ at }, index) =>
            arrived.slice(0, index).every((before) => before.at < at),
          );
          expect(told(arrived)).toEqual(told(newestSoFar));
        },
      ),
    );
  });
});
