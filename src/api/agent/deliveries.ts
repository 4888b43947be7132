import { OpenAPIHono, type z } from '@hono/zod-openapi';
import { Delivery, DeliveryListQuery, DeliveryPage, DismissRequest, ReplayRequest } from '../../contract/deliveries.ts';
import { replayRefusals } from '../../contract/jobs.ts';
import { sentMail } from '../../mail/sent-mail.ts';
import { findDelivery, listDeliveries } from '../../store/deliveries/deliveries.ts';
import { dismissDelivery } from '../../store/deliveries/dismiss.ts';
import { replayDelivery } from '../../store/deliveries/replay.ts';
import { pageOf, positionOf } from '../cursor.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { notFound } from '../problems.ts';
import { body, conflict, json, keyedRoute, deliveryParams as params } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { deliveryView } from '../views.ts';

const list = keyedRoute('deliveries', {
  method: 'get',
  path: '/v1/deliveries',
  operationId: 'listDeliveries',
  tags: ['Deliveries'],
  summary: 'List deliveries',
  description: 'Newest first.',
  request: { query: DeliveryListQuery },
  responses: { 200: json(DeliveryPage, 'A page, newest first.') },
});
const get = keyedRoute('deliveries', {
  method: 'get',
  path: '/v1/deliveries/{id}',
  operationId: 'getDelivery',
  tags: ['Deliveries'],
  summary: 'Read a delivery',
  description: 'With the mail as it was last handed to the provider.',
  request: { params },
  responses: { 200: json(Delivery, 'The delivery, with the mail as sent.') },
});
const replay = keyedRoute('deliveries', {
  method: 'post',
  path: '/v1/deliveries/{id}/replay',
  operationId: 'replayDelivery',
  tags: ['Deliveries'],
  summary: 'Send a parked delivery after all',
  description: 'Asking again changes nothing. It is sent once no other delivery of its conversation is open.',
  request: { params, body: { required: false, content: { 'application/json': { schema: ReplayRequest } } } },
  responses: {
    202: json(Delivery, 'It will be sent.'),
    ...conflict(...replayRefusals),
  },
});

const dismiss = keyedRoute('deliveries', {
  method: 'post',
  path: '/v1/deliveries/{id}/dismiss',
  operationId: 'dismissDelivery',
  tags: ['Deliveries'],
  summary: 'Give a parked delivery up for good',
  description:
    'Nobody has to act on it any more, so it is parked no more, and its messages are in no later mail. It cannot be replayed. Asking again changes nothing.',
  request: { params, body: body(DismissRequest) },
  responses: { 200: json(Delivery, 'It is given up.'), ...conflict('not-parked') },
});

/** What was sent, and what failed: support reads it and replays it. */
export function deliveries({ store, clock, notifier }: ApiDeps) {
  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(list, async (c) => {
      const { cursor, limit, since, until, ...query } = c.req.valid('query');
      const found = await listDeliveries(
        store,
        c.get('key').accountId,
        {
          ...query,
          since: since === undefined ? undefined : Date.parse(since),
          until: until === undefined ? undefined : Date.parse(until),
        },
        { after: positionOf(cursor), limit: limit + 1 },
      );
      return c.json(pageOf(found, limit, deliveryView), 200);
    })
    .openapi(get, async (c) => {
      const delivery = await findDelivery(store, c.get('key').accountId, c.req.valid('param').id);
      if (delivery === null) throw notFound('delivery');
      return c.json({ ...deliveryView(delivery), mail: sentMail(delivery.request) }, 200);
    })
    .openapi(replay, async (c) => {
      const { evenIfRead = false } = (c.req.valid('json') as z.infer<typeof ReplayRequest> | undefined) ?? {};
      const { accountId } = c.get('key');
      const changed = await replayDelivery(store, {
        accountId,
        deliveryId: c.req.valid('param').id,
        evenIfRead,
        now: await clock(),
      });
      if (changed === null) throw notFound('delivery');
      notifier.changed(changed);
      return c.json(deliveryView(changed.result), 202);
    })
    .openapi(dismiss, async (c) => {
      const { accountId } = c.get('key');
      const { reason } = c.req.valid('json');
      const changed = await dismissDelivery(store, {
        accountId,
        deliveryId: c.req.valid('param').id,
        reason,
        now: await clock(),
      });
      if (changed === null) throw notFound('delivery');
      notifier.changed(changed);
      return c.json(deliveryView(changed.result), 200);
    });
}
