import { describe, expect, it } from '@jest/globals';
import { whyNothingLeft } from '../../src/policy/forwarding/taken-back.ts';
import { accountOf, days, deliveryOf, minutes } from './facts.ts';

const message = { receivedAt: 0, readAt: null, cancelledAt: null, deletedAt: null };
const why = (messages: (typeof message | Record<string, number | null>)[], settings = {}, now = minutes(90)) =>
  whyNothingLeft(
    deliveryOf(),
    messages.map((given) => ({ ...message, ...given })),
    accountOf(settings),
    now,
  );

describe('why nothing is left of a delivery', () => {
  it('is what took back the last of its messages, each by what came first', () => {
    expect(why([{ readAt: 2 }])).toBe('read');
    expect(why([{ cancelledAt: 2 }, { readAt: 3 }])).toBe('read');
    expect(
      why([
        { cancelledAt: 2, readAt: 5 },
        { deletedAt: 3, readAt: 9 },
      ]),
    ).toBe('deleted');
    expect(why([{ cancelledAt: 2, deletedAt: 4 }, message])).toBe('cancelledByAgent');
  });

  it('is not that it was read where that takes nothing back', () => {
    expect(why([{ readAt: 2 }], { emailForwarding: 'transcript' })).toBe('nothingLeft');
    const direct = { ...deliveryOf(), channel: 'messenger' } as const;
    expect(whyNothingLeft(direct, [{ ...message, readAt: 2 }], accountOf(), 3)).toBe('nothingLeft');
  });

  it('is their age if that is all', () => {
    expect(why([message], {}, days(400))).toBe('tooOld');
  });
});
