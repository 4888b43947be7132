import { describe, expect, it } from '@jest/globals';
import {
  chosenElsewhere,
  isToBeTold,
  leaseSeconds,
  renewEveryMs,
  statusToTell,
} from '../../web/inbox/account/lease.ts';

const minute = 60_000;
const use = { wish: 'online', activeAt: 0, awayAfterMinutes: 30, now: 0 } as const;

describe('the status that an open inbox tells', () => {
  it('is what the agent has chosen, with a lease that outlasts two renewals', () => {
    expect(statusToTell(use)).toEqual({ status: 'online', expiresInSeconds: leaseSeconds });
    expect(statusToTell({ ...use, wish: 'invisible' })).toEqual({
      status: 'invisible',
      expiresInSeconds: leaseSeconds,
    });
    expect(statusToTell({ ...use, wish: 'offline' })).toEqual({ status: 'offline', expiresInSeconds: null });
    expect(leaseSeconds * 1_000).toBeGreaterThan(2 * renewEveryMs);
  });

  it('is offline while the inbox has not been used for as long as the agent has set', () => {
    const statusAfter = (minutes: number, awayAfterMinutes: number | null) =>
      statusToTell({ ...use, awayAfterMinutes, now: minutes * minute }).status;
    expect([29, 30].map((minutes) => statusAfter(minutes, 30))).toEqual(['online', 'offline']);
    expect(statusAfter(10_000, null)).toBe('online');
  });

  it('is told again and again, unless it is offline', () => {
    const online = statusToTell(use);
    const away = statusToTell({ ...use, now: 30 * minute });
    expect([isToBeTold(online, null), isToBeTold(online, 'online'), isToBeTold(away, 'online')]).toEqual([
      true,
      true,
      true,
    ]);
    expect(isToBeTold(away, 'offline')).toBe(false);
  });
});

describe('what an agent has chosen in another browser', () => {
  const [since, expiresAt] = ['2026-11-27T03:00:00.000Z', '2026-11-27T03:03:00.000Z'];
  const online = { status: 'online', since, expiresAt } as const;

  it('holds here as well', () => {
    expect(chosenElsewhere({ ...online, status: 'invisible' }, online)).toBe('invisible');
    expect(chosenElsewhere({ status: 'offline', since: '2026-11-27T03:01:00.000Z', expiresAt: null }, online)).toBe(
      'offline',
    );
  });

  it('is neither that a lease was renewed or lapsed, nor that the other browser was not used or signed out', () => {
    expect(chosenElsewhere({ ...online, expiresAt: '2026-11-27T03:04:00.000Z' }, online)).toBeNull();
    expect(chosenElsewhere({ status: 'offline', since: expiresAt, expiresAt: null }, online)).toBeNull();
    expect(chosenElsewhere({ ...online, status: 'offline' }, online)).toBeNull();
  });
});
