import { OpenAPIHono } from '@hono/zod-openapi';
import { ResumeHeaders } from '../../contract/events.ts';
import { findConversation } from '../../store/conversations/conversations.ts';
import { sessionKey } from '../../store/conversations/ended-sessions.ts';
import { isOpenTo } from '../../store/conversations/visitors.ts';
import type { Store } from '../../store/mongo/store.ts';
import { clientAddress } from '../client-address.ts';
import type { ApiDeps } from '../deps.ts';
import { tooManyStreamsOfVisitor } from '../documentation/problem-answers.ts';
import type { ApiEnv } from '../env.ts';
import { answerStream, howToRead, streamAnswer } from '../events/answer.ts';
import type { EventFeed } from '../events/feed.ts';
import type { Holder } from '../events/holders.ts';
import { rateLimit } from '../rate-limit.ts';
import { defaultHook } from '../validation.ts';
import { visitorRoute } from './route.ts';
import { tellBegun } from './session.ts';
import { isAccepted, type SessionClaims } from './session-token.ts';

/** What happens in the visitor's own conversation, as it happens (api.md Visitors). */
export function visitorEvents(deps: ApiDeps, feed: EventFeed) {
  const perSession = rateLimit('streams of events', 30, 60);

  return new OpenAPIHono<ApiEnv>({ defaultHook }).openapi(
    visitorRoute('session', {
      method: 'get',
      path: '/v1/visitor/events',
      operationId: 'streamVisitorEvents',
      tags: ['Visitors'],
      summary: "Follow the visitor's conversation",
      description: `Events: \`message.created\`, \`message.updated\` (also when a held message is sent), \`message.deleted\`, \`conversation.updated\`, \`typing\` with \`{conversationId, author, until, expiresInSeconds}\` when an agent types, and \`agents.updated\` with \`{online, people, contactForm}\`, like \`agents\` of the session. If the conversation is erased, the last event is \`conversation.deleted\` with \`{id}\`, and the session ends. The stream can be opened before the conversation has begun. Limit: 30 times a minute, 20 streams at a time.\n\n${howToRead('token')}`,
      request: { headers: ResumeHeaders },
      responses: { 200: streamAnswer, 429: tooManyStreamsOfVisitor },
    }),
    async (c) => {
      const { accountId, conversationId, claims, signedBy } = c.get('visitor');
      perSession.take(`${accountId}:${conversationId}`, await deps.clock());
      if (!claims.hasBegun && (await findConversation(deps.store, c.get('visitor'))) !== null) await tellBegun(deps, c);
      const lastEventId = c.req.valid('header')['last-event-id'] ?? null;
      const client = {
        kind: 'visitor' as const,
        id: `${accountId}:${conversationId}`,
        address: clientAddress(c, deps.trustProxy ?? false),
        holder: holderOf(claims, signedBy, deps.store),
      };
      return answerStream(c, () => feed.open({ accountId, conversationId, view: 'visitor' }, lastEventId, client));
    },
  );
}

/** A session that came by a link ends with the address that it was sent to, and does not learn of the new one. */
function holderOf(claims: SessionClaims, signedBy: string, store: Store): Holder {
  const { accountId, conversationId, linkAddress } = claims;
  const stillHolds = () => isAccepted(store, claims, signedBy);
  const session = sessionKey(claims);
  if (linkAddress === null) return { key: `${accountId} ${signedBy}`, session, stillHolds };
  return {
    key: `${accountId} ${signedBy} ${conversationId} ${linkAddress}`,
    session,
    stillHolds,
    mayHear: ({ type, data }) => type !== 'conversation.updated' || isOpenTo(JSON.parse(data), linkAddress),
  };
}
