import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type AfterRefusal,
  afterRefusal,
  type DeliveryFacts,
  hasUnknownAttempt,
  overAt,
} from '../../src/policy/delivery/delivery.ts';
import { attemptOf, deliveryOf, minutes, seconds } from './facts.ts';

const hour = 3_600;
const busy = { reason: 'providerBusy', retryForSeconds: hour } as const;

/** A provider that refuses each attempt `takes` ms after it began: when they began, and what came in the end. */
function refuseAll(start: DeliveryFacts, takes: number, retryAfterSeconds: number | null = null) {
  const began: number[] = [];
  let delivery = start;
  let next: AfterRefusal = { kind: 'retry', at: start.nextAttemptAt };
  while (next.kind === 'retry') {
    const { at } = next;
    began.push(at);
    next = afterRefusal(delivery, { ...busy, retryAfterSeconds, now: at + takes });
    delivery = { ...delivery, attempts: [...delivery.attempts, attemptOf(at, 'refused')] };
  }
  return { began, end: next };
}

describe('a refused mail', () => {
  it('is tried again after 15 s, doubling to 8 min, the last time at the end of the hour, then parked', () => {
    const { began, end } = refuseAll(deliveryOf(), 0);
    const gaps = began.slice(1).map((at, index) => (at - Number(began[index])) / 1_000);
    expect(gaps).toEqual([15, 30, 60, 120, 240, 480, 480, 480, 480, 480, 480, 255]);
    expect(began.at(-1)).toBe(seconds(hour));
    expect(end).toEqual({ kind: 'park', reason: 'providerBusy' });
  });

  it('is never tried after its hour, nor given up before it', () => {
    fc.assert(
      fc.property(fc.nat(20_000), fc.nat(1_000_000_000), fc.option(fc.nat(7_200)), (takes, start, retryAfter) => {
        const { began } = refuseAll(deliveryOf({ hourStartedAt: start, nextAttemptAt: start }), takes, retryAfter);
        const hourEndsAt = start + seconds(hour);
        expect(Math.max(...began)).toBeLessThanOrEqual(hourEndsAt);
        expect(Math.max(...began) + takes).toBeGreaterThanOrEqual(hourEndsAt);
      }),
    );
  });

  it('waits as long as the provider says, within the hour', () => {
    expect(afterRefusal(deliveryOf(), { ...busy, retryAfterSeconds: 100, now: 0 })).toEqual({
      kind: 'retry',
      at: seconds(100),
    });
    expect(afterRefusal(deliveryOf(), { ...busy, retryAfterSeconds: 9_999, now: 0 })).toEqual({
      kind: 'retry',
      at: seconds(hour),
    });
  });

  it('begins anew after a replay: another hour, and 15 s again', () => {
    const attempts = [0, 15, 45].map((at) => attemptOf(seconds(at), 'refused'));
    const replayed = deliveryOf({ attempts, hourStartedAt: minutes(90), nextAttemptAt: minutes(90) });
    const { began } = refuseAll(replayed, 0);
    expect(began.slice(0, 3)).toEqual([minutes(90), minutes(90) + seconds(15), minutes(90) + seconds(45)]);
    expect(began.at(-1)).toBe(minutes(150));
  });
});

describe('an attempt', () => {
  it('with an unknown outcome is remembered whatever came after it', () => {
    expect(hasUnknownAttempt(deliveryOf({ attempts: [attemptOf(0, 'unknown'), attemptOf(1, 'refused')] }))).toBe(true);
    expect(hasUnknownAttempt(deliveryOf({ attempts: [attemptOf(0, 'refused'), attemptOf(1, null)] }))).toBe(false);
  });

  it('is over when the latest is', () => {
    expect(overAt(deliveryOf({ attempts: [attemptOf(0, 'refused'), attemptOf(1_000, null)] }))).toBe(seconds(41));
  });
});
