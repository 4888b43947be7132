import { OpenAPIHono } from '@hono/zod-openapi';
import { Agent, AgentPage, AgentStatus, PutAgent, PutStatus } from '../../contract/agents.ts';
import { PageQuery } from '../../contract/primitives.ts';
import { forgetPreferences } from '../../store/accounts/agent-preferences.ts';
import { endAgentSessions } from '../../store/accounts/agent-sessions.ts';
import { deleteAgent, findAgent, presentAgents, putAgent, setAgentStatus } from '../../store/accounts/agents.ts';
import { deleteCannedRepliesOf } from '../../store/accounts/canned-replies.ts';
import { isOlderThan } from '../../store/mongo/list-position.ts';
import { recording } from '../audit/audited.ts';
import { accountOf, assertActsAs } from '../authentication.ts';
import { pageOf, positionOf } from '../cursor.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import type { KnownKeys } from '../known-keys.ts';
import { notFound } from '../problems.ts';
import { body, json, keyedRoute, nothing, agentParams as params } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { agentStatusView, agentView } from '../views.ts';

/** `me` is whoever asks. */
const putParams = params.extend({ id: params.shape.id.refine((id) => id !== 'me', 'must not be me') });

/** Agents and whether they are online; once the last one has gone offline, waiting replies are emailed (design R4). */
export function agents(deps: ApiDeps, known: KnownKeys) {
  const { store, clock, notifier } = deps;
  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(
      keyedRoute('admin', {
        method: 'put',
        path: '/v1/agents/{id}',
        operationId: 'putAgent',
        tags: ['Agents'],
        summary: 'Create or replace an agent',
        description: "When an agent's role changes, their sessions end: they sign in again.",
        request: { params: putParams, body: body(PutAgent) },
        responses: { 200: json(Agent, 'The agent.') },
      }),
      async (c) => {
        const { name, email = null, avatarUrl = null, role } = c.req.valid('json');
        const { accountId } = c.get('key');
        const now = await clock();
        const agent = await putAgent(
          await recording(c, deps),
          { accountId, agentId: c.req.valid('param').id },
          { name, email, avatarUrl, role },
          now,
        );
        if (agent === null) throw notFound('account');
        // Sessions of another role have ended.
        known.forget(accountId);
        return c.json(agentView(agent, now), 200);
      },
    )
    .openapi(
      keyedRoute('inbox', {
        method: 'get',
        path: '/v1/agents',
        operationId: 'listAgents',
        tags: ['Agents'],
        summary: 'List agents',
        description: 'Newest first.',
        request: { query: PageQuery },
        responses: { 200: json(AgentPage, 'A page of agents.') },
      }),
      async (c) => {
        const { cursor, limit } = c.req.valid('query');
        const all = presentAgents(await accountOf(deps, c.get('key').accountId));
        const after = positionOf(cursor);
        const listed = all.filter((agent) => isOlderThan(agent, after));
        const now = await clock();
        return c.json(
          pageOf(listed, limit, (agent) => agentView(agent, now)),
          200,
        );
      },
    )
    .openapi(
      keyedRoute('inbox', {
        method: 'get',
        path: '/v1/agents/{id}',
        operationId: 'getAgent',
        tags: ['Agents'],
        summary: 'Get an agent',
        request: { params },
        responses: { 200: json(Agent, 'The agent.') },
      }),
      async (c) => {
        const agent = findAgent(await accountOf(deps, c.get('key').accountId), c.req.valid('param').id);
        if (agent === null) throw notFound('agent');
        return c.json(agentView(agent, await clock()), 200);
      },
    )
    .openapi(
      keyedRoute('admin', {
        method: 'delete',
        path: '/v1/agents/{id}',
        operationId: 'deleteAgent',
        tags: ['Agents'],
        summary: 'Delete an agent',
        description: "The agent's messages stay; their sessions end and their own canned replies are deleted.",
        request: { params },
        responses: { 204: nothing('The agent is deleted.') },
      }),
      async (c) => {
        const { accountId } = c.get('key');
        const { id } = c.req.valid('param');
        // First, because all that follows is done for whoever is an agent no more.
        if (!(await deleteAgent(await recording(c, deps), { accountId, agentId: id }, await clock())))
          throw notFound('agent');
        await endAgentSessions(store, accountId, id);
        await deleteCannedRepliesOf(store, accountId, id);
        await forgetPreferences(store, { accountId, agentId: id });
        known.forget(accountId);
        notifier.flagged(accountId);
        return c.body(null, 204);
      },
    )
    .openapi(
      keyedRoute('inbox', {
        method: 'put',
        path: '/v1/agents/{id}/status',
        operationId: 'putAgentStatus',
        tags: ['Agents'],
        summary: "Set an agent's status",
        description:
          'With `expiresInSeconds` the status expires to offline unless it is set again in time. Once all agents have been offline or invisible for `timing.agentsAwayGraceSeconds`, unread replies are emailed. An account counts as online as long as none of its agents has ever set a status.',
        request: { params, body: body(PutStatus) },
        responses: { 200: json(AgentStatus, 'The status that is now in force.') },
      }),
      async (c) => {
        const { accountId } = c.get('key');
        assertActsAs(c.get('key'), { kind: 'agent', id: c.req.valid('param').id });
        const { status, expiresInSeconds = null } = c.req.valid('json');
        const now = await clock();
        const id = c.req.valid('param').id;
        const { agent, isFlagged } = await setAgentStatus(
          store,
          { accountId, agentId: id },
          { status, expiresInSeconds },
          now,
        );
        const shown = agentStatusView(agent?.presence ?? null, now);
        if (shown === null) throw notFound('agent');
        if (isFlagged) notifier.flagged(accountId);
        return c.json(shown, 200);
      },
    );
}
