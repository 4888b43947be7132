import { OpenAPIHono } from '@hono/zod-openapi';
import type { z } from 'zod';
import {
  Conversation,
  ConversationListQuery,
  ConversationPage,
  MergedConversation,
  PutConversation,
} from '../../contract/conversations.ts';
import { separated, telling } from '../../contract/ignored.ts';
import { accountFacts } from '../../store/accounts/accounts.ts';
import { findAgent } from '../../store/accounts/agents.ts';
import { withSuppression } from '../../store/addresses/suppressions.ts';
import type { Changed } from '../../store/conversations/change.ts';
import type { ConversationQuery } from '../../store/conversations/conversation-query.ts';
import { closeConversation, findConversation, putConversation } from '../../store/conversations/conversations.ts';
import { listConversations } from '../../store/conversations/list-conversations.ts';
import { reopenConversation } from '../../store/conversations/reopening.ts';
import type { AgentDoc, ConversationRef } from '../../store/mongo/documents.ts';
import { accountOf, assertActsAs } from '../authentication.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv, BasicDeps } from '../env.ts';
import { invalidFields } from '../invalid-request.ts';
import type { Notifier } from '../notifier.ts';
import { withoutOwn } from '../own-address.ts';
import { notFound } from '../problems.ts';
import { body, conflict, json, keyedRoute, conversationParams as params } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { conversationView } from '../views.ts';
import { conversationCursor, conversationPosition } from './conversation-cursor.ts';

/** Creates, updates, lists, shows, closes and reopens conversations. */
export function conversations(deps: ApiDeps) {
  const { store, clock, notifier } = deps;
  async function shown(ref: ConversationRef, now: number, agentId: string | null) {
    const conversation = await findConversation(store, ref);
    if (conversation === null) throw notFound('conversation');
    // Lifting a suppression updates only waiting conversations, so it is read again here.
    const known = conversation.suppressed ? await withSuppression(store, conversation) : { conversation };
    return conversationView(known.conversation, await accountOf(deps, ref.accountId), now, agentId);
  }

  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(
      keyedRoute('chat', {
        method: 'put',
        path: '/v1/conversations/{id}',
        operationId: 'putConversation',
        tags: ['Conversations'],
        summary: 'Create or update a conversation',
        description:
          'Fields that you leave out stay as they are; null removes a value. `channel` and `visitor.id` cannot be changed once they are set. An email address given here counts as entered in the contact form. A page, name, address, language or time zone that is not valid does not fail the request: it is left out and listed in `ignored`.',
        request: { params, body: body(PutConversation) },
        responses: {
          200: json(MergedConversation, 'The conversation existed; it now has the given fields.'),
          201: json(MergedConversation, 'The conversation was created.'),
          ...conflict('immutable-field', 'erased'),
        },
      }),
      async (c) => {
        assertActsAs(c.get('key'), { kind: 'visitor' });
        const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
        const now = await clock();
        const { taken, ignored } = await withoutOwnAddress(deps, ref.accountId, separated(c.req.valid('json')));
        const { isNew, changed } = await putConversation(store, ref, taken, now);
        if (isNew) return c.json(telling(await shown(ref, now, null), ignored), 201);
        return c.json(telling(wakeAndShow(notifier, changed, now), ignored), 200);
      },
    )
    .openapi(
      keyedRoute('chat', {
        method: 'get',
        path: '/v1/conversations',
        operationId: 'listConversations',
        tags: ['Conversations'],
        summary: 'List conversations',
        description:
          'What an inbox shows, in one call. A filter that few conversations pass may return a short or empty page with a `nextCursor`: there may be more. No conversation is on two pages, and none is left out that stays where it is meanwhile. Those in which nothing was said yet are left out unless `empty` is true.',
        request: { query: ConversationListQuery },
        responses: { 200: json(ConversationPage, 'A page of conversations.') },
      }),
      async (c) => {
        const { cursor, limit, sort, ...asked } = c.req.valid('query');
        const { accountId, agentId } = c.get('key');
        const account = await accountOf(deps, accountId);
        const now = await clock();
        const agent = agentId === null ? null : findAgent(account, agentId);
        const after = conversationPosition(sort, cursor);
        const page = { sort, after, limit, account: accountFacts(account), now };
        const { conversations: found, next } = await listConversations(store, accountId, queryOf(asked, agent), page);
        return c.json(
          {
            items: found.map((conversation) => conversationView(conversation, account, now, agentId)),
            nextCursor: next && conversationCursor(sort, next),
          },
          200,
        );
      },
    )
    .openapi(
      keyedRoute('chat', {
        method: 'get',
        path: '/v1/conversations/{id}',
        operationId: 'getConversation',
        tags: ['Conversations'],
        summary: 'Get a conversation',
        description:
          'Includes the visitor, their presence, and the state of email forwarding: what it is waiting for, and until when.',
        request: { params },
        responses: { 200: json(Conversation, 'The conversation as it is now.') },
      }),
      async (c) => {
        const { accountId, agentId } = c.get('key');
        const ref = { accountId, conversationId: c.req.valid('param').id };
        return c.json(await shown(ref, await clock(), agentId), 200);
      },
    )
    .openapi(
      keyedRoute('inbox', {
        method: 'post',
        path: '/v1/conversations/{id}/close',
        operationId: 'closeConversation',
        tags: ['Conversations'],
        summary: 'Close a conversation',
        description: 'Waiting replies are still emailed. The next message reopens the conversation.',
        request: { params },
        responses: { 200: json(Conversation, 'The conversation as it is now.') },
      }),
      async (c) => {
        const { accountId, agentId } = c.get('key');
        const ref = { accountId, conversationId: c.req.valid('param').id };
        const now = await clock();
        return c.json(wakeAndShow(notifier, await closeConversation(store, ref, now), now, agentId), 200);
      },
    )
    .openapi(
      keyedRoute('inbox', {
        method: 'post',
        path: '/v1/conversations/{id}/reopen',
        operationId: 'reopenConversation',
        tags: ['Conversations'],
        summary: 'Open a closed conversation again',
        description: 'If the visitor had no answer when it was closed, they wait again since they wrote.',
        request: { params },
        responses: { 200: json(Conversation, 'The conversation as it is now.') },
      }),
      async (c) => {
        const { accountId, agentId } = c.get('key');
        const ref = { accountId, conversationId: c.req.valid('param').id };
        const now = await clock();
        return c.json(wakeAndShow(notifier, await reopenConversation(store, ref, now), now, agentId), 200);
      },
    );
}

/** Throws the 422 for what needs an agent's session, if this is none. */
function queryOf(
  {
    state,
    assignee,
    unanswered,
    unread,
    visitorId,
    address,
    q,
    empty,
  }: Omit<ConversationListQuery, 'cursor' | 'limit' | 'sort'>,
  agent: AgentDoc | null,
): ConversationQuery {
  const needAgent = [...(assignee === 'me' ? ['assignee'] : []), ...(unread === undefined ? [] : ['unread'])];
  if (agent === null && needAgent.length > 0)
    throw invalidFields(
      needAgent.map((path) => ({ path, code: 'not-allowed', message: "needs the token of an agent's session" })),
    );
  const ofAgent = assignee === 'me' && agent !== null ? agent.id : assignee;
  return {
    state,
    assignee: ofAgent === 'none' ? null : ofAgent,
    isUnanswered: unanswered === undefined ? undefined : unanswered === 'true',
    ...(unread === undefined || agent === null ? {} : { unread: { is: unread === 'true', agent } }),
    visitorId,
    address,
    q,
    withEmpty: empty === 'true',
  };
}

/** Reads the account only if there is an address to compare. */
async function withoutOwnAddress(
  deps: Pick<BasicDeps, 'store'>,
  accountId: string,
  put: ReturnType<typeof separated<z.output<typeof PutConversation>>>,
): Promise<typeof put> {
  const { visitor } = put.taken;
  if (!visitor?.email) return put;
  const { email, ignored } = withoutOwn(visitor.email, 'visitor.email', (await accountOf(deps, accountId)).settings);
  return { taken: { ...put.taken, visitor: { ...visitor, email } }, ignored: [...put.ignored, ...ignored] };
}

/** Wakes the workflow if necessary, and shows the conversation as it is now. Throws the 404 if there is none. */
export function wakeAndShow(
  notifier: Notifier,
  changed: Changed<unknown> | null,
  now: number,
  agentId: string | null = null,
): Conversation {
  if (changed === null) throw notFound('conversation');
  notifier.changed(changed);
  return conversationView(changed.conversation, changed.account, now, agentId);
}
