import { OpenAPIHono } from '@hono/zod-openapi';
import { PostTyping } from '../../contract/typing.ts';
import { findAgent } from '../../store/accounts/agents.ts';
import { findConversation } from '../../store/conversations/conversations.ts';
import { tellTyping } from '../../store/conversations/typing.ts';
import { accountOf, assertActsAs } from '../authentication.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { notFound } from '../problems.ts';
import { rateLimit } from '../rate-limit.ts';
import { body, keyedRoute, nothing, conversationParams as params } from '../routes.ts';
import { defaultHook } from '../validation.ts';

/** That an agent types, as they do. */
export function typing(deps: ApiDeps) {
  const { store, clock } = deps;
  const perConversation = rateLimit('reports of typing in a conversation', 240, 60);

  return new OpenAPIHono<ApiEnv>({ defaultHook }).openapi(
    keyedRoute('inbox', {
      method: 'post',
      path: '/v1/conversations/{id}/typing',
      operationId: 'postTyping',
      tags: ['Messages'],
      summary: 'Report that an agent types',
      description:
        "The visitor's stream and those of agents say so by the event `typing`; it is stored nowhere. Beyond 240 reports a minute for one conversation, further ones are not passed on.",
      request: { params, body: body(PostTyping) },
      responses: { 204: nothing('Passed on.') },
    }),
    async (c) => {
      const principal = c.get('key');
      const { agent, state } = c.req.valid('json');
      assertActsAs(principal, { kind: 'agent', id: agent?.id });
      const ref = { accountId: principal.accountId, conversationId: c.req.valid('param').id };
      if ((await findConversation(store, ref)) === null) throw notFound('conversation');
      const now = await clock();
      const id = principal.agentId ?? agent?.id ?? null;
      const known = id === null ? null : findAgent(await accountOf(deps, ref.accountId), id);
      const isShown = known?.presence?.status !== 'invisible';
      if (isShown && perConversation.takeQuietly(`${ref.accountId}:${ref.conversationId}`, now)) {
        const name = principal.agentId === null ? (agent?.name ?? known?.name ?? null) : (known?.name ?? null);
        await tellTyping(store, ref, { by: { kind: 'agent', id, name }, isTyping: state === 'typing' }, now);
      }
      return c.body(null, 204);
    },
  );
}
