import { OpenAPIHono } from '@hono/zod-openapi';
import { InboundHtml } from '../../contract/inbound-emails.ts';
import { findConversation } from '../../store/conversations/conversations.ts';
import { findMessage } from '../../store/conversations/messages.ts';
import { findOf } from '../../store/inbound/replay.ts';
import { ConflictError } from '../../store/mongo/conflict.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { notFound } from '../problems.ts';
import { conflict, keyedRoute, messageParams as params } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { emailPage, oneOfFew, pageHeaders } from './inbound-page.ts';

/** The whole email that a message came by, for the agents who read the conversation. */
export function messageEmail({ store }: ApiDeps) {
  return new OpenAPIHono<ApiEnv>({ defaultHook }).openapi(
    keyedRoute('inbox', {
      method: 'get',
      path: '/v1/conversations/{id}/messages/{messageId}/email',
      operationId: 'getMessageEmail',
      tags: ['Messages'],
      summary: 'Get the whole email that a message came by',
      description:
        'All that its sender wrote, with what it quotes, as a page that loads nothing and runs nothing. Show it in a frame with the attribute `sandbox`, as its `srcdoc`. It is 404 for a message that did not come by email or is deleted.',
      request: { params },
      responses: {
        200: { description: 'The page.', content: { 'text/html': { schema: InboundHtml } } },
        ...conflict('content-gone', 'unreadable'),
      },
    }),
    async (c) => {
      const { accountId } = c.get('key');
      const { id: conversationId, messageId } = c.req.valid('param');
      const ref = { accountId, conversationId };
      if ((await findConversation(store, ref)) === null) throw notFound('conversation');
      const message = await findMessage(store, ref, messageId);
      if (message === null) throw notFound('message');
      if (message.inboundId === undefined || message.deletedAt !== null) throw notFound('email');
      const email = await findOf(store, accountId, message.inboundId);
      if (email === null) throw new ConflictError('content-gone', 'The email is not kept any more.');
      return c.body(await oneOfFew(() => emailPage(store, email)), 200, pageHeaders);
    },
  );
}
