import { createRoute, OpenAPIHono, type z } from '@hono/zod-openapi';
import { Delivery, DeliveryListQuery, DeliveryPage, ReplayRequest } from '../../contract/deliveries.ts';
import { sentMail } from '../../mail/sent-mail.ts';
import { findDelivery, listDeliveries } from '../../store/deliveries.ts';
import { replayDelivery } from '../../store/replay.ts';
import { requireScope } from '../authentication.ts';
import { pageOf, positionOf } from '../cursor.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { notFound } from '../problems.ts';
import { conflict, json, deliveryParams as params, problems } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { deliveryView } from '../views.ts';

const deliveriesScope = requireScope('deliveries');

const list = createRoute({
  method: 'get',
  path: '/v1/deliveries',
  middleware: deliveriesScope,
  request: { query: DeliveryListQuery },
  responses: { 200: json(DeliveryPage, 'newest first'), ...problems },
});
const get = createRoute({
  method: 'get',
  path: '/v1/deliveries/{id}',
  middleware: deliveriesScope,
  request: { params },
  responses: { 200: json(Delivery, 'the delivery, with the mail as sent'), ...problems },
});
const replay = createRoute({
  method: 'post',
  path: '/v1/deliveries/{id}/replay',
  middleware: deliveriesScope,
  request: { params, body: { required: false, content: { 'application/json': { schema: ReplayRequest } } } },
  responses: { 202: json(Delivery, 'it will be sent'), ...problems, ...conflict },
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
        positionOf(cursor),
        limit + 1,
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
      const changed = await replayDelivery(store, accountId, c.req.valid('param').id, evenIfRead, await clock());
      if (changed === null) throw notFound('delivery');
      notifier.changed(changed);
      return c.json(deliveryView(changed.result), 202);
    });
}
