import { OpenAPIHono } from '@hono/zod-openapi';
import { separated, telling } from '../../contract/ignored.ts';
import { MessageListQuery, MessagePage } from '../../contract/messages.ts';
import { PostedVisitorMessage, PostVisitorMessage } from '../../contract/visitors.ts';
import { messagesStored } from '../../operating/metrics.ts';
import { findConversation } from '../../store/conversations/conversations.ts';
import { listMessages } from '../../store/conversations/message-pages.ts';
import { postMessage } from '../../store/conversations/messages.ts';
import { beginConversation } from '../../store/conversations/visitors.ts';
import { clientAddress } from '../client-address.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { problem } from '../problems.ts';
import { rateLimit } from '../rate-limit.ts';
import { body, conflict, json } from '../routes.ts';
import { toldTimeOf } from '../told-time.ts';
import { defaultHook } from '../validation.ts';
import { visitorRoute } from './route.ts';
import { newcomerOf, tellBegun } from './session.ts';
import { visitorMessageView } from './views.ts';

const post = visitorRoute('session', {
  method: 'post',
  path: '/v1/visitor/messages',
  operationId: 'postVisitorMessage',
  tags: ['Visitors'],
  summary: 'Post a message as the visitor',
  description:
    'Repeating a request is harmless: it answers 200 with the message as it is now. While the contact form is required and not yet filled in, the message is held (`state: held`, `seq: null`), up to 20 messages. Limit: 20 a minute.',
  request: { body: body(PostVisitorMessage) },
  responses: {
    200: json(PostedVisitorMessage, 'The message had been posted before; this is how it is now.'),
    201: json(PostedVisitorMessage, 'The message is stored.'),
    ...conflict('id-taken', 'too-many-held', 'attachment-used'),
  },
});

/** What the visitor writes and reads in the widget. */
export function visitorMessages(deps: ApiDeps) {
  const { store, clock, notifier, publicUrl } = deps;
  const perSession = rateLimit('messages', 20, 60);
  // Each page may have the maximum size.
  const pages = rateLimit('pages of messages', 60, 60);
  const pagesOfAddress = rateLimit('pages of messages for one address', 600, 60);

  const app = new OpenAPIHono<ApiEnv>({ defaultHook });
  // Before the body is parsed, because that costs something too.
  app.post(post.path, async (c, next) => {
    const { accountId, conversationId } = c.get('visitor');
    perSession.take(`${accountId}:${conversationId}`, await clock());
    await next();
  });
  return app
    .openapi(
      visitorRoute('session', {
        method: 'get',
        path: '/v1/visitor/messages',
        operationId: 'listVisitorMessages',
        tags: ['Visitors'],
        summary: "List the visitor's messages",
        description:
          'In the order of the conversation, with messages that are held for the contact form last. A page with a lot of text holds fewer messages than `limit`. Limit: 60 pages a minute.',
        request: { query: MessageListQuery.omit({ view: true }) },
        responses: { 200: json(MessagePage, 'A page of messages, oldest first.') },
      }),
      async (c) => {
        const { account, accountId, conversationId } = c.get('visitor');
        const ref = { accountId, conversationId };
        const now = await clock();
        pages.take(`${accountId}:${conversationId}`, now);
        pagesOfAddress.take(clientAddress(c, deps.trustProxy ?? false), now);
        const conversation = await findConversation(store, ref);
        if (conversation === null) return c.json({ items: [], nextCursor: null }, 200);
        const { cursor, ...query } = c.req.valid('query');
        const page = await listMessages(store, ref, { ...query, cursor: cursor?.seq, withHeld: true });
        return c.json(
          {
            items: page.messages.map((message) =>
              visitorMessageView(message, { conversation, account, now, publicUrl }),
            ),
            nextCursor: page.nextCursor,
          },
          200,
        );
      },
    )
    .openapi(post, async (c) => {
      const { account, claims, accountId, conversationId } = c.get('visitor');
      const ref = { accountId, conversationId };
      const { id, text = '', attachments, at, sentAt, readUpTo, tab, page } = c.req.valid('json');
      const { taken, ignored } = separated({ page });
      const now = await clock();
      if (!claims.hasBegun) await beginConversation(store, ref, newcomerOf(claims), now);
      const posted = await postMessage(
        store,
        ref,
        {
          id,
          text,
          attachments,
          author: { kind: 'visitor', id: null, name: null },
          told: toldTimeOf({ at, sentAt }),
          readUpTo,
          page: taken.page,
          tab,
          session: claims.sessionId,
          via: 'widget',
        },
        now,
      );
      const conversation = posted?.changed?.conversation ?? (posted && (await findConversation(store, ref)));
      if (posted === null || conversation === null) throw problem('sessionUnknown');
      notifier.changed(posted.changed);
      if (posted.isNew) messagesStored.inc({ author: 'visitor' });
      await tellBegun(deps, c);
      return c.json(
        telling(visitorMessageView(posted.message, { conversation, account, now, publicUrl }), ignored),
        posted.isNew ? 201 : 200,
      );
    });
}
