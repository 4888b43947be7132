import { OpenAPIHono } from '@hono/zod-openapi';
import {
  CreatedWebhook,
  PostWebhookReplay,
  PutWebhook,
  RotatedWebhookSecret,
  Webhook,
  WebhookFailurePage,
  WebhookList,
  WebhookReplayed,
  WebhookTest,
} from '../../contract/outgoing-webhooks.ts';
import { PageQuery } from '../../contract/primitives.ts';
import { recordAuditFirst } from '../../store/accounts/audit.ts';
import { ConflictError } from '../../store/mongo/conflict.ts';
import type { WebhookDoc } from '../../store/mongo/documents.ts';
import { randomId } from '../../store/mongo/ids.ts';
import { listFailures, replayFailed } from '../../store/webhooks/events.ts';
import {
  deleteWebhook,
  endPreviousWebhookSecrets,
  findWebhook,
  listWebhooks,
  putWebhook,
  rotateWebhookSecret,
} from '../../store/webhooks/webhooks.ts';
import { wrongWith } from '../../webhooks/endpoint.ts';
import { postEvent } from '../../webhooks/post.ts';
import { recording } from '../audit/audited.ts';
import { pageOf, positionOf } from '../cursor.ts';
import type { ApiDeps } from '../deps.ts';
import { tooManyTests } from '../documentation/problem-answers.ts';
import type { ApiEnv } from '../env.ts';
import { invalidFields } from '../invalid-request.ts';
import { notFound } from '../problems.ts';
import { rateLimit } from '../rate-limit.ts';
import { body, conflict, json, keyedRoute, nothing, webhookParams } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { webhookFailureView, webhookView } from './webhook-views.ts';

const testsAMinute = 10;

/** Where an account has its events posted, and what became of them. */
export function webhooks(deps: ApiDeps) {
  const { store, clock, notifier, allowLoopbackWebhooks = false } = deps;
  const rules = { allowLoopback: allowLoopbackWebhooks };
  const tests = rateLimit('tests of webhooks', testsAMinute, 60);

  async function found(accountId: string, id: string): Promise<WebhookDoc> {
    const webhook = await findWebhook(store, { accountId, id });
    if (webhook === null) throw notFound('webhook');
    return webhook;
  }

  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(
      keyedRoute('admin', {
        method: 'get',
        path: '/v1/webhooks',
        operationId: 'listWebhooks',
        tags: ['Outgoing webhooks'],
        summary: 'List webhooks',
        description: 'All of them, at most 10, newest first.',
        responses: { 200: json(WebhookList, 'The webhooks.') },
      }),
      async (c) => {
        const all = await listWebhooks(store, c.get('key').accountId);
        return c.json({ items: await Promise.all(all.map((webhook) => webhookView(store, webhook))) }, 200);
      },
    )
    .openapi(
      keyedRoute('admin', {
        method: 'put',
        path: '/v1/webhooks/{id}',
        operationId: 'putWebhook',
        tags: ['Outgoing webhooks'],
        summary: 'Create or replace a webhook',
        description:
          'Its secret is shown only when it is created; rotate it if it was lost. What happens from now on is posted. Saving a webhook that fails, or was disabled because it did, makes it tried at once.',
        request: { params: webhookParams, body: body(PutWebhook) },
        responses: {
          200: json(Webhook, 'It is replaced.'),
          201: json(CreatedWebhook, 'It is created. The secret is shown only this once.'),
          ...conflict('too-many-webhooks'),
        },
      }),
      async (c) => {
        const { url, events, enabled = true } = c.req.valid('json');
        const { accountId } = c.get('key');
        const wrong = wrongWith(url, rules);
        if (wrong !== null) throw invalidFields([{ path: 'url', code: 'not-allowed', message: wrong }]);
        const ref = { accountId, id: c.req.valid('param').id };
        const { webhook, isNew } = await putWebhook(
          await recording(c, deps),
          ref,
          { url, events, enabled },
          await clock(),
        );
        const view = await webhookView(store, webhook);
        if (isNew) return c.json({ ...view, secret: webhook.secret }, 201);
        if (enabled) notifier.webhookChanged(accountId, webhook.id);
        return c.json(view, 200);
      },
    )
    .openapi(
      keyedRoute('admin', {
        method: 'get',
        path: '/v1/webhooks/{id}',
        operationId: 'getWebhook',
        tags: ['Outgoing webhooks'],
        summary: 'Get a webhook',
        request: { params: webhookParams },
        responses: { 200: json(Webhook, 'The webhook, without its secret.') },
      }),
      async (c) => {
        const webhook = await found(c.get('key').accountId, c.req.valid('param').id);
        return c.json(await webhookView(store, webhook), 200);
      },
    )
    .openapi(
      keyedRoute('admin', {
        method: 'delete',
        path: '/v1/webhooks/{id}',
        operationId: 'deleteWebhook',
        tags: ['Outgoing webhooks'],
        summary: 'Delete a webhook',
        description: 'Events that wait are not posted any more.',
        request: { params: webhookParams },
        responses: { 204: nothing('It is deleted.') },
      }),
      async (c) => {
        const { accountId } = c.get('key');
        const { id } = c.req.valid('param');
        if (!(await deleteWebhook(await recording(c, deps), { accountId, id }))) throw notFound('webhook');
        notifier.webhookChanged(accountId, id);
        return c.body(null, 204);
      },
    )
    .openapi(
      keyedRoute('admin', {
        method: 'post',
        path: '/v1/webhooks/{id}/secret/rotate',
        operationId: 'rotateWebhookSecret',
        tags: ['Outgoing webhooks'],
        summary: "Rotate a webhook's secret",
        description:
          'The new secret is shown only this once. Until you end the older ones, requests have a signature with each.',
        request: { params: webhookParams },
        responses: { 200: json(RotatedWebhookSecret, 'The new secret.'), ...conflict('too-many-secrets') },
      }),
      async (c) => {
        const { accountId } = c.get('key');
        const rotated = await rotateWebhookSecret(await recording(c, deps), { accountId, id: c.req.valid('param').id });
        if (rotated === null) throw notFound('webhook');
        return c.json(rotated, 200);
      },
    )
    .openapi(
      keyedRoute('admin', {
        method: 'delete',
        path: '/v1/webhooks/{id}/secret/previous',
        operationId: 'deletePreviousWebhookSecrets',
        tags: ['Outgoing webhooks'],
        summary: "End a webhook's older secrets",
        request: { params: webhookParams },
        responses: { 204: nothing('Only the current secret signs.') },
      }),
      async (c) => {
        const { accountId } = c.get('key');
        if (!(await endPreviousWebhookSecrets(await recording(c, deps), { accountId, id: c.req.valid('param').id })))
          throw notFound('webhook');
        return c.body(null, 204);
      },
    )
    .openapi(
      keyedRoute('admin', {
        method: 'post',
        path: '/v1/webhooks/{id}/test',
        operationId: 'testWebhook',
        tags: ['Outgoing webhooks'],
        summary: 'Post a test event',
        description:
          'Posts an event named `test` with empty `data`, once, whether the webhook is enabled or not, and tells what came of it.',
        request: { params: webhookParams },
        responses: { 200: json(WebhookTest, 'What came of it.'), 429: tooManyTests(testsAMinute) },
      }),
      async (c) => {
        const { accountId } = c.get('key');
        const { url, secret, previousSecrets } = await found(accountId, c.req.valid('param').id);
        const now = await clock();
        tests.take(accountId, now);
        await recordAuditFirst(await recording(c, deps));
        const eventId = `evt_test_${randomId()}`;
        const at = new Date(now).toISOString();
        const says = JSON.stringify({ id: eventId, event: 'test', accountId, at, data: {} });
        const begunAt = performance.now();
        const posted = await postEvent({ url, secrets: [secret, ...previousSecrets], eventId, body: says, now }, rules);
        return c.json({ ...posted, milliseconds: Math.round(performance.now() - begunAt) }, 200);
      },
    )
    .openapi(
      keyedRoute('admin', {
        method: 'get',
        path: '/v1/webhooks/{id}/failures',
        operationId: 'listWebhookFailures',
        tags: ['Outgoing webhooks'],
        summary: 'List events that were not taken',
        description: 'Newest first: those that are tried again, and those that were given up in the last 7 days.',
        request: { params: webhookParams, query: PageQuery },
        responses: { 200: json(WebhookFailurePage, 'A page of events.') },
      }),
      async (c) => {
        const { cursor, limit } = c.req.valid('query');
        const webhook = await found(c.get('key').accountId, c.req.valid('param').id);
        const failures = await listFailures(store, webhook, { after: positionOf(cursor), limit: limit + 1 });
        return c.json(pageOf(failures, limit, webhookFailureView), 200);
      },
    )
    .openapi(
      keyedRoute('admin', {
        method: 'post',
        path: '/v1/webhooks/{id}/replay',
        operationId: 'replayWebhook',
        tags: ['Outgoing webhooks'],
        summary: 'Post again what was given up',
        description:
          'All of it, or the events with these ids. What they say is read again, so it is how things are now.',
        request: { params: webhookParams, body: body(PostWebhookReplay) },
        responses: { 202: json(WebhookReplayed, 'They are posted again.'), ...conflict('webhook-disabled') },
      }),
      async (c) => {
        const { accountId } = c.get('key');
        const { ids = null } = c.req.valid('json');
        const webhook = await found(accountId, c.req.valid('param').id);
        if (!webhook.enabled) throw new ConflictError('webhook-disabled', 'The webhook is disabled. Enable it first.');
        const replayed = await replayFailed(await recording(c, deps), webhook, { ids, now: await clock() });
        notifier.webhookChanged(accountId, webhook.id);
        return c.json(replayed, 202);
      },
    );
}
