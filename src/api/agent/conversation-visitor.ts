import { OpenAPIHono } from '@hono/zod-openapi';
import { Conversation, PatchVisitor, PostRead, ReadState } from '../../contract/conversations.ts';
import { PostPresence } from '../../contract/presence.ts';
import { readByAgent } from '../../store/conversations/agents-work.ts';
import { changeVisitor, readMessages, reportPresence } from '../../store/conversations/conversations.ts';
import { accountOf, assertActsAs } from '../authentication.ts';
import type { ApiDeps } from '../deps.ts';
import { tooManyOfConversation } from '../documentation/problem-answers.ts';
import type { ApiEnv } from '../env.ts';
import { assertNotOwn } from '../own-address.ts';
import { notFound } from '../problems.ts';
import { rateLimit } from '../rate-limit.ts';
import { body, json, keyedRoute, nothing, conversationParams as params } from '../routes.ts';
import { toldTimeOf } from '../told-time.ts';
import { defaultHook } from '../validation.ts';
import { unreadView } from '../views.ts';
import { wakeAndShow } from './conversations.ts';

/** A conversation's visitor: who they are, whether they are present, and what they have read. */
export function conversationVisitor(deps: ApiDeps) {
  const { store, clock, notifier } = deps;
  const presences = rateLimit('reports of presence in a conversation', 240, 60);
  const reads = rateLimit('reports of reading in a conversation', 240, 60);

  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(
      keyedRoute('chat', {
        method: 'patch',
        path: '/v1/conversations/{id}/visitor',
        operationId: 'patchVisitor',
        tags: ['Conversations'],
        summary: 'Update the visitor',
        description:
          'Identifies the visitor, corrects their address, or removes it with `email: null`. Replies that were waiting for an address are emailed as soon as they are due.',
        request: { params, body: body(PatchVisitor) },
        responses: { 200: json(Conversation, 'The conversation as it is now.') },
      }),
      async (c) => {
        const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
        const { source, ...visitor } = c.req.valid('json');
        assertActsAs(c.get('key'), { kind: source === 'agent' ? 'agent' : 'visitor' });
        if (visitor.email) assertNotOwn(visitor.email, (await accountOf(deps, ref.accountId)).settings);
        const now = await clock();
        return c.json(
          wakeAndShow(
            notifier,
            await changeVisitor(store, ref, { input: visitor, source, now }),
            now,
            c.get('key').agentId,
          ),
          200,
        );
      },
    )
    .openapi(
      keyedRoute('chat', {
        method: 'post',
        path: '/v1/conversations/{id}/presence',
        operationId: 'postPresence',
        tags: ['Conversations'],
        summary: 'Report presence',
        description:
          '`here` is a heartbeat: send it more often than the setting `timing.silenceSeconds` while the page is open, because a visitor without a heartbeat for that long counts as gone. `active` says that the visitor did something, and `left` that the tab was closed. A report older than the newest one of the same tab is ignored. Client clocks are not trusted: `at` counts by its distance from `sentAt`, or without `sentAt` by what the tab reported before.',
        request: { params, body: body(PostPresence) },
        responses: { 204: nothing('Noted.'), 429: tooManyOfConversation },
      }),
      async (c) => {
        assertActsAs(c.get('key'), { kind: 'visitor' });
        const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
        const now = await clock();
        presences.take(`${ref.accountId}:${ref.conversationId}`, now);
        const { state, tab, at, sentAt } = c.req.valid('json');
        wakeAndShow(
          notifier,
          await reportPresence(store, ref, { state, tab, ...toldTimeOf({ at, sentAt }) }, now),
          now,
        );
        return c.body(null, 204);
      },
    )
    .openapi(
      keyedRoute('chat', {
        method: 'post',
        path: '/v1/conversations/{id}/read',
        operationId: 'postRead',
        tags: ['Conversations'],
        summary: 'Report what has been read',
        description:
          "With a key, what the visitor has read; in an agent's session, what that agent has. Never goes back, and never past the last message. A reply that the visitor reads before its email goes out is not emailed, unless the account emails transcripts.",
        request: { params, body: body(PostRead) },
        responses: { 200: json(ReadState, 'How far they have read now.'), 429: tooManyOfConversation },
      }),
      async (c) => {
        const { accountId, agentId } = c.get('key');
        const ref = { accountId, conversationId: c.req.valid('param').id };
        const { upTo } = c.req.valid('json');
        const now = await clock();
        reads.take(`${ref.accountId}:${ref.conversationId}:${agentId ?? ''}`, now);
        if (agentId !== null) {
          const read = await readByAgent(store, ref, { agentId, upTo, now });
          if (read === null) throw notFound('conversation');
          notifier.changed(read);
          const { conversation, account, result } = read;
          return c.json({ readUpTo: result, ...unreadView(conversation, account, agentId) }, 200);
        }
        const changed = await readMessages(store, ref, upTo, now);
        if (changed === null) throw notFound('conversation');
        notifier.changed(changed);
        return c.json({ readUpTo: changed.result }, 200);
      },
    );
}
