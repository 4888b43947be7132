import { OpenAPIHono } from '@hono/zod-openapi';
import { AgentSession } from '../../contract/agents.ts';
import { createAgentSession, endAgentSession, renewAgentSession } from '../../store/accounts/agent-sessions.ts';
import { assertIsAgent, bearerOf } from '../authentication.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import type { KnownKeys } from '../known-keys.ts';
import { notFound, problem } from '../problems.ts';
import { json, keyedRoute, nothing, agentParams as params } from '../routes.ts';
import { defaultHook } from '../validation.ts';

const post = keyedRoute('admin', {
  method: 'post',
  path: '/v1/agents/{id}/sessions',
  operationId: 'postAgentSession',
  tags: ['Agents'],
  summary: "Begin an agent's session",
  description:
    "The token has the scope inbox for 12 hours and acts only as this agent: its messages carry them as author, it edits and deletes no others', and sets nobody else's status. It ends when the agent is deleted. Pages of `inbox.allowedOrigins` may use it.",
  request: { params },
  responses: { 201: json(AgentSession, 'The session; its token is told this once.') },
});
const renew = keyedRoute('inbox', {
  method: 'post',
  path: '/v1/agents/me/session/renew',
  operationId: 'renewAgentSession',
  tags: ['Agents'],
  summary: "Go on with one's own session",
  description:
    'For another 12 hours, up to 7 days since it began; `expiresAt` tells. The token stays the same. For sessions only: a key is refused.',
  responses: { 200: json(AgentSession, 'The session as it is now.') },
});
const end = keyedRoute('inbox', {
  method: 'delete',
  path: '/v1/agents/me/session',
  operationId: 'deleteAgentSession',
  tags: ['Agents'],
  summary: "End one's own session",
  description: 'Its token stops working within 5 seconds, and its streams end. For sessions only: a key is refused.',
  responses: { 204: nothing('It has ended.') },
});

/** Agents' sessions: what an inbox opens with. */
export function agentSessions({ store, clock }: ApiDeps, known: KnownKeys) {
  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(post, async (c) => {
      const session = await createAgentSession(store, c.get('key').accountId, c.req.valid('param').id, await clock());
      if (session === null) throw notFound('agent');
      return c.json(shown(session.token, session.expiresAt), 201);
    })
    .openapi(renew, async (c) => {
      const key = c.get('key');
      assertIsAgent(key);
      const expiresAt = await renewAgentSession(store, key.id, await clock());
      if (expiresAt === null) throw problem('unauthorized', 'unknown');
      known.forget(key.accountId);
      return c.json(shown(bearerOf(c.req.header('authorization')) ?? '', expiresAt), 200);
    })
    .openapi(end, async (c) => {
      const key = c.get('key');
      assertIsAgent(key);
      await endAgentSession(store, key.id);
      known.forget(key.accountId);
      return c.body(null, 204);
    });
}

const shown = (token: string, expiresAt: number) => ({
  token,
  inboxUrl: null,
  expiresAt: new Date(expiresAt).toISOString(),
});
