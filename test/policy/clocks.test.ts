import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { timeOfMessage, timeOfReport } from '../../src/policy/visitor/clocks.ts';
import { leftAt, presenceFrom, reportedBy, type ToldReport } from '../../src/policy/visitor/presence.ts';
import { days, minutes, seconds } from './facts.ts';

const silenceSeconds = 90;
const skew = fc.integer({ min: -days(400), max: days(400) });

describe('a report that says when it was sent', () => {
  it('counts from when it happened, whatever the clock shows', () => {
    fc.assert(
      fc.property(skew, fc.nat(days(3)), (wrong, age) => {
        const now = days(1_000);
        const told = { at: now - age + wrong, sentAt: now + wrong };
        expect(timeOfReport(told, undefined, silenceSeconds, now).at).toBe(now - age);
        expect(timeOfMessage(told, false, now)).toEqual({
          at: now - age,
          actedAt: now - age,
          isHistory: age > days(1),
        });
      }),
    );
  });

  it('is never so long ago that its time could not be written, whatever is told', () => {
    const told = { at: Date.parse('0000-01-01T00:00:00Z'), sentAt: Date.parse('9999-12-31T00:00:00Z') };
    const now = days(20_000);
    for (const { at } of [timeOfReport(told, undefined, silenceSeconds, now), timeOfMessage(told, true, now)])
      expect(new Date(at).toISOString()).toMatch(/^0000-/);
  });

  it('is never in the future', () => {
    const told = { at: 2_000, sentAt: 1_000 };
    expect(timeOfReport(told, undefined, silenceSeconds, 500).at).toBe(500);
    expect(timeOfMessage(told, true, 500).at).toBe(500);
  });
});

describe('a report that says only when it happened', () => {
  const now = days(1_000);

  it('counts when it arrives if nothing tells that it is late', () => {
    fc.assert(
      fc.property(skew, (wrong) => {
        expect(timeOfReport({ at: now + wrong, sentAt: null }, undefined, silenceSeconds, now).at).toBe(now);
      }),
    );
  });

  it('is as late as its tab was prompt before, up to a third of the silence', () => {
    fc.assert(
      fc.property(skew, fc.nat(seconds(30)), fc.nat(minutes(9)), (wrong, late, gap) => {
        const first = timeOfReport({ at: now + wrong, sentAt: null }, undefined, silenceSeconds, now);
        const then = now + gap + late;
        const told = { at: now + gap + wrong, sentAt: null };
        expect(timeOfReport(told, { seenAt: now, lag: first.lag }, silenceSeconds, then).at).toBe(now + gap);
      }),
    );
  });

  it('counts when it arrives, and every later one too, once the clock was set back', () => {
    const told = (at: number) => ({ at, sentAt: null });
    const before = timeOfReport(told(now), undefined, silenceSeconds, now);
    const known = { seenAt: now, lag: before.lag };
    const after = timeOfReport(told(now - minutes(60)), known, silenceSeconds, now + seconds(30));
    expect(after.at).toBe(now + seconds(30));
    const later = { seenAt: after.at, lag: after.lag };
    expect(timeOfReport(told(now - minutes(59)), later, silenceSeconds, now + seconds(90)).at).toBe(now + seconds(90));
  });

  it('is not before the tab was last heard of, where that one told no time', () => {
    const known = { seenAt: now - seconds(20), lag: undefined };
    const at = (told: number) => timeOfReport({ at: told, sentAt: null }, known, silenceSeconds, now).at;
    expect(at(now - seconds(5))).toBe(now - seconds(5));
    expect(at(now - minutes(60))).toBe(now - seconds(20));
    expect(at(now + minutes(60))).toBe(now);
  });
});

describe('a visitor whose clock is wrong', () => {
  it('is there as long as their heartbeats come, and gone when they say so', () => {
    const reports = fc.array(fc.constantFrom<ToldReport['state']>('here', 'active'), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(skew, reports, (wrong, states) => {
        const told = (state: ToldReport['state'], now: number) => ({ state, tab: 'a', at: now + wrong, sentAt: null });
        const start = days(1_000);
        let presence = presenceFrom(start);
        let now = start;
        for (const state of ['here', ...states] as const) {
          now += seconds(30);
          expect(leftAt(presence, silenceSeconds, now)).toBeNull();
          presence = reportedBy(presence, told(state, now), silenceSeconds, now);
        }
        now += seconds(10);
        presence = reportedBy(presence, told('left', now), silenceSeconds, now);
        expect(leftAt(presence, silenceSeconds, now)).toBe(now);
      }),
    );
  });
});

describe('a message over 24 hours old without a time of sending', () => {
  const told = (now: number) => ({ at: now - days(1) - 1, sentAt: null });

  it('is history where nothing is going on, and a slow clock where something is', () => {
    const now = days(1_000);
    expect(timeOfMessage(told(now), false, now)).toMatchObject({ isHistory: true });
    expect(timeOfMessage(told(now), true, now)).toEqual({ at: now - days(1) - 1, actedAt: now, isHistory: false });
  });
});
