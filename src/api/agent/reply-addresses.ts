import { OpenAPIHono } from '@hono/zod-openapi';
import { revokeReplyAddresses } from '../../store/addresses/links.ts';
import { findConversation } from '../../store/conversations/conversations.ts';
import { recording } from '../audit/audited.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { notFound } from '../problems.ts';
import { keyedRoute, nothing, conversationParams as params } from '../routes.ts';
import { defaultHook } from '../validation.ts';

/** Agents revoke the addresses that a conversation's emails are answered at (design, Replies by mail). */
export function replyAddresses(deps: ApiDeps) {
  const { store, clock } = deps;
  return new OpenAPIHono<ApiEnv>({ defaultHook }).openapi(
    keyedRoute('inbox', {
      method: 'delete',
      path: '/v1/conversations/{id}/reply-addresses',
      operationId: 'revokeReplyAddresses',
      tags: ['Conversations'],
      summary: "Revoke the addresses that a conversation's emails are answered at",
      description:
        'For an address that has got into the wrong hands. Answers to the emails sent so far become dead letters; the next email has another address.',
      request: { params },
      responses: { 204: nothing('The addresses are revoked.') },
    }),
    async (c) => {
      const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
      if ((await findConversation(store, ref)) === null) throw notFound('conversation');
      await revokeReplyAddresses(await recording(c, deps), ref, await clock());
      return c.body(null, 204);
    },
  );
}
