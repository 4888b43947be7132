import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { agentsAwaySince, nextLapseAt } from '../../src/policy/account/agents.ts';
import { invisibleSince, offlineSince, online, onlineUntil } from './facts.ts';

const moment = fc.nat(1_000);
const away = fc.oneof(moment.map(offlineSince), moment.map(invisibleSince));

describe('an account’s agents', () => {
  it('count as online while none ever set a status', () => {
    expect(agentsAwaySince([], 1_000)).toBeNull();
  });

  it('are away since the last of them went offline or invisible', () => {
    fc.assert(
      fc.property(fc.array(away, { minLength: 1 }), (agents) => {
        const latest = Math.max(...agents.map(({ awaySince }) => Number(awaySince)));
        expect(agentsAwaySince(agents, 2_000)).toBe(latest);
      }),
    );
  });

  it('are there while one is online', () => {
    fc.assert(
      fc.property(fc.array(away), fc.nat(), (agents, place) => {
        const index = place % (agents.length + 1);
        expect(agentsAwaySince([...agents.slice(0, index), online, ...agents.slice(index)], 2_000)).toBeNull();
      }),
    );
  });
});

describe('a lease', () => {
  it('counts as offline from its end, whenever that is noticed', () => {
    expect(agentsAwaySince([onlineUntil(500)], 499)).toBeNull();
    for (const now of [500, 501, 9_000]) expect(agentsAwaySince([onlineUntil(500)], now)).toBe(500);
  });

  it('that lapses makes the account offline from the latest end of its leases', () => {
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1 }), moment, (ends, offline) => {
        const agents = [...ends.map(onlineUntil), offlineSince(offline)];
        expect(agentsAwaySince(agents, 2_000)).toBe(Math.max(...ends, offline));
      }),
    );
  });

  it('is watched for: the next to lapse of all that have not', () => {
    expect(nextLapseAt([onlineUntil(300), onlineUntil(500), offlineSince(1)], 200)).toBe(300);
    expect(nextLapseAt([onlineUntil(300), onlineUntil(500)], 400)).toBe(500);
    expect(nextLapseAt([onlineUntil(500), online], 200)).toBe(500);
    expect(nextLapseAt([{ ...invisibleSince(1), expiresAt: 500 }], 200)).toBe(500);
  });

  it('needs no watching once it has lapsed, or where nobody has one', () => {
    expect(nextLapseAt([online, offlineSince(1)], 200)).toBeNull();
    expect(nextLapseAt([onlineUntil(500), offlineSince(1)], 500)).toBeNull();
    expect(nextLapseAt([], 500)).toBeNull();
  });
});
