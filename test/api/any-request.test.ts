import { afterAll, afterEach, describe, it } from '@jest/globals';
import fc from 'fast-check';
import { operationsOf } from '../../src/api/documentation/open-api.ts';
import { requestsTo } from './any-request-generated.ts';
import { openAnyRequestStage } from './any-request-stage.ts';

// Before the tests, which are made from the document that it serves.
const stage = await openAnyRequestStage();
afterEach(() => stage.readAll());
afterAll(() => stage.stop());

describe('whatever is sent, the answer is one that the document describes, and no 5xx', () => {
  it.each(operationsOf(stage.document).map((placed) => [`${placed.method} ${placed.path}`, placed] as const))(
    '%s',
    async (_, placed) => {
      const requests = await requestsTo(stage, placed);
      await fc.assert(
        fc.asyncProperty(requests, (request) => stage.send(placed, request)),
        { numRuns: 40 },
      );
    },
  );
});
