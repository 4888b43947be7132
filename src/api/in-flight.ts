import type { MiddlewareHandler } from 'hono';
import type { ApiEnv } from './deps.ts';
import { ProblemError } from './problems.ts';

/** Requests that wait for their answer; a stream is one until it begins. */
const mostInFlight = 2_000;

/** Refuses with 503 what would only wait behind so many others, so that what a process holds at a time is bounded. */
export function limitInFlight(most = mostInFlight): MiddlewareHandler<ApiEnv> {
  let inFlight = 0;
  return async (_, next) => {
    if (inFlight >= most)
      throw new ProblemError(503, 'busy', 'This server has too much to do', 'Nothing was changed; try again.', {
        headers: { 'retry-after': '1' },
      });
    inFlight += 1;
    try {
      await next();
    } finally {
      inFlight -= 1;
    }
  };
}
