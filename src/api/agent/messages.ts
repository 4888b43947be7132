import { OpenAPIHono } from '@hono/zod-openapi';
import { Message, MessageListQuery, MessagePage, PatchMessage, PostMessage } from '../../contract/messages.ts';
import { messagesStored } from '../../operating/metrics.ts';
import type { Changed } from '../../store/conversations/change.ts';
import { findConversation } from '../../store/conversations/conversations.ts';
import { listMessages } from '../../store/conversations/message-pages.ts';
import { deleteMessage, editMessage, findMessage, postMessage } from '../../store/conversations/messages.ts';
import { deliveriesOf } from '../../store/deliveries/deliveries.ts';
import type { ConversationRef, MessageDoc } from '../../store/mongo/documents.ts';
import { assertActsAs, assertScope } from '../authentication.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv, Principal } from '../env.ts';
import { notFound } from '../problems.ts';
import { body, conflict, conversationParams, json, keyedRoute, messageParams, nothing } from '../routes.ts';
import { toldTimeOf } from '../told-time.ts';
import { defaultHook } from '../validation.ts';
import { messageView } from '../views.ts';
import { accountOf } from './conversations.ts';

const post = keyedRoute('chat', {
  method: 'post',
  path: '/v1/conversations/{id}/messages',
  operationId: 'postMessage',
  tags: ['Messages'],
  summary: 'Post a message',
  description:
    "Of a visitor, an agent (scope `inbox`) or a bot. The same request again is harmless and answers the message as it is now, with 200. A visitor's message is held, with `seq: null`, while the contact form is required and not filled in.",
  request: { params: conversationParams, body: body(PostMessage) },
  responses: {
    200: json(Message, 'It was known; the message as it is now.'),
    201: json(Message, 'It is stored.'),
    ...conflict('id-taken', 'too-many-held'),
  },
});
const list = keyedRoute('chat', {
  method: 'get',
  path: '/v1/conversations/{id}/messages',
  operationId: 'listMessages',
  tags: ['Messages'],
  summary: "List a conversation's messages",
  description:
    "In order; a page with much text holds fewer than `limit`. Deleted ones stay as tombstones. `view=agent` tells what became of each agent's message and leaves out held ones; `view=visitor` shows held ones last and no outcomes.",
  request: { params: conversationParams, query: MessageListQuery },
  responses: { 200: json(MessagePage, 'A page, in order.') },
});
const patch = keyedRoute('inbox', {
  method: 'patch',
  path: '/v1/conversations/{id}/messages/{messageId}',
  operationId: 'patchMessage',
  tags: ['Messages'],
  summary: 'Edit a message',
  description: "Neither recalls nor repeats a mail. An agent's session edits its own agent's messages only.",
  request: { params: messageParams, body: body(PatchMessage) },
  responses: { 200: json(Message, 'The message as it is now.'), ...conflict('message-deleted') },
});
const remove = keyedRoute('inbox', {
  method: 'delete',
  path: '/v1/conversations/{id}/messages/{messageId}',
  operationId: 'deleteMessage',
  tags: ['Messages'],
  summary: 'Delete a message',
  description:
    "A reply deleted before its mail goes out is not mailed. A tombstone stays in lists. An agent's session deletes its own agent's messages only.",
  request: { params: messageParams },
  responses: { 204: nothing('It is deleted, now or before.') },
});

/** The messages of a conversation, with what became of each. */
export function messages(deps: ApiDeps) {
  const { store, clock, notifier } = deps;

  async function shown(
    ref: ConversationRef,
    message: MessageDoc,
    changed: Changed<unknown> | null,
    now: number,
    isNew = false,
  ) {
    const conversation = changed?.conversation ?? (await findConversation(store, ref));
    if (conversation === null) throw notFound('conversation');
    const account = changed?.account ?? (await accountOf(deps, ref.accountId));
    // No delivery can carry one that was just stored.
    const deliveries = message.author.kind === 'agent' && !isNew ? await deliveriesOf(store, ref) : [];
    return messageView(message, { conversation, account, deliveries, view: 'agent', now });
  }

  /** A key changes what anybody wrote; an agent's session what its agent wrote. An author stays who it was. */
  async function assertMayChange(key: Principal, ref: ConversationRef, messageId: string): Promise<void> {
    if (key.agentId === null) return;
    const message = await findMessage(store, ref, messageId);
    if (message === null || message.seq < 0) return;
    const { kind, id } = message.author;
    assertActsAs(key, { kind, id: id ?? '' });
  }

  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(post, async (c) => {
      const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
      const { id, author, text, at, sentAt, readUpTo, tab } = c.req.valid('json');
      const key = c.get('key');
      if (author.kind === 'agent') assertScope(key, 'inbox');
      assertActsAs(key, author);
      const now = await clock();
      const posted = await postMessage(
        store,
        ref,
        {
          id,
          text,
          // An agent's session speaks in the name that their profile has, which the store looks up.
          author: {
            kind: author.kind,
            id: author.id ?? key.agentId,
            name: key.agentId === null ? (author.name ?? null) : null,
          },
          told: toldTimeOf({ at, sentAt }),
          isTyped: key.agentId !== null,
          readUpTo,
          tab,
        },
        now,
      );
      if (posted === null) throw notFound('conversation');
      notifier.changed(posted.changed);
      if (posted.isNew) messagesStored.inc({ author: author.kind });
      const message = await shown(ref, posted.message, posted.changed, now, posted.isNew);
      return c.json(message, posted.isNew ? 201 : 200);
    })
    .openapi(list, async (c) => {
      const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
      const { view, ...query } = c.req.valid('query');
      const conversation = await findConversation(store, ref);
      if (conversation === null) throw notFound('conversation');
      const account = await accountOf(deps, ref.accountId);
      const now = await clock();
      const page = await listMessages(store, ref, { ...query, withHeld: view === 'visitor' });
      const deliveries = await deliveriesOf(store, ref);
      return c.json(
        {
          items: page.messages.map((message) => messageView(message, { conversation, account, deliveries, view, now })),
          nextCursor: page.nextCursor,
        },
        200,
      );
    })
    .openapi(patch, async (c) => {
      const { id, messageId } = c.req.valid('param');
      const ref = { accountId: c.get('key').accountId, conversationId: id };
      await assertMayChange(c.get('key'), ref, messageId);
      const now = await clock();
      const changed = await editMessage(store, ref, { messageId, text: c.req.valid('json').text, now });
      if (changed === null || changed.result === null) throw notFound(changed === null ? 'conversation' : 'message');
      notifier.changed(changed);
      return c.json(await shown(ref, changed.result, changed, now), 200);
    })
    .openapi(remove, async (c) => {
      const { id, messageId } = c.req.valid('param');
      const ref = { accountId: c.get('key').accountId, conversationId: id };
      await assertMayChange(c.get('key'), ref, messageId);
      const changed = await deleteMessage(store, ref, messageId, await clock());
      if (changed === null || !changed.result) throw notFound(changed === null ? 'conversation' : 'message');
      notifier.changed(changed);
      return c.body(null, 204);
    });
}
