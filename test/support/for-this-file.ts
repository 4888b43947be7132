import { afterAll, beforeAll } from '@jest/globals';

/**
 * Something that all tests of a file share: it is started before them and stopped after them. What is returned can be
 * passed on at once, and used from the next hook on.
 */
export function forThisFile<T extends { stop(): Promise<unknown> }>(start: () => Promise<T>): T {
  let started: T | undefined;
  beforeAll(async () => {
    started = await start();
  });
  afterAll(() => started?.stop());
  return new Proxy({} as T, {
    get: (_, name) => {
      if (started === undefined) throw new Error(`${String(name)}: it has not been started yet`);
      return started[name as keyof T];
    },
  });
}
