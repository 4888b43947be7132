import type { Context, MiddlewareHandler } from 'hono';
import { Id } from '../../contract/primitives.ts';
import { routeOf } from '../../operating/measured.ts';
import { keyId } from '../../store/accounts/keys.ts';
import { randomId } from '../../store/mongo/ids.ts';
import type { ApiEnv, BasicDeps } from '../env.ts';
import { type Bounds, boundedLines } from './bounded-lines.ts';

/**
 * Of refusals of one kind (method, route, status and problem), so many lines a minute: of one key or agent, and of all
 * others together, so that a stranger can neither fill the log nor hide in it what another route refuses.
 */
const ofOneCaller: Bounds = { most: 600, perMs: 60_000 };
const ofStrangers: Bounds = { most: 10, perMs: 60_000 };

/** Logs each request that is refused (4xx), with ids and the problem's slug, but never a text, an address or a path. */
export function loggedRefusals({ log, clock }: Pick<BasicDeps, 'log' | 'clock'>): MiddlewareHandler<ApiEnv> {
  const callers = boundedLines(ofOneCaller);
  const strangers = boundedLines(ofStrangers);
  return async (c, next) => {
    requestIdOf(c);
    await next();
    const { status } = c.res;
    if (status < 400 || status > 499) return;
    const key = c.get('key');
    const about = aboutRequest(c, status);
    const kind = `${about.method} ${about.route} ${status} ${about.problem} ${key?.id}`;
    const leftOut = (key === undefined ? strangers : callers).take(kind, await clock());
    if (leftOut === null) return;
    log.info({ ...about, ...(leftOut === 0 ? {} : { leftOut }) }, 'request refused');
  };
}

/** What the log says of a request. */
export function aboutRequest(c: Context<ApiEnv>, status: number) {
  const { slug: problem, reason = null } = c.get('problem') ?? {};
  return {
    requestId: requestIdOf(c),
    ...callerOf(c),
    method: c.req.method,
    route: routeOf(c),
    status,
    ...(problem === undefined ? {} : { problem }),
    ...(reason === null ? {} : { reason }),
  };
}

/** Whose request it is, as far as that is known by now. */
function callerOf(c: Context<ApiEnv>) {
  const key = c.get('key');
  if (key !== undefined)
    return {
      accountId: key.accountId,
      ...(key.agentId === null ? { keyId: keyId({ _id: key.id }) } : { agentId: key.agentId }),
    };
  const visitor = c.get('visitor');
  return visitor === undefined ? {} : { accountId: visitor.accountId, conversationId: visitor.conversationId };
}

/** The caller's own id for the request, so that it is found in their logs, or one that is made for it; always the same. */
export function requestIdOf(c: Context<ApiEnv>): string {
  const known = c.get('requestId');
  if (known !== undefined) return known;
  const given = Id.safeParse(c.req.header('x-request-id'));
  const id = given.success ? given.data : randomId();
  c.set('requestId', id);
  return id;
}
