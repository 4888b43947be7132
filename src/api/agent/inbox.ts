import { OpenAPIHono } from '@hono/zod-openapi';
import { Conversation, PutAssignee } from '../../contract/conversations.ts';
import { assignConversation, markUnread } from '../../store/conversations/agents-work.ts';
import { assertIsAgent } from '../authentication.ts';
import type { ApiDeps } from '../deps.ts';
import { tooManyOfConversation } from '../documentation/problem-answers.ts';
import type { ApiEnv } from '../env.ts';
import { invalidFields } from '../invalid-request.ts';
import { rateLimit } from '../rate-limit.ts';
import { body, json, keyedRoute, conversationParams as params } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { wakeAndShow } from './conversations.ts';

/** How agents organise their work: who takes care of a conversation, and what they want to see again. */
export function inbox({ store, clock, notifier }: ApiDeps) {
  const marks = rateLimit("an agent's marks in a conversation", 240, 60);

  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(
      keyedRoute('inbox', {
        method: 'put',
        path: '/v1/conversations/{id}/assignee',
        operationId: 'putAssignee',
        tags: ['Conversations'],
        summary: 'Assign a conversation',
        description:
          'To an agent, or with null to nobody. Anyone may still answer. A conversation stays assigned to an agent who is deleted, until it is assigned anew.',
        request: { params, body: body(PutAssignee) },
        responses: { 200: json(Conversation, 'The conversation as it is now.') },
      }),
      async (c) => {
        const { accountId, agentId: asking } = c.get('key');
        const ref = { accountId, conversationId: c.req.valid('param').id };
        const { agentId } = c.req.valid('json');
        const now = await clock();
        const changed = await assignConversation(store, ref, { agentId, now });
        if (changed?.result === false)
          throw invalidFields([{ path: 'agentId', code: 'invalid', message: 'is not the ID of an agent' }]);
        return c.json(wakeAndShow(notifier, changed, now, asking), 200);
      },
    )
    .openapi(
      keyedRoute('inbox', {
        method: 'post',
        path: '/v1/conversations/{id}/unread',
        operationId: 'postUnread',
        tags: ['Conversations'],
        summary: 'Mark a conversation as unread',
        description:
          "For the agent of the session alone, until they read it again: its `unread` is at least 1. Needs the token of an agent's session: a key is refused.",
        request: { params },
        responses: { 200: json(Conversation, 'The conversation as it is now.'), 429: tooManyOfConversation },
      }),
      async (c) => {
        const key = c.get('key');
        assertIsAgent(key);
        const ref = { accountId: key.accountId, conversationId: c.req.valid('param').id };
        const now = await clock();
        marks.take(`${ref.accountId}:${ref.conversationId}:${key.agentId}`, now);
        const changed = await markUnread(store, ref, { agentId: key.agentId, now });
        return c.json(wakeAndShow(notifier, changed, now, key.agentId), 200);
      },
    );
}
