import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { Agent, AgentPage, AgentStatus, PutAgent, PutStatus } from '../../contract/agents.ts';
import { PageQuery } from '../../contract/primitives.ts';
import { deleteAgent, putAgent, setAgentStatus } from '../../store/agents.ts';
import { requireScope } from '../authentication.ts';
import { pageOf, positionOf } from '../cursor.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { notFound } from '../problems.ts';
import { body, json, agentParams as params, problems } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { agentView, statusView } from '../views.ts';
import { accountOf } from './conversations.ts';

const inbox = requireScope('inbox');
const admin = requireScope('admin');

const put = createRoute({
  method: 'put',
  path: '/v1/agents/{id}',
  middleware: admin,
  request: { params, body: body(PutAgent) },
  responses: { 200: json(Agent, 'the agent'), ...problems },
});
const list = createRoute({
  method: 'get',
  path: '/v1/agents',
  middleware: inbox,
  request: { query: PageQuery },
  responses: { 200: json(AgentPage, 'newest first'), ...problems },
});
const remove = createRoute({
  method: 'delete',
  path: '/v1/agents/{id}',
  middleware: admin,
  request: { params },
  responses: { 204: { description: 'deleted' }, ...problems },
});
const putStatus = createRoute({
  method: 'put',
  path: '/v1/agents/{id}/status',
  middleware: inbox,
  request: { params, body: body(PutStatus) },
  responses: { 200: json(AgentStatus, 'the status'), ...problems },
});

/** Agents and whether they are there; the account's last one to go makes waiting mail due (design R4). */
export function agents(deps: ApiDeps) {
  const { store, clock, notifier } = deps;
  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(put, async (c) => {
      const { name, email = null, avatarUrl = null } = c.req.valid('json');
      const { accountId } = c.get('key');
      const agent = await putAgent(
        store,
        accountId,
        c.req.valid('param').id,
        { name, email, avatarUrl },
        await clock(),
      );
      if (agent === null) throw notFound('account');
      return c.json(agentView(agent), 200);
    })
    .openapi(list, async (c) => {
      const { cursor, limit } = c.req.valid('query');
      const { agents: all } = await accountOf(deps, c.get('key').accountId);
      const after = positionOf(cursor);
      const listed = all
        .filter(({ deletedAt }) => deletedAt === null)
        .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
        .filter(
          ({ createdAt, id }) =>
            after === null || createdAt < after.createdAt || (createdAt === after.createdAt && id < after.id),
        );
      return c.json(pageOf(listed, limit, agentView), 200);
    })
    .openapi(remove, async (c) => {
      const { accountId } = c.get('key');
      if (!(await deleteAgent(store, accountId, c.req.valid('param').id, await clock()))) throw notFound('agent');
      notifier.flagged(accountId);
      return c.body(null, 204);
    })
    .openapi(putStatus, async (c) => {
      const { accountId } = c.get('key');
      const { status, expiresInSeconds = null } = c.req.valid('json');
      const { agent, isFlagged } = await setAgentStatus(
        store,
        accountId,
        c.req.valid('param').id,
        { status, expiresInSeconds },
        await clock(),
      );
      const shown = statusView(agent?.presence ?? null);
      if (shown === null) throw notFound('agent');
      if (isFlagged) notifier.flagged(accountId);
      return c.json(shown, 200);
    });
}
