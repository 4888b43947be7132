import { describe, expect, it } from '@jest/globals';
import type { Attempt } from '../../src/policy/delivery/delivery.ts';
import { attemptShown, attemptShownAgain, metadataOf, readMetadata } from '../../src/policy/delivery/echo.ts';
import type { DeliveryPart } from '../../src/policy/delivery/parts.ts';

const minute = 60_000;
const attempt = (end: Attempt['end'], at = 0, part = 1): Attempt => ({
  ...{ id: `${part} at ${at}`, at, giveUpAt: at, overAt: at, end, endedAt: at, result: null, part },
});
const part = (text: string, acceptedAt: number | null = null): DeliveryPart => ({
  ...{ kind: 'text', text, acceptedAt, providerMessageId: acceptedAt === null ? null : `m_${text}` },
});
const photo: DeliveryPart = {
  ...{ kind: 'attachment', media: 'image', fileId: 'file', acceptedAt: null, providerMessageId: null },
};
const shows = (text: string | null, at = 0) => ({ text, at, attachments: text === null ? 1 : 0 });

describe('an echo without metadata', () => {
  it.each([
    ['the last attempt, if its end is not known', [part('Hello')], [attempt('unknown'), attempt('unknown', 1)], 2],
    ['or awaited', [part('Hello')], [attempt(null)], 1],
    ['one after which another was refused', [part('Hello')], [attempt('unknown'), attempt('refused', 1)], 1],
    ['or rejected', [part('Hello')], [attempt('unknown'), attempt('rejected', 1)], 1],
    ['none that was refused', [part('Hello')], [attempt('refused')], null],
    ['none at another part', [part('Hello', 1), part('again')], [attempt('unknown'), attempt('unknown', 1, 2)], null],
    ['none with other words', [part('Good bye')], [attempt('unknown')], null],
    ['none with a file', [photo], [attempt('unknown')], null],
    ['none that was made later', [part('Hello')], [attempt('unknown', 2 * minute)], null],
    ['one that was made a little later by our clock', [part('Hello')], [attempt('unknown', minute)], 1],
  ])('proves %s', (_, parts, attempts, number) => {
    expect(attemptShown({ parts, attempts }, shows(' Hello\n'))).toBe(number);
  });

  it('proves a file by any attachment', () => {
    expect(attemptShown({ parts: [photo], attempts: [attempt('unknown')] }, shows(null))).toBe(1);
  });

  it('tells the id of a copy of a part that was repeated, and nothing else is taken for that', () => {
    const parts = [part('Hello', 1)];
    const repeated = { parts, attempts: [attempt('unknown'), attempt('refused', 1), attempt('accepted', minute)] };
    expect(attemptShownAgain(repeated, shows('Hello'))).toBe(3);
    expect(attemptShownAgain(repeated, shows('Good bye'))).toBe(null);
    expect(attemptShownAgain(repeated, shows('Hello', -2 * minute))).toBe(null);
    expect(attemptShownAgain(repeated, shows('Hello', 62 * minute))).toBe(null);
    expect(attemptShownAgain({ parts, attempts: [attempt('refused'), attempt('accepted', 1)] }, shows('Hello'))).toBe(
      null,
    );
  });
});

it('is told by its metadata whose it is', () => {
  const of = { deliveryId: 'delivery-1', part: 2, attempt: 3 };
  expect(readMetadata(metadataOf(of))).toEqual(of);
  expect(readMetadata('written by another app')).toBeNull();
});
