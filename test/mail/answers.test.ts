import { describe, expect, it } from '@jest/globals';
import { meaningOf } from '../../src/mail/answers.ts';

const now = Date.UTC(2026, 0, 1);
const busy = (headers: Record<string, string>) => meaningOf({ kind: 'answered', status: 429, headers }, now);

describe('when a busy provider is asked again', () => {
  it('is when it said, in any of the forms in use', () => {
    expect(busy({ 'retry-after': '30' })).toMatchObject({ retryAfterSeconds: 30 });
    expect(busy({ 'retry-after': 'Thu, 01 Jan 2026 00:01:00 GMT' })).toMatchObject({ retryAfterSeconds: 60 });
    expect(busy({ 'x-ratelimit-reset': String(now / 1_000 + 45) })).toMatchObject({ retryAfterSeconds: 45 });
    expect(busy({ 'x-ratelimit-reset': '12' })).toMatchObject({ retryAfterSeconds: 12 });
  });

  it('is ours to say where it said nothing sensible', () => {
    for (const value of ['', 'soon', '-5', '0', '86400', String(now / 1_000 - 10)]) {
      expect(busy({ 'retry-after': value, 'x-ratelimit-reset': value })).toMatchObject({ retryAfterSeconds: null });
    }
  });
});
