import { describe, expect, it } from '@jest/globals';
import { channelAlertsOf, isRestrictionOld, isToRenew } from '../../src/policy/account/channels.ts';

const day = 24 * 3_600_000;
const now = Date.UTC(2026, 2, 6);

describe('tokens of connections', () => {
  it('are renewed from 30 days before they end, and if their end is not known, but only those of Instagram login', () => {
    const is = (login: 'facebook' | 'instagram', days: number | null) =>
      isToRenew({ login, tokenExpiresAt: days === null ? null : now + days * day }, now);
    expect([is('instagram', 31), is('instagram', 29), is('instagram', null)]).toEqual([false, true, true]);
    expect([is('facebook', null), is('facebook', 1)]).toEqual([false, false]);
  });

  it('raise an alert a week before they end, another once they have, and when Meta refuses them or the page', () => {
    const none = { deadSince: null, restrictedSince: null, expiresAt: null };
    const ends = (days: number) => channelAlertsOf({ ...none, expiresAt: now + days * day }, now);
    expect([channelAlertsOf(none, now), ends(8)]).toEqual([[], []]);
    expect(ends(6)).toEqual([{ kind: 'channelTokenExpiring', since: now - day }]);
    expect(ends(-1)).toEqual([{ kind: 'channelTokenDead', since: now - day }]);
    expect(channelAlertsOf({ ...none, deadSince: now - 5, restrictedSince: now - 3 }, now)).toEqual([
      { kind: 'channelTokenDead', since: now - 5 },
      { kind: 'channelRestricted', since: now - 3 },
    ]);
  });

  it('are tried again a day after the page was restricted', () => {
    expect([isRestrictionOld(now - day + 1, now), isRestrictionOld(now - day, now)]).toEqual([false, true]);
  });
});
