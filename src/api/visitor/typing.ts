import { OpenAPIHono } from '@hono/zod-openapi';
import { PostVisitorTyping } from '../../contract/typing.ts';
import { tellTyping } from '../../store/conversations/typing.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { rateLimit } from '../rate-limit.ts';
import { body, nothing } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { visitorRoute } from './route.ts';

/** That the visitor types, as they do (api.md Visitors). */
export function visitorTyping({ store, clock }: ApiDeps) {
  const perSession = rateLimit('reports of typing', 60, 60);

  return new OpenAPIHono<ApiEnv>({ defaultHook }).openapi(
    visitorRoute('session', {
      method: 'post',
      path: '/v1/visitor/typing',
      operationId: 'postVisitorTyping',
      tags: ['Visitors'],
      summary: 'Report that the visitor types',
      description:
        "Agents' streams say so by the event `typing`; it is stored nowhere, and is no presence: report `active` as well. Beyond 60 reports a minute, further ones are not passed on.",
      request: { body: body(PostVisitorTyping) },
      responses: { 204: nothing('Passed on. Before the conversation has begun there is nobody to tell.') },
    }),
    async (c) => {
      const { accountId, conversationId, claims } = c.get('visitor');
      const isTyping = c.req.valid('json').state === 'typing';
      const now = await clock();
      if (claims.hasBegun && perSession.takeQuietly(`${accountId}:${conversationId}`, now))
        await tellTyping(
          store,
          { accountId, conversationId },
          { by: { kind: 'visitor', id: null, name: null }, isTyping },
          now,
        );
      return c.body(null, 204);
    },
  );
}
