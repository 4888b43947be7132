import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { Message, MessageListQuery, MessagePage, PatchMessage, PostMessage } from '../../contract/messages.ts';
import type { Changed } from '../../store/change.ts';
import { findConversation } from '../../store/conversations.ts';
import { deliveriesOf } from '../../store/deliveries.ts';
import type { ConversationRef, MessageDoc } from '../../store/documents.ts';
import { heldMessages } from '../../store/held-messages.ts';
import { deleteMessage, editMessage, listMessages, postMessage } from '../../store/messages.ts';
import { assertScope, requireScope } from '../authentication.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { notFound } from '../problems.ts';
import { body, conflict, conversationParams, json, messageParams, problems } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { messageView } from '../views.ts';
import { accountOf } from './conversations.ts';

const chat = requireScope('chat');
const inbox = requireScope('inbox');

const post = createRoute({
  method: 'post',
  path: '/v1/conversations/{id}/messages',
  middleware: chat,
  request: { params: conversationParams, body: body(PostMessage) },
  responses: { 200: json(Message, 'known'), 201: json(Message, 'stored'), ...problems, ...conflict },
});
const list = createRoute({
  method: 'get',
  path: '/v1/conversations/{id}/messages',
  middleware: chat,
  request: { params: conversationParams, query: MessageListQuery },
  responses: { 200: json(MessagePage, 'in order'), ...problems },
});
const patch = createRoute({
  method: 'patch',
  path: '/v1/conversations/{id}/messages/{messageId}',
  middleware: inbox,
  request: { params: messageParams, body: body(PatchMessage) },
  responses: { 200: json(Message, 'the message'), ...problems, ...conflict },
});
const remove = createRoute({
  method: 'delete',
  path: '/v1/conversations/{id}/messages/{messageId}',
  middleware: inbox,
  request: { params: messageParams },
  responses: { 204: { description: 'deleted; a tombstone stays' }, ...problems },
});

/** The messages of a conversation, with what became of each. */
export function messages(deps: ApiDeps) {
  const { store, clock, notifier } = deps;

  async function shown(ref: ConversationRef, message: MessageDoc, changed: Changed<unknown> | null, now: number) {
    const conversation = changed?.conversation ?? (await findConversation(store, ref));
    if (conversation === null) throw notFound('conversation');
    const account = changed?.account ?? (await accountOf(deps, ref.accountId));
    const deliveries = message.author.kind === 'agent' ? await deliveriesOf(store, ref) : [];
    return messageView(message, { conversation, account, deliveries, view: 'agent', now });
  }

  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(post, async (c) => {
      const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
      const { id, author, text, at, readUpTo } = c.req.valid('json');
      if (author.kind === 'agent') assertScope(c.get('key'), 'inbox');
      const now = await clock();
      const posted = await postMessage(
        store,
        ref,
        {
          id,
          text,
          author: { kind: author.kind, id: author.id ?? null, name: author.name ?? null },
          at: at === undefined ? undefined : Date.parse(at),
          readUpTo,
        },
        now,
      );
      if (posted === null) throw notFound('conversation');
      notifier.changed(posted.changed);
      return c.json(await shown(ref, posted.message, posted.changed, now), posted.isNew ? 201 : 200);
    })
    .openapi(list, async (c) => {
      const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
      const { after, cursor, limit, view } = c.req.valid('query');
      const conversation = await findConversation(store, ref);
      if (conversation === null) throw notFound('conversation');
      const account = await accountOf(deps, ref.accountId);
      const now = await clock();
      const found = await listMessages(store, ref, Math.max(after, cursor ?? 0), limit + 1);
      const deliveries = await deliveriesOf(store, ref);
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      const held = view === 'visitor' && last === undefined ? await heldMessages(store, ref) : [];
      return c.json(
        {
          items: [...items, ...held].map((message) =>
            messageView(message, { conversation, account, deliveries, view, now }),
          ),
          nextCursor: last === undefined ? null : String(last.seq),
        },
        200,
      );
    })
    .openapi(patch, async (c) => {
      const { id, messageId } = c.req.valid('param');
      const ref = { accountId: c.get('key').accountId, conversationId: id };
      const now = await clock();
      const changed = await editMessage(store, ref, messageId, c.req.valid('json').text, now);
      if (changed === null || changed.result === null) throw notFound(changed === null ? 'conversation' : 'message');
      notifier.changed(changed);
      return c.json(await shown(ref, changed.result, changed, now), 200);
    })
    .openapi(remove, async (c) => {
      const { id, messageId } = c.req.valid('param');
      const ref = { accountId: c.get('key').accountId, conversationId: id };
      const changed = await deleteMessage(store, ref, messageId, await clock());
      if (changed === null || !changed.result) throw notFound(changed === null ? 'conversation' : 'message');
      notifier.changed(changed);
      return c.body(null, 204);
    });
}
