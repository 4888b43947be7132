import type { ServerResponse } from 'node:http';
import type { Context, MiddlewareHandler } from 'hono';
import type { ApiEnv } from './env.ts';
import { problem } from './problems.ts';

/** How many requests may wait for an answer at a time; a stream counts until it begins. */
const maxInFlight = 2_000;

/**
 * Refuses further requests with 503 while this many wait for their answer, so that a process holds a bounded number.
 */
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
 * Refuses further requests of one client with 503 while this many are open, so that no client keeps out all the others.
 * A request counts while its body arrives, while it is processed, and until its answer is read (a stream: until it
 * begins).
 * @param whose what the client is recognised by
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

/** Calls `done` once the answer has been read; at once if there is no socket, or for a stream. */
function onceTaken(c: Context<ApiEnv>, done: () => void): void {
  const { outgoing } = (c.env ?? {}) as { readonly outgoing?: ServerResponse };
  if (outgoing === undefined || outgoing.closed || c.get('isStream')) done();
  else outgoing.once('close', done);
}
