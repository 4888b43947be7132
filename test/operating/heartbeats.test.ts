import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { withHeartbeats } from '../../src/workers/heartbeats.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Work that goes on until the test ends it, and the heartbeats that Temporal hears meanwhile. */
function begun(end: (done: () => void, failed: (why: Error) => void) => void) {
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
  const heartbeats = { count: 0 };
  environment.on('heartbeat', () => {
    heartbeats.count += 1;
  });
  const work = (id: string) => new Promise<string>((resolve, reject) => end(() => resolve(id), reject));
  return { heartbeats, result: environment.run(withHeartbeats(work), 'e1') };
}

it('an activity shows signs of life as long as it works, and gives what the work gives', async () => {
  let done = () => {};
  const { heartbeats, result } = begun((end) => {
    done = end;
  });
  await jest.advanceTimersByTimeAsync(60_000);
  // Temporal takes its worker for dead after 20 s without any.
  expect(heartbeats.count).toBeGreaterThanOrEqual(6);
  done();
  expect(await result).toBe('e1');
  const { count } = heartbeats;
  await jest.advanceTimersByTimeAsync(60_000);
  expect([heartbeats.count, jest.getTimerCount()]).toEqual([count, 0]);
});

it('shows none any more once the work has failed', async () => {
  let fail = (_: Error) => {};
  const { result } = begun((_, failed) => {
    fail = failed;
  });
  const ends = expect(result).rejects.toThrow('MongoDB is away');
  await jest.advanceTimersByTimeAsync(1);
  fail(new Error('MongoDB is away'));
  await ends;
  expect(jest.getTimerCount()).toBe(0);
});
