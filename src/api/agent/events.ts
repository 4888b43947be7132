import { OpenAPIHono } from '@hono/zod-openapi';
import { EventStream, ResumeHeaders } from '../../contract/events.ts';
import { findConversation } from '../../store/conversations.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { eventFeed } from '../events/feed.ts';
import { notFound } from '../problems.ts';
import { conversationParams, keyedRoute } from '../routes.ts';
import { defaultHook } from '../validation.ts';

const stream = {
  description: 'Events as they happen, until the client leaves; a comment every 15 s.',
  content: { 'text/event-stream': { schema: EventStream } },
};
const howToResume =
  'Read it with fetch, so that the key stays in the header. Each `data` is the whole resource, as its GET shows it. A client that comes back sends the last `id` as `Last-Event-ID` and gets what it missed, once; where that is too long ago it gets `reset` instead, reads anew what it shows, and the events go on from there. A conversation that changes many times in a moment is told once, and a heartbeat alone is not told at all.';

const ofConversation = keyedRoute('inbox', {
  method: 'get',
  path: '/v1/conversations/{id}/events',
  operationId: 'streamConversationEvents',
  tags: ['Events'],
  summary: 'Follow a conversation',
  description: `\`message.created\`, \`message.updated\`, \`message.deleted\`, \`conversation.updated\`, \`delivery.updated\`. ${howToResume}`,
  request: { params: conversationParams, headers: ResumeHeaders },
  responses: { 200: stream },
});
const ofAccount = keyedRoute('inbox', {
  method: 'get',
  path: '/v1/events',
  operationId: 'streamEvents',
  tags: ['Events'],
  summary: 'Follow the whole account',
  description: `The events of all conversations, \`agents.updated\` and \`alert\`. ${howToResume}`,
  request: { headers: ResumeHeaders },
  responses: { 200: stream },
});

const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // Proxies must not wait for more before they pass an event on.
  'x-accel-buffering': 'no',
};

/** What happens, as it happens (api.md Events). */
export function events(deps: ApiDeps) {
  const feed = deps.events ?? eventFeed(deps);
  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(ofConversation, async (c) => {
      const { accountId } = c.get('key');
      const { id: conversationId } = c.req.valid('param');
      if ((await findConversation(deps.store, { accountId, conversationId })) === null) throw notFound('conversation');
      const lastEventId = c.req.valid('header')['last-event-id'] ?? null;
      return c.body(await feed.open({ accountId, conversationId, view: 'agent' }, lastEventId), 200, headers);
    })
    .openapi(ofAccount, async (c) => {
      const { accountId } = c.get('key');
      const lastEventId = c.req.valid('header')['last-event-id'] ?? null;
      return c.body(await feed.open({ accountId, conversationId: null, view: 'agent' }, lastEventId), 200, headers);
    });
}
