import { OpenAPIHono } from '@hono/zod-openapi';
import type { z } from 'zod';
import {
  Conversation,
  ConversationListQuery,
  ConversationPage,
  Forwarding,
  MergedConversation,
  PatchVisitor,
  PostForwarding,
  PostPresence,
  PostRead,
  PutConversation,
  ReadState,
} from '../../contract/conversations.ts';
import { separated, telling } from '../../contract/ignored.ts';
import { findAccount } from '../../store/accounts/accounts.ts';
import { withSuppression } from '../../store/addresses/suppressions.ts';
import type { Changed } from '../../store/conversations/change.ts';
import {
  changeVisitor,
  closeConversation,
  findConversation,
  putConversation,
  readMessages,
  reportPresence,
} from '../../store/conversations/conversations.ts';
import { listConversations } from '../../store/conversations/list-conversations.ts';
import { requestForwarding } from '../../store/deliveries/forwarding-request.ts';
import type { AccountDoc, ConversationRef } from '../../store/mongo/documents.ts';
import { assertActsAs } from '../authentication.ts';
import { pageOf, positionOf } from '../cursor.ts';
import type { ApiDeps } from '../deps.ts';
import { tooManyOfConversation } from '../documentation/problem-answers.ts';
import type { ApiEnv, BasicDeps } from '../env.ts';
import { assertNotOwn, withoutOwn } from '../own-address.ts';
import { notFound } from '../problems.ts';
import { rateLimit } from '../rate-limit.ts';
import { body, conflict, conversationParams, json, keyedRoute, nothing } from '../routes.ts';
import { toldTimeOf } from '../told-time.ts';
import { defaultHook } from '../validation.ts';
import { conversationView } from '../views.ts';

const params = conversationParams;

const put = keyedRoute('chat', {
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
    ...conflict('immutable-field'),
  },
});
const list = keyedRoute('chat', {
  method: 'get',
  path: '/v1/conversations',
  operationId: 'listConversations',
  tags: ['Conversations'],
  summary: 'List conversations',
  description: "Newest first. Use `address` to find a visitor's conversations.",
  request: { query: ConversationListQuery },
  responses: { 200: json(ConversationPage, 'A page of conversations.') },
});
const get = keyedRoute('chat', {
  method: 'get',
  path: '/v1/conversations/{id}',
  operationId: 'getConversation',
  tags: ['Conversations'],
  summary: 'Get a conversation',
  description:
    'Includes the visitor, their presence, and the state of email forwarding: what it is waiting for, and until when.',
  request: { params },
  responses: { 200: json(Conversation, 'The conversation as it is now.') },
});
const patchVisitor = keyedRoute('chat', {
  method: 'patch',
  path: '/v1/conversations/{id}/visitor',
  operationId: 'patchVisitor',
  tags: ['Conversations'],
  summary: 'Update the visitor',
  description:
    'Identifies the visitor, corrects their address, or removes it with `email: null`. Replies that were waiting for an address are emailed as soon as they are due.',
  request: { params, body: body(PatchVisitor) },
  responses: { 200: json(Conversation, 'The conversation as it is now.') },
});
const postPresence = keyedRoute('chat', {
  method: 'post',
  path: '/v1/conversations/{id}/presence',
  operationId: 'postPresence',
  tags: ['Conversations'],
  summary: 'Report presence',
  description:
    '`here` is a heartbeat: send it more often than the setting `timing.silenceSeconds` while the page is open, because a visitor without a heartbeat for that long counts as gone. `active` says that the visitor did something, and `left` that the tab was closed. A report older than the newest one of the same tab is ignored. Client clocks are not trusted: `at` counts by its distance from `sentAt`, or without `sentAt` by what the tab reported before.',
  request: { params, body: body(PostPresence) },
  responses: { 204: nothing('Noted.'), 429: tooManyOfConversation },
});
const postRead = keyedRoute('chat', {
  method: 'post',
  path: '/v1/conversations/{id}/read',
  operationId: 'postRead',
  tags: ['Conversations'],
  summary: 'Report what the visitor has read',
  description:
    'Never goes back, and never past the last message. A reply that is read before its email goes out is not emailed, unless the account emails transcripts.',
  request: { params, body: body(PostRead) },
  responses: { 200: json(ReadState, 'How far the visitor has read now.'), 429: tooManyOfConversation },
});
const postForwarding = keyedRoute('inbox', {
  method: 'post',
  path: '/v1/conversations/{id}/forwarding',
  operationId: 'postForwarding',
  tags: ['Conversations'],
  summary: 'Email the waiting replies now, or cancel them',
  description:
    '`sendNow` emails all replies that have not been emailed yet, including cancelled ones and those whose email failed, whether or not the visitor is here. `cancel` takes the replies that exist now out of the next email, and out of an email that is being retried. No later email shows them either; replies written later are emailed as usual. Repeating a request changes nothing.',
  request: { params, body: body(PostForwarding) },
  responses: {
    200: json(Forwarding, 'The state of email forwarding.'),
    ...conflict(
      'nothing-to-forward',
      'not-identified',
      'forwarding-off',
      'paused',
      'rate-capped',
      'address-limited',
      'address-suppressed',
      'unsubscribed',
      'channel-not-supported',
    ),
  },
});
const close = keyedRoute('inbox', {
  method: 'post',
  path: '/v1/conversations/{id}/close',
  operationId: 'closeConversation',
  tags: ['Conversations'],
  summary: 'Close a conversation',
  description: 'Waiting replies are still emailed. The next message reopens the conversation.',
  request: { params },
  responses: { 200: json(Conversation, 'The conversation as it is now.') },
});

/** Conversations and their visitor, as a chat frontend tells of them. */
export function conversations(deps: ApiDeps) {
  const { store, clock, notifier } = deps;
  const presences = rateLimit('presence reports for one conversation', 240, 60);
  const reads = rateLimit('read reports for one conversation', 240, 60);

  /** Wakes the workflow if need be, and shows the conversation as it is now. */
  function told(changed: Changed<unknown> | null, now: number) {
    if (changed === null) throw notFound('conversation');
    notifier.changed(changed);
    return conversationView(changed.conversation, changed.account, now);
  }

  async function shown(ref: ConversationRef, now: number) {
    const conversation = await findConversation(store, ref);
    if (conversation === null) throw notFound('conversation');
    // What was lifted since is told to waiting conversations only.
    const known = conversation.suppressed ? await withSuppression(store, conversation) : { conversation };
    return conversationView(known.conversation, await accountOf(deps, ref.accountId), now);
  }

  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(put, async (c) => {
      assertActsAs(c.get('key'), { kind: 'visitor' });
      const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
      const now = await clock();
      const { taken, ignored } = await withoutOwnAddress(deps, ref.accountId, separated(c.req.valid('json')));
      const { isNew, changed } = await putConversation(store, ref, taken, now);
      if (isNew) return c.json(telling(await shown(ref, now), ignored), 201);
      return c.json(telling(told(changed, now), ignored), 200);
    })
    .openapi(list, async (c) => {
      const { cursor, limit, ...query } = c.req.valid('query');
      const { accountId } = c.get('key');
      const account = await accountOf(deps, accountId);
      const now = await clock();
      const found = await listConversations(store, accountId, query, { after: positionOf(cursor), limit: limit + 1 });
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
      assertActsAs(c.get('key'), { kind: source === 'agent' ? 'agent' : 'visitor' });
      if (visitor.email) assertNotOwn(visitor.email, (await accountOf(deps, ref.accountId)).settings);
      const now = await clock();
      return c.json(told(await changeVisitor(store, ref, { input: visitor, source, now }), now), 200);
    })
    .openapi(postPresence, async (c) => {
      assertActsAs(c.get('key'), { kind: 'visitor' });
      const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
      const now = await clock();
      presences.take(`${ref.accountId}:${ref.conversationId}`, now);
      const { state, tab, at, sentAt } = c.req.valid('json');
      told(await reportPresence(store, ref, { state, tab, ...toldTimeOf({ at, sentAt }) }, now), now);
      return c.body(null, 204);
    })
    .openapi(postRead, async (c) => {
      assertActsAs(c.get('key'), { kind: 'visitor' });
      const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
      const now = await clock();
      reads.take(`${ref.accountId}:${ref.conversationId}`, now);
      const changed = await readMessages(store, ref, c.req.valid('json').upTo, now);
      if (changed === null) throw notFound('conversation');
      notifier.changed(changed);
      return c.json({ readUpTo: changed.result }, 200);
    })
    .openapi(postForwarding, async (c) => {
      const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
      const now = await clock();
      const changed = await requestForwarding(store, ref, c.req.valid('json').action, now);
      return c.json(told(changed, now).forwarding, 200);
    })
    .openapi(close, async (c) => {
      const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
      const now = await clock();
      return c.json(told(await closeConversation(store, ref, now), now), 200);
    });
}

/** The account is only read where there is an address to compare. */
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

/** A key's account; that it is gone is nobody's request. */
export async function accountOf({ store }: Pick<BasicDeps, 'store'>, accountId: string): Promise<AccountDoc> {
  const account = await findAccount(store, accountId);
  if (account === null) throw notFound('account');
  return account;
}
