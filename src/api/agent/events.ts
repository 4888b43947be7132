import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { ResumeHeaders } from '../../contract/events.ts';
import { findConversation } from '../../store/conversations/conversations.ts';
import { clientAddress } from '../client-address.ts';
import type { ApiDeps } from '../deps.ts';
import { tooManyStreams } from '../documentation/problem-answers.ts';
import type { ApiEnv } from '../env.ts';
import { answerStream, howToRead, streamAnswer } from '../events/answer.ts';
import type { EventFeed } from '../events/feed.ts';
import type { StreamClient } from '../events/stream-places.ts';
import type { KnownKeys } from '../known-keys.ts';
import { notFound } from '../problems.ts';
import { conversationParams, keyedRoute } from '../routes.ts';
import { defaultHook } from '../validation.ts';

/** What happens, as it happens (api.md Events). */
export function events(deps: ApiDeps, feed: EventFeed, known: KnownKeys) {
  function clientOf(c: Context<ApiEnv>): StreamClient {
    const key = c.get('key');
    return {
      kind: key.agentId === null ? 'key' : 'agent',
      id: key.id,
      address: clientAddress(c, deps.trustProxy ?? false),
      holder: { key: key.id, stillHolds: () => known.stillHolds(key) },
    };
  }

  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(
      keyedRoute('inbox', {
        method: 'get',
        path: '/v1/conversations/{id}/events',
        operationId: 'streamConversationEvents',
        tags: ['Events'],
        summary: 'Follow a conversation',
        description: `Events: \`message.created\`, \`message.updated\`, \`message.deleted\`, \`conversation.updated\`, \`delivery.updated\`, \`typing\` with \`{conversationId, author, until, expiresInSeconds}\` when the visitor types, and \`conversation.deleted\` with \`{id}\` once it is erased, after which the stream ends.\n\n${howToRead('key')}`,
        request: { params: conversationParams, headers: ResumeHeaders },
        responses: { 200: streamAnswer, 429: tooManyStreams },
      }),
      async (c) => {
        const { accountId, agentId } = c.get('key');
        const { id: conversationId } = c.req.valid('param');
        if ((await findConversation(deps.store, { accountId, conversationId })) === null)
          throw notFound('conversation');
        const lastEventId = c.req.valid('header')['last-event-id'] ?? null;
        return answerStream(c, () =>
          feed.open({ accountId, conversationId, view: 'agent', agentId }, lastEventId, clientOf(c)),
        );
      },
    )
    .openapi(
      keyedRoute('inbox', {
        method: 'get',
        path: '/v1/events',
        operationId: 'streamEvents',
        tags: ['Events'],
        summary: 'Follow all conversations',
        description: `Events: those of every conversation (\`conversation.deleted\` with \`{id}\` once one is erased), \`agents.updated\` and \`alert\`.\n\n${howToRead('key')}`,
        request: { headers: ResumeHeaders },
        responses: { 200: streamAnswer, 429: tooManyStreams },
      }),
      async (c) => {
        const { accountId, agentId } = c.get('key');
        const lastEventId = c.req.valid('header')['last-event-id'] ?? null;
        return answerStream(c, () =>
          feed.open({ accountId, conversationId: null, view: 'agent', agentId }, lastEventId, clientOf(c)),
        );
      },
    );
}
