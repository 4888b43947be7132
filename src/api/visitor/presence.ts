import { OpenAPIHono } from '@hono/zod-openapi';
import type { z } from 'zod';
import { PostVisitorPresence, PresenceBeacon } from '../../contract/visitors.ts';
import { reportPresence } from '../../store/conversations/conversations.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { invalidRequest } from '../invalid-request.ts';
import { problem } from '../problems.ts';
import type { RateLimit } from '../rate-limit.ts';
import { nothing } from '../routes.ts';
import { assertNoQuery } from '../strict-query.ts';
import { toldTimeOf } from '../told-time.ts';
import { defaultHook } from '../validation.ts';
import { visitorRoute } from './route.ts';
import { openSession } from './session.ts';
import type { SessionClaims } from './session-token.ts';

const presencePath = '/v1/visitor/presence';

const isPlain = (type: string | undefined) => /^text\/plain\b/i.test(type ?? '');

/** Serves beacons, before the session's middleware, because a beacon's token is in its body. */
export function presenceBeacon(deps: ApiDeps, perSession: RateLimit) {
  return new OpenAPIHono<ApiEnv>().post(presencePath, async (c, next) => {
    if (!isPlain(c.req.header('content-type'))) return next();
    const { token, ...report } = parsedBeacon(await c.req.text());
    assertNoQuery(c);
    const { claims } = await openSession(deps, c, token, await deps.clock());
    await note(deps, perSession, claims, report);
    return c.body(null, 204);
  });
}

export function visitorPresence(deps: ApiDeps, perSession: RateLimit) {
  return new OpenAPIHono<ApiEnv>({ defaultHook }).openapi(
    visitorRoute('session', {
      method: 'post',
      path: presencePath,
      operationId: 'postVisitorPresence',
      tags: ['Visitors'],
      summary: "Report the visitor's presence",
      description:
        '`here` is a heartbeat, `active` says that the visitor did something, and `left` that the tab was closed. The session says how often to send it (`presence.heartbeatSeconds`). For `navigator.sendBeacon`, which a page uses as it closes and which has no headers, the same is taken as `text/plain` with the token in the body: `{token, state, tab}`. Limit: 240 a minute.',
      request: {
        body: {
          required: true,
          content: { 'application/json': { schema: PostVisitorPresence }, 'text/plain': { schema: PresenceBeacon } },
        },
      },
      responses: { 204: nothing('Noted. Before the conversation has begun there is nothing to note.') },
    }),
    async (c) => {
      await note(deps, perSession, c.get('visitor').claims, c.req.valid('json'));
      return c.body(null, 204);
    },
  );
}

async function note(
  { store, clock, notifier }: ApiDeps,
  perSession: RateLimit,
  { accountId, conversationId, sessionId }: SessionClaims,
  { state, tab, at, sentAt }: z.infer<typeof PostVisitorPresence>,
): Promise<void> {
  const now = await clock();
  perSession.take(`${accountId}:${conversationId}`, now);
  const report = { state, tab, session: sessionId, ...toldTimeOf({ at, sentAt }) };
  notifier.changed(await reportPresence(store, { accountId, conversationId }, report, now));
}

function parsedBeacon(text: string): z.infer<typeof PresenceBeacon> {
  const parsed = PresenceBeacon.safeParse(parsedJson(text));
  if (!parsed.success) throw invalidRequest(parsed.error, 'body');
  return parsed.data;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw problem('brokenJson');
  }
}
