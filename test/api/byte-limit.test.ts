import { expect, it } from '@jest/globals';
import { byteLimit } from '../../src/api/byte-limit.ts';

it('limits the bytes of each client within a time, counted as they arrive', () => {
  const limit = byteLimit('bytes', 100, 60);
  const takes = (who: string, bytes: number, second: number) => () => limit.take(who, bytes, second * 1_000);
  expect(takes('ada', 60, 0)).not.toThrow();
  expect(takes('ada', 40, 30)).not.toThrow();
  expect(takes('ada', 1, 59)).toThrow('At most 100 bytes are allowed in 60 seconds.');
  expect(takes('bob', 100, 59)).not.toThrow();
  expect(() => limit.assertRoom('bob', 1, 59_000)).toThrow();
  expect(takes('ada', 100, 60)).not.toThrow();
});

it('forgets whoever it has not seen for the longest, so that it stays small', () => {
  const limit = byteLimit('bytes', 100, 60, 2);
  for (const who of ['ada', 'bob', 'cy']) limit.take(who, 100, 0);
  expect(() => limit.take('cy', 1, 0)).toThrow();
  expect(() => limit.take('ada', 1, 0)).not.toThrow();
});
