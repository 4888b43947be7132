import { OpenAPIHono } from '@hono/zod-openapi';
import { AgentEmail, AgentEmailListQuery, AgentEmailPage } from '../../contract/agent-emails.ts';
import { iso } from '../../contract/primitives.ts';
import { toldAttempts } from '../../policy/delivery/ledger.ts';
import { listAgentEmails, replayAgentEmail } from '../../store/deliveries/agent-emails.ts';
import type { AgentEmailDoc } from '../../store/mongo/documents.ts';
import { recording } from '../audit/audited.ts';
import { pageOf, positionOf } from '../cursor.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { notFound } from '../problems.ts';
import { agentEmailParams, conflict, json, keyedRoute } from '../routes.ts';
import { defaultHook } from '../validation.ts';

/** The emails that told agents that a visitor waited, for support to read and to replay. */
export function agentEmails(deps: ApiDeps) {
  const { store, clock, notifier } = deps;
  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(
      keyedRoute('deliveries', {
        method: 'get',
        path: '/v1/agent-emails',
        operationId: 'listAgentEmails',
        tags: ['Deliveries'],
        summary: 'List emails to agents',
        description:
          'Newest first: the emails that tell agents that a visitor waits for an answer (the setting `inbox.notifyAgentsAfterSeconds`). Each is kept for 30 days.',
        request: { query: AgentEmailListQuery },
        responses: { 200: json(AgentEmailPage, 'A page of emails to agents.') },
      }),
      async (c) => {
        const { cursor, limit, ...query } = c.req.valid('query');
        const asked = { after: positionOf(cursor), limit: limit + 1 };
        const found = await listAgentEmails(store, c.get('key').accountId, query, asked);
        return c.json(pageOf(found, limit, agentEmailView), 200);
      },
    )
    .openapi(
      keyedRoute('deliveries', {
        method: 'post',
        path: '/v1/agent-emails/{id}/replay',
        operationId: 'replayAgentEmail',
        tags: ['Deliveries'],
        summary: 'Replay an email to an agent',
        description:
          'Sends one that is parked after all, with what the visitor wrote last; if they no longer wait, it is withdrawn instead. Repeating a request changes nothing until it has ended again.',
        request: { params: agentEmailParams },
        responses: { 202: json(AgentEmail, 'It will be sent.'), ...conflict('not-parked') },
      }),
      async (c) => {
        const { accountId } = c.get('key');
        const ref = { accountId, agentEmailId: c.req.valid('param').id };
        const email = await replayAgentEmail(await recording(c, deps), ref, await clock());
        if (email === null) throw notFound('email to an agent');
        notifier.agentEmailReplayed(accountId, ref.agentEmailId);
        return c.json(agentEmailView(email), 202);
      },
    );
}

function agentEmailView(email: AgentEmailDoc): AgentEmail {
  const { id, conversationId, agentId, status, reason, notNeeded = null } = email;
  if (status === 'superseded' || status === 'dismissed') throw new Error(`an email to an agent is never ${status}`);
  return {
    id,
    conversationId,
    agentId,
    waitingSince: iso(email.waitingSince),
    status,
    reason,
    notNeeded: status === 'withdrawn' ? notNeeded : null,
    attempts: toldAttempts(email).map(({ at, end, result }) => ({ at: iso(at), end, result })),
    nextAttemptAt: status === 'claimed' ? iso(email.nextAttemptAt) : null,
    createdAt: iso(email.createdAt),
    acceptedAt: email.acceptedAt === null ? null : iso(email.acceptedAt),
  };
}
