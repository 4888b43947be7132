import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { QuietHours } from '../../src/contract/settings.ts';
import { nextForwarding } from '../../src/policy/forwarding/forwarding.ts';
import { afterQuietHours } from '../../src/policy/forwarding/quiet-hours.ts';
import { decide } from '../../src/policy/look/decision.ts';
import { accountOf, conversationOf, minutes, replyOf } from './facts.ts';
import { agentSays, asksToSendNow, leaves } from './happenings.ts';
import { worlds } from './histories.ts';
import { live, outcomeIn, worldOf } from './world.ts';

const night: QuietHours = { from: '22:00', to: '07:00' };
const dayMs = 86_400_000;

const after = (at: string, hours: string, timeZone: string) => {
  const [from = '', to = ''] = hours.split('-');
  return new Date(afterQuietHours(Date.parse(at), { from, to }, timeZone)).toISOString().slice(0, 16);
};

describe('an email that is due in quiet hours', () => {
  it.each([
    // In Paris clocks are set from 02:00 to 03:00 on March 29, at 01:00 UTC …
    ['waits for their end', '2026-01-10T23:30Z', '22:00-07:00', 'Europe/Paris', '2026-01-11T06:00'],
    ['goes at once at their end', '2026-01-11T06:00Z', '22:00-07:00', 'Europe/Paris', '2026-01-11T06:00'],
    ['goes at once just before them', '2026-01-11T20:59Z', '22:00-07:00', 'Europe/Paris', '2026-01-11T20:59'],
    ['waits where they are within a day', '2026-01-10T12:00Z', '12:30-14:00', 'Europe/Paris', '2026-01-10T13:00'],
    ['waits an hour less in the short night', '2026-03-28T21:00Z', '22:00-07:00', 'Europe/Paris', '2026-03-29T05:00'],
    ['waits for a time that is skipped', '2026-03-28T23:00Z', '22:00-02:30', 'Europe/Paris', '2026-03-29T01:00'],
    ['is held from a time that is skipped on', '2026-03-29T01:00Z', '02:30-05:00', 'Europe/Paris', '2026-03-29T03:00'],
    ['goes before a time that is skipped', '2026-03-29T00:59Z', '02:30-05:00', 'Europe/Paris', '2026-03-29T00:59'],
    ['waits for hours that are skipped', '2026-03-29T01:00Z', '02:15-02:45', 'Europe/Paris', '2026-03-29T01:30'],
    // … and from 03:00 to 02:00 on October 25, at 01:00 UTC.
    ['waits an hour more in the long night', '2026-10-24T20:30Z', '22:00-07:00', 'Europe/Paris', '2026-10-25T06:00'],
    ['waits for the second 02:30', '2026-10-24T22:00Z', '22:00-02:30', 'Europe/Paris', '2026-10-25T01:30'],
    ['waits once for what comes twice', '2026-10-25T00:20Z', '02:15-02:45', 'Europe/Paris', '2026-10-25T01:45'],
    ['waits in between as well', '2026-10-25T00:50Z', '02:15-02:45', 'Europe/Paris', '2026-10-25T01:45'],
    ['goes before the first 02:15', '2026-10-25T00:14Z', '02:15-02:45', 'Europe/Paris', '2026-10-25T00:14'],
    ['waits by a quarter of an hour', '2026-01-01T17:00Z', '22:00-07:00', 'Asia/Kathmandu', '2026-01-02T01:15'],
    ['waits by half an hour', '2026-01-01T12:00Z', '22:00-07:00', 'Australia/Adelaide', '2026-01-01T20:30'],
    // Clocks are set back by half an hour, from 02:00 to 01:30, at 15:00 UTC.
    ['waits for the second 01:45', '2026-04-04T13:00Z', '22:00-01:45', 'Australia/Lord_Howe', '2026-04-04T15:15'],
    // At midnight: 23:59 is followed by 01:00, at 22:00 UTC.
    ['waits for a midnight that is skipped', '2026-04-23T21:00Z', '22:00-00:00', 'Africa/Cairo', '2026-04-23T22:00'],
    [
      'counts by UTC in a zone that nobody knows',
      '2026-01-10T23:30Z',
      '22:00-07:00',
      'Mars/Olympus',
      '2026-01-11T07:00',
    ],
  ])('%s: at %s, %s in %s', (_, at, hours, timeZone, expected) => {
    expect(after(at, hours, timeZone)).toBe(expected);
  });

  it('says so in its outcome and in Temporal, and goes at their end', () => {
    const account = accountOf({ timing: { quietHours: { from: '00:05', to: '00:30' } } });
    const lived = (until: number) =>
      live(worldOf(conversationOf(), account), [agentSays(0), leaves(1)], minutes(until));
    expect(outcomeIn(lived(3), 1)).toBe('waiting: beforeTrigger');
    expect(outcomeIn(lived(10), 1)).toBe('waiting: quietHours');
    expect(lived(40).mails).toMatchObject([{ at: minutes(30), trigger: 'left', news: [1] }]);
    const { conversation, now } = lived(10);
    expect(decide(conversation, account, null, now)).toMatchObject({
      why: '1 reply to email, quiet hours until 00:30 UTC (the visitor left the site)',
    });
  });

  it('goes at once if an agent says so', () => {
    const account = accountOf({ timing: { quietHours: { from: '00:00', to: '00:30' } } });
    const { mails } = live(
      worldOf(conversationOf(), account),
      [agentSays(1), asksToSendNow(2), agentSays(5, 'now')],
      minutes(20),
    );
    expect(mails).toMatchObject([
      { at: minutes(2), trigger: 'request' },
      { at: minutes(5), trigger: 'request' },
    ]);
  });

  it("is held by the visitor's own clock, else by the account's", () => {
    const now = Date.parse('2026-01-10T13:30Z');
    const pending = [replyOf(1, now - minutes(1))];
    const dueIn = (timeZone: string | null) => {
      const visitor = { email: 'visitor@example.com', timeZone };
      const account = accountOf({ timing: { quietHours: night }, timeZone: 'Asia/Tokyo' });
      const next = nextForwarding(conversationOf({ visitor, pending }), account, now);
      return next.kind === 'due' ? new Date(next.at).toISOString().slice(0, 16) : next.reason;
    };
    expect(dueIn('Europe/Paris')).toBe('2026-01-10T13:30');
    expect(dueIn(null)).toBe('2026-01-10T22:00');
  });

  it.each([
    { from: '22:00', to: '22:00' },
    { from: '24:00', to: '07:00' },
    { from: '9:00', to: '10:00' },
    { from: '22:00' },
  ])('is not held by what is no time: %j', (hours) => expect(QuietHours.safeParse(hours).success).toBe(false));
});

const zones = [
  'Europe/Paris',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Africa/Cairo',
  'Pacific/Apia',
  'UTC',
];
const time = fc.integer({ min: 0, max: 95 }).map((quarter) => {
  const two = (count: number) => String(count).padStart(2, '0');
  return `${two(Math.floor(quarter / 4))}:${two((quarter % 4) * 15)}`;
});
const someHours = fc.record({ from: time, to: time }).filter(({ from, to }) => from !== to);
const start = Date.parse('2025-01-01T00:00Z');
const someTime = fc.integer({ min: start, max: start + 730 * dayMs });

/** By another way than the policy's: what a clock on the wall shows. */
function isQuiet(at: number, { from, to }: QuietHours, timeZone: string): boolean {
  const shown = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at);
  return from < to ? from <= shown && shown < to : from <= shown || shown < to;
}

describe('whatever the hours, the zone and the day', () => {
  it('the time is the first from then on at which no clock shows quiet hours', () => {
    fc.assert(
      fc.property(someTime, someHours, fc.constantFrom(...zones), (at, hours, timeZone) => {
        const until = afterQuietHours(at, hours, timeZone);
        expect(isQuiet(until, hours, timeZone)).toBe(false);
        expect(afterQuietHours(until, hours, timeZone)).toBe(until);
        expect(until).toBeGreaterThanOrEqual(at);
        if (until === at) return;
        const offset = (near: number) =>
          new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).format(near).split(', ')[1];
        // Where clocks change, the examples above say what is right.
        if (offset(at - dayMs) !== offset(until + dayMs)) return;
        expect(isQuiet(at, hours, timeZone)).toBe(true);
        expect(isQuiet(until - 1, hours, timeZone)).toBe(true);
        expect(until - at).toBeLessThan(dayMs);
      }),
      { numRuns: 150 },
    );
  });

  it('what is due later goes no sooner', () => {
    fc.assert(
      fc.property(someTime, fc.nat(2 * dayMs), someHours, fc.constantFrom(...zones), (at, more, hours, timeZone) => {
        expect(afterQuietHours(at + more, hours, timeZone)).toBeGreaterThanOrEqual(
          afterQuietHours(at, hours, timeZone),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('an email is due no sooner than without them, and not in them unless an agent asked', () => {
    fc.assert(
      fc.property(worlds, someHours, ({ conversation, account, now }, hours) => {
        const timing = { ...account.settings.timing, quietHours: hours };
        const quiet = { ...account, settings: { ...account.settings, timing } };
        const [free, held] = [nextForwarding(conversation, account, now), nextForwarding(conversation, quiet, now)];
        if (free.kind !== 'due' || held.kind !== 'due') return expect(held).toEqual(free);
        expect(held.at).toBeGreaterThanOrEqual(free.at);
        if (held.trigger === 'request') return;
        const goes = Math.max(held.at, now);
        expect(isQuiet(goes, hours, 'UTC')).toBe(false);
        const wanted = Math.max(free.at, now);
        const asked = conversation.pending.some(({ askedAt }) => askedAt !== undefined);
        if (!asked && goes > wanted)
          expect(isQuiet(wanted, hours, 'UTC') && isQuiet(goes - 1, hours, 'UTC')).toBe(true);
      }),
    );
  });
});
