import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Store } from '../../src/store/mongo/store.ts';
import { openTestStore } from '../support/test-store.ts';
import { type Pick, play } from './play.ts';
import { scenarios } from './scenarios.ts';
import type { Scenario } from './world.ts';

let store: Store;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

const picks: fc.Arbitrary<Pick[]> = fc.array(
  fc.record({ which: fc.nat({ max: 59 }), together: fc.integer({ min: 1, max: 3 }) }),
  { minLength: 80, maxLength: 80 },
);

describe('on a real MongoDB, in sampled orders', () => {
  for (const [name, scenario] of Object.entries<Scenario>(scenarios))
    it(`each reply is mailed once and in time: ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(picks, async (picked) => {
          expect(await play(store, scenario, picked)).toBeNull();
        }),
        { numRuns: 2, seed: 4, endOnFailure: true },
      );
    });
});
