import { OpenAPIHono } from '@hono/zod-openapi';
import { AgentSession } from '../../contract/agents.ts';
import { createAgentSession } from '../../store/agent-sessions.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { notFound } from '../problems.ts';
import { json, keyedRoute, agentParams as params } from '../routes.ts';
import { defaultHook } from '../validation.ts';

const post = keyedRoute('admin', {
  method: 'post',
  path: '/v1/agents/{id}/sessions',
  operationId: 'postAgentSession',
  tags: ['Agents'],
  summary: "Begin an agent's session",
  description:
    "The token has the scope inbox for 12 hours and acts only as this agent: its messages carry them as author, and it sets nobody else's status. It ends when the agent is deleted.",
  request: { params },
  responses: { 201: json(AgentSession, 'The session; its token is told this once.') },
});

/** Agents' sessions: what an inbox opens with. */
export function agentSessions({ store, clock }: ApiDeps) {
  return new OpenAPIHono<ApiEnv>({ defaultHook }).openapi(post, async (c) => {
    const session = await createAgentSession(store, c.get('key').accountId, c.req.valid('param').id, await clock());
    if (session === null) throw notFound('agent');
    const { token, expiresAt } = session;
    return c.json({ token, inboxUrl: null, expiresAt: new Date(expiresAt).toISOString() }, 201);
  });
}
