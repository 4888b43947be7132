import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '../../src/api/problem-error.ts';
import { rateLimit } from '../../src/api/rate-limit.ts';

describe('a rate limit', () => {
  it('slides: each use is given back when its time is over', () => {
    const limit = rateLimit('calls', 2, 10);
    limit.take('ada', 0);
    limit.take('ada', 4_000);
    expect(() => limit.take('ada', 9_999)).toThrow(ProblemError);
    limit.take('bob', 9_999);
    limit.take('ada', 10_000);
    expect(() => limit.take('ada', 13_999)).toThrow('At most 2 calls are allowed in 10 seconds.');
    limit.take('ada', 14_000);
  });

  it('remembers only so many, and forgets who was not seen for the longest', () => {
    const limit = rateLimit('calls', 1, 60, 2);
    limit.take('ada', 0);
    limit.take('bob', 1);
    expect(() => limit.take('ada', 2)).toThrow(ProblemError);
    limit.take('cem', 3);
    expect(() => limit.take('ada', 4)).toThrow(ProblemError);
    limit.take('bob', 5);
  });
});
