import { OpenAPIHono } from '@hono/zod-openapi';
import { AgentSession } from '../../contract/agents.ts';
import { createAgentSession, endAgentSession, renewAgentSession } from '../../store/accounts/agent-sessions.ts';
import { recording } from '../audit/audited.ts';
import { assertIsAgent, assertIsToken, bearerOf } from '../authentication.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import type { KnownKeys } from '../known-keys.ts';
import { removeCookie } from '../page-cookie.ts';
import { notFound, problem } from '../problems.ts';
import { json, keyedRoute, nothing, agentParams as params } from '../routes.ts';
import { defaultHook } from '../validation.ts';

/** Agents' sessions, with which an inbox is opened. */
export function agentSessions(deps: ApiDeps, known: KnownKeys) {
  const { store, clock, publicUrl } = deps;
  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(
      keyedRoute('admin', {
        method: 'post',
        path: '/v1/agents/{id}/sessions',
        operationId: 'postAgentSession',
        tags: ['Agents'],
        summary: 'Begin an agent session',
        description:
          "The token has the scope `inbox` for 12 hours and acts only as this agent: they are the author of its messages, and it cannot edit or delete other agents' messages (unless the agent is an admin) or set their status. It ends when the agent is deleted or gets another role. Pages of the origins in the setting `inbox.allowedOrigins` may use it.",
        request: { params },
        responses: { 201: json(AgentSession, 'The session. Its token is shown only this once.') },
      }),
      async (c) => {
        const ref = { accountId: c.get('key').accountId, agentId: c.req.valid('param').id };
        const session = await createAgentSession(await recording(c, deps), ref, 'token', await clock());
        if (session === null) throw notFound('agent');
        return c.json(shown(session.token, session.expiresAt, publicUrl), 201);
      },
    )
    .openapi(
      keyedRoute('inbox', {
        method: 'post',
        path: '/v1/agents/me/session/renew',
        operationId: 'renewAgentSession',
        tags: ['Agents'],
        summary: 'Renew your own agent session',
        description:
          'Extends the session by another 12 hours, to 7 days from its beginning at most; see `expiresAt`. The token stays the same. Needs the token of an agent session: a key is refused.',
        responses: { 200: json(AgentSession, 'The renewed session.') },
      }),
      async (c) => {
        const key = c.get('key');
        assertIsToken(key);
        const expiresAt = await renewAgentSession(store, key.id, await clock());
        if (expiresAt === null) throw problem('unauthorized', 'unknown');
        known.forget(key.accountId);
        return c.json(shown(bearerOf(c.req.header('authorization')) ?? '', expiresAt, publicUrl), 200);
      },
    )
    .openapi(
      keyedRoute('inbox', {
        method: 'delete',
        path: '/v1/agents/me/session',
        operationId: 'deleteAgentSession',
        tags: ['Agents'],
        summary: 'End your own agent session',
        description:
          'The token stops working within 5 seconds, and its event streams end. Needs the token of an agent session: a key is refused.',
        responses: { 204: nothing('The session has ended.') },
      }),
      async (c) => {
        const key = c.get('key');
        assertIsAgent(key);
        await endAgentSession(await recording(c, deps), key.id);
        known.forget(key.accountId);
        if (key.heldBy === 'cookie') removeCookie(c);
        return c.body(null, 204);
      },
    );
}

const shown = (token: string, expiresAt: number, publicUrl = '') => ({
  token,
  inboxUrl: `${publicUrl}/inbox`,
  expiresAt: new Date(expiresAt).toISOString(),
});
