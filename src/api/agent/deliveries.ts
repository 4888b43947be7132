import { OpenAPIHono, type z } from '@hono/zod-openapi';
import {
  Delivery,
  DeliveryHtml,
  DeliveryListQuery,
  DeliveryPage,
  DismissRequest,
  ReplayRequest,
} from '../../contract/deliveries.ts';
import { replayRefusals } from '../../contract/jobs.ts';
import { wholeSettings } from '../../contract/settings.ts';
import { idsFound } from '../../store/conversations/list-conversations.ts';
import { findDelivery, listDeliveries } from '../../store/deliveries/deliveries.ts';
import { dismissDelivery } from '../../store/deliveries/dismiss.ts';
import { replayDelivery } from '../../store/deliveries/replay.ts';
import type { Store } from '../../store/mongo/store.ts';
import { recording } from '../audit/audited.ts';
import { accountOf } from '../authentication.ts';
import { pageOf, positionOf } from '../cursor.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { invalidFields } from '../invalid-request.ts';
import { notFound } from '../problems.ts';
import { body, conflict, json, keyedRoute, deliveryParams as params } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { deliveryView, wholeDeliveryView } from '../views.ts';
import { sentPage, sentPageHeaders } from './sent-page.ts';

/** What was sent and what failed, for support to read and to replay. */
export function deliveries(deps: ApiDeps) {
  const { store, clock, notifier } = deps;
  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(
      keyedRoute('deliveries', {
        method: 'get',
        path: '/v1/deliveries',
        operationId: 'listDeliveries',
        tags: ['Deliveries'],
        summary: 'List deliveries',
        description: 'Newest first.',
        request: { query: DeliveryListQuery },
        responses: { 200: json(DeliveryPage, 'A page of deliveries.') },
      }),
      async (c) => {
        const { cursor, limit, since, until, q, ...query } = c.req.valid('query');
        const { accountId } = c.get('key');
        const found = await listDeliveries(
          store,
          accountId,
          {
            ...query,
            conversations: q === undefined ? undefined : await conversationsFound(store, accountId, q),
            since: since === undefined ? undefined : Date.parse(since),
            until: until === undefined ? undefined : Date.parse(until),
          },
          { after: positionOf(cursor), limit: limit + 1 },
        );
        return c.json(pageOf(found, limit, deliveryView), 200);
      },
    )
    .openapi(
      keyedRoute('deliveries', {
        method: 'get',
        path: '/v1/deliveries/{id}',
        operationId: 'getDelivery',
        tags: ['Deliveries'],
        summary: 'Get a delivery',
        description: 'Includes the email as it was last handed to the provider.',
        request: { params },
        responses: { 200: json(Delivery, 'The delivery, including its email.') },
      }),
      async (c) => {
        const delivery = await findDelivery(store, c.get('key').accountId, c.req.valid('param').id);
        if (delivery === null) throw notFound('delivery');
        const { settings } = await accountOf(deps, delivery.accountId);
        return c.json(wholeDeliveryView(delivery, wholeSettings(settings)), 200);
      },
    )
    .openapi(
      keyedRoute('deliveries', {
        method: 'get',
        path: '/v1/deliveries/{id}/html',
        operationId: 'getDeliveryHtml',
        tags: ['Deliveries'],
        summary: 'Get the email of a delivery as a page',
        description:
          'The email as it was last handed to the provider, as a page that runs nothing, for a frame with the attribute `sandbox`.',
        request: { params },
        responses: {
          200: { description: 'The page.', content: { 'text/html': { schema: DeliveryHtml } } },
          ...conflict('content-gone'),
        },
      }),
      async (c) => {
        const delivery = await findDelivery(store, c.get('key').accountId, c.req.valid('param').id);
        if (delivery === null) throw notFound('delivery');
        return c.body(sentPage(delivery), 200, sentPageHeaders);
      },
    )
    .openapi(
      keyedRoute('deliveries', {
        method: 'post',
        path: '/v1/deliveries/{id}/replay',
        operationId: 'replayDelivery',
        tags: ['Deliveries'],
        summary: 'Replay a delivery',
        description:
          'Sends a delivery that is parked, bounced or dropped after all, as soon as no other delivery of its conversation is under way. Repeating a request changes nothing.',
        request: { params, body: { required: false, content: { 'application/json': { schema: ReplayRequest } } } },
        responses: {
          202: json(Delivery, 'The delivery will be sent.'),
          ...conflict(...replayRefusals),
        },
      }),
      async (c) => {
        const { evenIfRead = false } = (c.req.valid('json') as z.infer<typeof ReplayRequest> | undefined) ?? {};
        const { accountId } = c.get('key');
        const changed = await replayDelivery(await recording(c, deps), {
          accountId,
          deliveryId: c.req.valid('param').id,
          evenIfRead,
          now: await clock(),
        });
        if (changed === null) throw notFound('delivery');
        notifier.changed(changed);
        return c.json(deliveryView(changed.result), 202);
      },
    )
    .openapi(
      keyedRoute('deliveries', {
        method: 'post',
        path: '/v1/deliveries/{id}/dismiss',
        operationId: 'dismissDelivery',
        tags: ['Deliveries'],
        summary: 'Dismiss a delivery',
        description:
          'Gives up a parked delivery for good: nobody has to deal with it any more, it can no longer be replayed, and no later email carries its messages. Repeating a request changes nothing.',
        request: { params, body: body(DismissRequest) },
        responses: { 200: json(Delivery, 'The delivery is dismissed.'), ...conflict('not-parked') },
      }),
      async (c) => {
        const { accountId } = c.get('key');
        const { reason } = c.req.valid('json');
        const changed = await dismissDelivery(await recording(c, deps), {
          accountId,
          deliveryId: c.req.valid('param').id,
          reason,
          now: await clock(),
        });
        if (changed === null) throw notFound('delivery');
        notifier.changed(changed);
        return c.json(deliveryView(changed.result), 200);
      },
    );
}

/** Throws the 422 for what finds too many. */
async function conversationsFound(store: Store, accountId: string, q: string): Promise<readonly string[]> {
  const found = await idsFound(store, accountId, q);
  if (found === null)
    throw invalidFields(
      [{ path: 'q', code: 'not-allowed', message: 'finds too many visitors; give more of it' }],
      'query',
    );
  return found;
}
