import { OpenAPIHono } from '@hono/zod-openapi';
import { DismissRequest } from '../../contract/deliveries.ts';
import {
  InboundEmail,
  InboundEmailPage,
  InboundHtml,
  InboundListQuery,
  InboundReplayed,
  InboundReplayRequest,
} from '../../contract/inbound-emails.ts';
import { listInbound } from '../../store/inbound/list.ts';
import { dismissInbound, findOf, replayInbound, replayManyInbound } from '../../store/inbound/replay.ts';
import { inboundView } from '../../store/inbound/shown.ts';
import { recording } from '../audit/audited.ts';
import { pageOf, positionOf } from '../cursor.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { requestIdOf } from '../operator/request-log.ts';
import { notFound } from '../problems.ts';
import { body, conflict, json, keyedRoute, inboundParams as params } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { emailPage, oneOfFew, pageHeaders } from './inbound-page.ts';

const timeOf = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));

/** What came in by email and from Messenger and Instagram, and what became of it, for support to read and to replay. */
export function inbound(deps: ApiDeps) {
  const { store, clock, notifier } = deps;
  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(
      keyedRoute('deliveries', {
        method: 'get',
        path: '/v1/inbound',
        operationId: 'listInbound',
        tags: ['Inbound emails'],
        summary: 'List what came in',
        description:
          'Emails, and events of connected pages of Messenger and Instagram (`channel`), newest first. `state=deadLetter` lists those that wait for a person.',
        request: { query: InboundListQuery },
        responses: { 200: json(InboundEmailPage, 'A page of them.') },
      }),
      async (c) => {
        const { cursor, limit, since, until, ...query } = c.req.valid('query');
        const found = await listInbound(
          store,
          c.get('key').accountId,
          { ...query, since: timeOf(since), until: timeOf(until) },
          { after: positionOf(cursor), limit: limit + 1 },
        );
        const placed = found.map((email) => ({ email, id: email._id, createdAt: email.receivedAt }));
        return c.json(
          pageOf(placed, limit, ({ email }) => inboundView(email)),
          200,
        );
      },
    )
    .openapi(
      keyedRoute('deliveries', {
        method: 'post',
        path: '/v1/inbound/replay',
        operationId: 'replayManyInbound',
        tags: ['Inbound emails'],
        summary: 'Replay many dead letters',
        description:
          'Processes the oldest 100 dead letters that match once more, as if they had just come in, and first those that were not replayed before. `left` says how many more match.',
        request: { body: body(InboundReplayRequest) },
        responses: { 202: json(InboundReplayed, 'They will be processed.') },
      }),
      async (c) => {
        const { since, until, ...query } = c.req.valid('json');
        const { accountId } = c.get('key');
        const which = { ...query, since: timeOf(since), until: timeOf(until) };
        const { ids, left } = await replayManyInbound(await recording(c, deps), accountId, which, await clock());
        for (const id of ids) notifier.inboundStored(id);
        if (ids.length > 0)
          deps.log.info({ accountId, requestId: requestIdOf(c), inboundIds: ids, left }, 'dead letters replayed');
        return c.json({ replayed: ids.length, left }, 202);
      },
    )
    .openapi(
      keyedRoute('deliveries', {
        method: 'get',
        path: '/v1/inbound/{id}',
        operationId: 'getInbound',
        tags: ['Inbound emails'],
        summary: 'Get what came in',
        request: { params },
        responses: { 200: json(InboundEmail, 'The email or event.') },
      }),
      async (c) => {
        const email = await findOf(store, c.get('key').accountId, c.req.valid('param').id);
        if (email === null) throw notFound('email');
        return c.json(inboundView(email), 200);
      },
    )
    .openapi(
      keyedRoute('deliveries', {
        method: 'get',
        path: '/v1/inbound/{id}/html',
        operationId: 'getInboundHtml',
        tags: ['Inbound emails'],
        summary: 'Get the whole email as a page',
        description:
          'All that its sender wrote, with what it quotes, as a page that loads nothing and runs nothing. Show it in a frame with the attribute `sandbox`, as its `srcdoc`.',
        request: { params },
        responses: {
          200: { description: 'The page.', content: { 'text/html': { schema: InboundHtml } } },
          ...conflict('content-gone', 'unreadable'),
        },
      }),
      async (c) => {
        const email = await findOf(store, c.get('key').accountId, c.req.valid('param').id);
        if (email === null) throw notFound('email');
        return c.body(await oneOfFew(() => emailPage(store, email)), 200, pageHeaders);
      },
    )
    .openapi(
      keyedRoute('deliveries', {
        method: 'post',
        path: '/v1/inbound/{id}/replay',
        operationId: 'replayInbound',
        tags: ['Inbound emails'],
        summary: 'Replay a dead letter',
        description:
          'Processes a dead letter once more, as if it had just come in. One whose signature was wrong is taken then: read it first.',
        request: { params },
        responses: {
          202: json(InboundEmail, 'It will be processed.'),
          ...conflict('not-a-dead-letter', 'content-gone'),
        },
      }),
      async (c) => {
        const { accountId } = c.get('key');
        const email = await replayInbound(await recording(c, deps), {
          accountId,
          id: c.req.valid('param').id,
          now: await clock(),
        });
        if (email === null) throw notFound('email');
        notifier.inboundStored(email._id);
        return c.json(inboundView(email), 202);
      },
    )
    .openapi(
      keyedRoute('deliveries', {
        method: 'post',
        path: '/v1/inbound/{id}/dismiss',
        operationId: 'dismissInbound',
        tags: ['Inbound emails'],
        summary: 'Dismiss a dead letter',
        description:
          'Nobody has to deal with it any more, and it can no longer be replayed. Repeating a request changes nothing.',
        request: { params, body: body(DismissRequest) },
        responses: { 200: json(InboundEmail, 'It is dismissed.'), ...conflict('not-a-dead-letter') },
      }),
      async (c) => {
        const { accountId } = c.get('key');
        const { reason } = c.req.valid('json');
        const which = { accountId, id: c.req.valid('param').id, reason, now: await clock() };
        const email = await dismissInbound(await recording(c, deps), which);
        if (email === null) throw notFound('email');
        return c.json(inboundView(email), 200);
      },
    );
}
