import { OpenAPIHono } from '@hono/zod-openapi';
import { Message, MessageListQuery, MessagePage, PatchMessage, PostMessage } from '../../contract/messages.ts';
import { messagesStored } from '../../operating/metrics.ts';
import { listForAgents } from '../../store/conversations/agents-pages.ts';
import type { Changed } from '../../store/conversations/change.ts';
import { findConversation } from '../../store/conversations/conversations.ts';
import { listMessages } from '../../store/conversations/message-pages.ts';
import { deleteMessage, editMessage, findMessage, postMessage } from '../../store/conversations/messages.ts';
import { deleteNote, editNote, findNote, postNote } from '../../store/conversations/notes.ts';
import { deliveriesOf } from '../../store/deliveries/deliveries.ts';
import type { ConversationRef, MessageDoc } from '../../store/mongo/documents.ts';
import { accountOf, assertActsAs, assertScope } from '../authentication.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv, Principal } from '../env.ts';
import { notFound } from '../problems.ts';
import { body, conflict, conversationParams, json, keyedRoute, messageParams, nothing } from '../routes.ts';
import { toldTimeOf } from '../told-time.ts';
import { defaultHook } from '../validation.ts';
import { messageView, noteView } from '../views.ts';

/** The messages of a conversation, with their outcomes. */
export function messages(deps: ApiDeps) {
  const { store, clock, notifier, publicUrl } = deps;

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
    // No delivery can carry a message that has only just been stored.
    const deliveries = message.author.kind === 'agent' && !isNew ? await deliveriesOf(store, ref) : [];
    return messageView(message, { conversation, account, deliveries, view: 'agent', now, publicUrl });
  }

  /**
   * A key may change anyone's message, and so may an admin; another agent only their own. The author of a message never
   * changes.
   */
  async function assertMayChange(key: Principal, ref: ConversationRef, messageId: string): Promise<void> {
    if (key.agentId === null || key.role === 'admin') return;
    const message = await findMessage(store, ref, messageId);
    const written = message === null || message.seq < 0 ? await findNote(store, ref, messageId) : message;
    if (written === null) return;
    const { kind, id } = written.author;
    assertActsAs(key, { kind, id: id ?? '' });
  }

  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(
      keyedRoute('chat', {
        method: 'post',
        path: '/v1/conversations/{id}/messages',
        operationId: 'postMessage',
        tags: ['Messages'],
        summary: 'Post a message',
        description:
          "Posts a message by a visitor, an agent (scope `inbox`) or a bot. Repeating a request is harmless: it answers 200 with the message as it is now. While the contact form is required and not yet filled in, a visitor's message is held: its `seq` is null.",
        request: { params: conversationParams, body: body(PostMessage) },
        responses: {
          200: json(Message, 'The message had been posted before; this is how it is now.'),
          201: json(Message, 'The message is stored.'),
          ...conflict('id-taken', 'too-many-held', 'attachment-used'),
        },
      }),
      async (c) => {
        const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
        const { kind, id, author, text = '', attachments, forwarding, at, sentAt, readUpTo, tab } = c.req.valid('json');
        const key = c.get('key');
        if (author.kind === 'agent') assertScope(key, 'inbox');
        assertActsAs(key, author);
        const now = await clock();
        const written = {
          id,
          text,
          attachments,
          // An agent's session writes under the name in the agent's profile, which the store looks up.
          author: {
            kind: author.kind,
            id: author.id ?? key.agentId,
            name: key.agentId === null ? (author.name ?? null) : null,
          },
          told: toldTimeOf({ at, sentAt }),
        };
        if (kind === 'note') {
          const noted = await postNote(store, ref, written, now);
          if (noted === null) throw notFound('conversation');
          return c.json(noteView(noted.note, { ...noted, now, publicUrl }), noted.isNew ? 201 : 200);
        }
        const isTyped = key.agentId !== null;
        const posted = await postMessage(store, ref, { ...written, forwarding, isTyped, readUpTo, tab }, now);
        if (posted === null) throw notFound('conversation');
        notifier.changed(posted.changed);
        if (posted.isNew) messagesStored.inc({ author: author.kind });
        const message = await shown(ref, posted.message, posted.changed, now, posted.isNew);
        return c.json(message, posted.isNew ? 201 : 200);
      },
    )
    .openapi(
      keyedRoute('chat', {
        method: 'get',
        path: '/v1/conversations/{id}/messages',
        operationId: 'listMessages',
        tags: ['Messages'],
        summary: 'List messages',
        description:
          "In the order of the conversation. A page with a lot of text holds fewer messages than `limit`. Deleted messages stay in the list, without their text. `view=agent` shows the outcome of each agent's message and leaves out held messages; `view=visitor` shows held messages last, and no outcomes.",
        request: { params: conversationParams, query: MessageListQuery },
        responses: { 200: json(MessagePage, 'A page of messages, oldest first.') },
      }),
      async (c) => {
        const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
        const { view, after, limit, cursor = { seq: 0, note: 0 } } = c.req.valid('query');
        const conversation = await findConversation(store, ref);
        if (conversation === null) throw notFound('conversation');
        const account = await accountOf(deps, ref.accountId);
        const now = await clock();
        const deliveries = await deliveriesOf(store, ref);
        const shown = { conversation, account, deliveries, view, now, publicUrl };
        if (view === 'visitor') {
          const page = await listMessages(store, ref, { after, cursor: cursor.seq, limit, withHeld: true });
          const items = page.messages.map((message) => messageView(message, shown));
          return c.json({ items, nextCursor: page.nextCursor }, 200);
        }
        const from = cursor.seq < after ? { seq: after, note: 0 } : cursor;
        const { entries, next } = await listForAgents(store, ref, { from, limit });
        const items = entries.map((entry) =>
          entry.kind === 'note' ? noteView(entry.note, shown) : messageView(entry.message, shown),
        );
        return c.json({ items, nextCursor: next && `${next.seq}.${next.note}` }, 200);
      },
    )
    .openapi(
      keyedRoute('inbox', {
        method: 'patch',
        path: '/v1/conversations/{id}/messages/{messageId}',
        operationId: 'patchMessage',
        tags: ['Messages'],
        summary: 'Edit a message',
        description:
          'An email that has been sent is neither recalled nor sent again. An agent can edit only their own messages, unless they are an admin.',
        request: { params: messageParams, body: body(PatchMessage) },
        responses: { 200: json(Message, 'The edited message.'), ...conflict('message-deleted') },
      }),
      async (c) => {
        const { id, messageId } = c.req.valid('param');
        const ref = { accountId: c.get('key').accountId, conversationId: id };
        await assertMayChange(c.get('key'), ref, messageId);
        const now = await clock();
        const { text } = c.req.valid('json');
        const changed = await editMessage(store, ref, { messageId, text, now });
        const note = changed?.result === null ? await editNote(store, ref, { noteId: messageId, text, now }) : null;
        if (note !== null) return c.json(noteView(note.note, { ...note, now, publicUrl }), 200);
        if (changed === null || changed.result === null) throw notFound(changed === null ? 'conversation' : 'message');
        notifier.changed(changed);
        return c.json(await shown(ref, changed.result, changed, now), 200);
      },
    )
    .openapi(
      keyedRoute('inbox', {
        method: 'delete',
        path: '/v1/conversations/{id}/messages/{messageId}',
        operationId: 'deleteMessage',
        tags: ['Messages'],
        summary: 'Delete a message',
        description:
          'A reply that is deleted before its email goes out is not emailed. The message stays in lists, without its text. An agent can delete only their own messages, unless they are an admin.',
        request: { params: messageParams },
        responses: { 204: nothing('The message is deleted.') },
      }),
      async (c) => {
        const { id, messageId } = c.req.valid('param');
        const ref = { accountId: c.get('key').accountId, conversationId: id };
        await assertMayChange(c.get('key'), ref, messageId);
        const now = await clock();
        const changed = await deleteMessage(store, ref, messageId, now);
        if (changed?.result === false && (await deleteNote(store, ref, messageId, now))) return c.body(null, 204);
        if (changed === null || !changed.result) throw notFound(changed === null ? 'conversation' : 'message');
        notifier.changed(changed);
        return c.body(null, 204);
      },
    );
}
