import type { ServerResponse } from 'node:http';
import type { Context, MiddlewareHandler } from 'hono';
import type { ApiEnv } from './env.ts';
import { problem } from './problems.ts';

/** Requests that wait for their answer; a stream is one until it begins. */
const maxInFlight = 2_000;

/** Refuses with 503 what would only wait behind so many others, so that what a process holds at a time is bounded. */
export function limitInFlight(most = maxInFlight): MiddlewareHandler<ApiEnv> {
  let inFlight = 0;
  return async (_, next) => {
    if (inFlight >= most) throw problem('busy');
    inFlight += 1;
    try {
      await next();
    } finally {
      inFlight -= 1;
    }
  };
}

/**
 * Refuses with 503 what one client asks beyond so many requests at a time, so that nobody keeps out all the others. One
 * counts while its body arrives, while it is worked on, and until its answer is taken (a stream: until it begins).
 * @param whose what the client is known by
 */
export function limitAtATime(most: number, whose: (c: Context<ApiEnv>) => string): MiddlewareHandler<ApiEnv> {
  const open = new Map<string, number>();
  const add = (who: string, count: 1 | -1) => {
    const now = (open.get(who) ?? 0) + count;
    if (now > 0) open.set(who, now);
    else open.delete(who);
  };
  return async (c, next) => {
    const who = whose(c);
    if ((open.get(who) ?? 0) >= most) throw problem('tooManyAtATime', most);
    add(who, 1);
    try {
      await next();
    } finally {
      onceTaken(c, () => add(who, -1));
    }
  };
}

/** Without a socket nobody can be slow to take an answer. */
function onceTaken(c: Context<ApiEnv>, done: () => void): void {
  const { outgoing } = (c.env ?? {}) as { readonly outgoing?: ServerResponse };
  if (outgoing === undefined || outgoing.closed || c.get('isStream')) done();
  else outgoing.once('close', done);
}
