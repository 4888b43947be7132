import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import {
  Conversation,
  ConversationListQuery,
  ConversationPage,
  PatchVisitor,
  PostPresence,
  PostRead,
  PutConversation,
  ReadState,
} from '../../contract/conversations.ts';
import { findAccount } from '../../store/accounts.ts';
import type { Changed } from '../../store/change.ts';
import {
  changeVisitor,
  closeConversation,
  findConversation,
  listConversations,
  putConversation,
  readMessages,
  reportPresence,
} from '../../store/conversations.ts';
import type { AccountDoc, ConversationRef } from '../../store/documents.ts';
import { requireScope } from '../authentication.ts';
import { pageOf, positionOf } from '../cursor.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { notFound } from '../problems.ts';
import { body, conflict, conversationParams, json, problems } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { conversationView } from '../views.ts';

const params = conversationParams;
const chat = requireScope('chat');
const inbox = requireScope('inbox');

const put = createRoute({
  method: 'put',
  path: '/v1/conversations/{id}',
  middleware: chat,
  request: { params, body: body(PutConversation) },
  responses: { 200: json(Conversation, 'merged'), 201: json(Conversation, 'created'), ...problems, ...conflict },
});
const list = createRoute({
  method: 'get',
  path: '/v1/conversations',
  middleware: chat,
  request: { query: ConversationListQuery },
  responses: { 200: json(ConversationPage, 'newest first'), ...problems },
});
const get = createRoute({
  method: 'get',
  path: '/v1/conversations/{id}',
  middleware: chat,
  request: { params },
  responses: { 200: json(Conversation, 'the conversation'), ...problems },
});
const patchVisitor = createRoute({
  method: 'patch',
  path: '/v1/conversations/{id}/visitor',
  middleware: chat,
  request: { params, body: body(PatchVisitor) },
  responses: { 200: json(Conversation, 'the conversation'), ...problems },
});
const postPresence = createRoute({
  method: 'post',
  path: '/v1/conversations/{id}/presence',
  middleware: chat,
  request: { params, body: body(PostPresence) },
  responses: { 204: { description: 'noted' }, ...problems },
});
const postRead = createRoute({
  method: 'post',
  path: '/v1/conversations/{id}/read',
  middleware: chat,
  request: { params, body: body(PostRead) },
  responses: { 200: json(ReadState, 'what is read now'), ...problems },
});
const close = createRoute({
  method: 'post',
  path: '/v1/conversations/{id}/close',
  middleware: inbox,
  request: { params },
  responses: { 200: json(Conversation, 'the conversation'), ...problems },
});

/** Conversations and their visitor, as a chat frontend tells of them. */
export function conversations(deps: ApiDeps) {
  const { store, clock, notifier } = deps;

  /** Wakes the workflow if need be, and shows the conversation as it is now. */
  function told(changed: Changed<unknown> | null, now: number) {
    if (changed === null) throw notFound('conversation');
    notifier.changed(changed);
    return conversationView(changed.conversation, changed.account, now);
  }

  async function shown(ref: ConversationRef, now: number) {
    const conversation = await findConversation(store, ref);
    if (conversation === null) throw notFound('conversation');
    return conversationView(conversation, await accountOf(deps, ref.accountId), now);
  }

  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(put, async (c) => {
      const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
      const now = await clock();
      const { isNew, changed } = await putConversation(store, ref, c.req.valid('json'), now);
      if (isNew) return c.json(await shown(ref, now), 201);
      return c.json(told(changed, now), 200);
    })
    .openapi(list, async (c) => {
      const { cursor, limit, ...query } = c.req.valid('query');
      const { accountId } = c.get('key');
      const account = await accountOf(deps, accountId);
      const now = await clock();
      const found = await listConversations(store, accountId, query, positionOf(cursor), limit + 1);
      return c.json(
        pageOf(found, limit, (conversation) => conversationView(conversation, account, now)),
        200,
      );
    })
    .openapi(get, async (c) => {
      const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
      return c.json(await shown(ref, await clock()), 200);
    })
    .openapi(patchVisitor, async (c) => {
      const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
      const { source, ...visitor } = c.req.valid('json');
      const now = await clock();
      return c.json(told(await changeVisitor(store, ref, visitor, source, now), now), 200);
    })
    .openapi(postPresence, async (c) => {
      const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
      const { state, tab, at } = c.req.valid('json');
      const now = await clock();
      const report = { state, tab, at: at === undefined ? now : Date.parse(at) };
      told(await reportPresence(store, ref, report, now), now);
      return c.body(null, 204);
    })
    .openapi(postRead, async (c) => {
      const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
      const changed = await readMessages(store, ref, c.req.valid('json').upTo, await clock());
      if (changed === null) throw notFound('conversation');
      notifier.changed(changed);
      return c.json({ readUpTo: changed.result }, 200);
    })
    .openapi(close, async (c) => {
      const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
      const now = await clock();
      return c.json(told(await closeConversation(store, ref, now), now), 200);
    });
}

/** A key's account; that it is gone is nobody's request. */
export async function accountOf({ store }: Pick<ApiDeps, 'store'>, accountId: string): Promise<AccountDoc> {
  const account = await findAccount(store, accountId);
  if (account === null) throw notFound('account');
  return account;
}
