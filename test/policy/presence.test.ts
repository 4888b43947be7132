import { describe, expect, it } from '@jest/globals';
import {
  goneFor,
  leftAt,
  leftWith,
  type PresenceReport,
  presenceFrom,
  reported,
  returned,
  returnedIn,
} from '../../src/policy/visitor/presence.ts';
import { minutes, seconds } from './facts.ts';

const silenceSeconds = 90;
const never = Number.POSITIVE_INFINITY;

type Told = readonly [state: PresenceReport['state'], at: number, tab?: string];
/** Presence of a conversation begun at 0 after reports at times in seconds. */
const after = (...reports: Told[]) =>
  reports.reduce(
    (presence, [state, at, tab = 'a']) => reported(presence, { state, tab, at: seconds(at) }, silenceSeconds),
    presenceFrom(0),
  );
const left = (presence: ReturnType<typeof after>, at: number) => leftAt(presence, silenceSeconds, seconds(at));

describe('before any report', () => {
  it('the visitor is here since the conversation’s start', () => {
    expect(left(presenceFrom(0), 86_400)).toBeNull();
    expect(presenceFrom(seconds(7)).activeAt).toBe(seconds(7));
  });
});

describe('a tab', () => {
  it('ends when it is left', () => {
    expect(left(after(['here', 10], ['left', 20]), 20)).toBe(seconds(20));
  });

  it('that has sent heartbeats ends by silence, at its last seen, noticed after 90 s', () => {
    const silent = after(['here', 10], ['here', 40]);
    expect(left(silent, 129)).toBeNull();
    expect(left(silent, 130)).toBe(seconds(40));
  });

  it('that has sent heartbeats is also seen by activity', () => {
    expect(left(after(['here', 10], ['active', 60]), 149)).toBeNull();
    expect(left(after(['here', 10], ['active', 60]), 150)).toBe(seconds(60));
  });

  it('without heartbeats does not end by silence', () => {
    expect(left(after(['active', 10]), 86_400)).toBeNull();
    expect(left(after(['active', 10], ['left', 50]), 86_400)).toBe(seconds(50));
  });

  it('that was left opens again by its next report', () => {
    expect(left(after(['here', 10], ['left', 20], ['here', 30]), 31)).toBeNull();
    expect(left(after(['active', 10], ['left', 20], ['active', 30]), 86_400)).toBeNull();
  });
});

describe('a visitor with several tabs', () => {
  it('is there while one remains', () => {
    expect(left(after(['here', 10, 'a'], ['active', 12, 'b'], ['left', 20, 'a']), 600)).toBeNull();
  });

  it('left at the latest end, be it a `left` or a silence', () => {
    expect(left(after(['here', 10, 'a'], ['here', 12, 'b'], ['left', 20, 'b'], ['left', 30, 'a']), 30)).toBe(
      seconds(30),
    );
    const silentLast = after(['here', 10, 'a'], ['here', 60, 'b'], ['left', 40, 'a']);
    expect(left(silentLast, 149)).toBeNull();
    expect(left(silentLast, 150)).toBe(seconds(60));
    const leftLast = after(['here', 10, 'a'], ['here', 20, 'b'], ['left', 120, 'b']);
    expect(left(leftLast, 120)).toBe(seconds(120));
  });

  it('is remembered by 32 of them at most, open ones first', () => {
    const many = Array.from({ length: 60 }, (_, index): Told => ['left', 100 + index, `tab${index}`]);
    const presence = after(['active', 1, 'open'], ...many);
    expect(presence.tabs).toHaveLength(32);
    expect(left(presence, 86_400)).toBeNull();
  });
});

describe('being gone', () => {
  it('counts from the leaving, once a silence is noticed', () => {
    expect(goneFor(after(['left', 60]), 300, silenceSeconds)).toBe(minutes(6));
    expect(goneFor(after(['here', 60]), 300, silenceSeconds)).toBe(minutes(6));
    expect(goneFor(after(['here', 60]), 30, silenceSeconds)).toBe(seconds(150));
    expect(goneFor(after(['active', 60]), 300, silenceSeconds)).toBe(never);
  });
});

describe('activity', () => {
  it('is what a person does; heartbeats are not', () => {
    expect(after(['here', 10], ['here', 40]).activeAt).toBe(0);
    expect(after(['here', 10], ['active', 40], ['here', 70]).activeAt).toBe(seconds(40));
    expect(after(['left', 40]).activeAt).toBe(0);
  });

  it('is a `here` that ends an absence, in the same tab or another', () => {
    expect(after(['left', 20], ['here', 50]).activeAt).toBe(seconds(50));
    expect(after(['left', 20], ['here', 50, 'b']).activeAt).toBe(seconds(50));
    expect(after(['here', 20], ['here', 110]).activeAt).toBe(seconds(110));
    expect(after(['here', 20], ['here', 109]).activeAt).toBe(0);
    expect(after(['active', 5, 'b'], ['left', 20], ['here', 50]).activeAt).toBe(seconds(5));
  });

  it('is a message, which ends an absence until a tab reports', () => {
    const wrote = returned(after(['left', 20]), seconds(50), silenceSeconds);
    expect(wrote.activeAt).toBe(seconds(50));
    expect(left(wrote, 86_400)).toBeNull();
    const leftAgain = reported(wrote, { state: 'left', tab: 'b', at: seconds(60) }, silenceSeconds);
    expect(left(leftAgain, 60)).toBe(seconds(60));
  });

  it('in a message written before the leaving, but told after it, ends no absence', () => {
    const wrote = returned(after(['left', 20]), seconds(15), silenceSeconds);
    expect(left(wrote, 30)).toBe(seconds(20));
    expect(wrote.activeAt).toBe(seconds(15));
    expect(returned(after(['active', 20]), seconds(15), silenceSeconds).activeAt).toBe(seconds(20));
  });

  it('after a tab was last seen, its silence not yet noticed, puts off the leaving', () => {
    const wrote = returned(after(['here', 10]), seconds(70), silenceSeconds);
    expect(left(wrote, 99)).toBeNull();
    expect(left(wrote, 100)).toBe(seconds(70));
    expect(goneFor(wrote, 300, silenceSeconds)).toBe(seconds(370));
  });
});

describe('a session that ends', () => {
  const at = seconds(100);
  const reports = (session: string | undefined, ...tabs: string[]) =>
    tabs.map((tab) => ({ state: 'here' as const, tab, session, at: seconds(50) }));
  const presence = (...told: PresenceReport[]) =>
    told.reduce((before, report) => reported(before, report, silenceSeconds), presenceFrom(0));

  it('takes the tabs with it that reported with it last, and no others', () => {
    const before = presence(...reports('one', 'a', 'b'), ...reports('two', 'c'), ...reports(undefined, 'd'));
    const moved = reported(before, { state: 'here', tab: 'b', session: 'two', at: seconds(60) }, silenceSeconds);
    const { tabs } = leftWith(moved, { session: 'one', at, silenceSeconds });
    expect(new Map(tabs.map(({ tab, leftAt }) => [tab, leftAt]))).toEqual(
      new Map([
        ['a', at],
        ['b', null],
        ['c', null],
        ['d', null],
      ]),
    );
  });

  it('makes the visitor leave with their last tab, also one in which they only wrote', () => {
    const wrote = returnedIn(presenceFrom(0), { tab: 'a', session: 'one', at, silenceSeconds, now: at });
    expect(left(leftWith(wrote, { session: 'one', at, silenceSeconds }), 100)).toBe(at);
  });

  it('changes nothing of tabs that were gone before', () => {
    const before = presence(...reports('one', 'a'));
    const late = seconds(50 + silenceSeconds);
    expect(leftWith(before, { session: 'one', at: late, silenceSeconds })).toBe(before);
  });
});
