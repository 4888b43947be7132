import { OpenAPIHono } from '@hono/zod-openapi';
import { Forwarding, PostForwarding } from '../../contract/conversations.ts';
import { requestForwarding } from '../../store/deliveries/forwarding-request.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { body, conflict, json, keyedRoute, conversationParams as params } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { wakeAndShow } from './conversations.ts';

/** Agents send waiting replies now, or cancel them (design R11). */
export function forwarding({ store, clock, notifier }: ApiDeps) {
  return new OpenAPIHono<ApiEnv>({ defaultHook }).openapi(
    keyedRoute('inbox', {
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
          'outside-messaging-window',
          'earlier-parked',
        ),
      },
    }),
    async (c) => {
      const ref = { accountId: c.get('key').accountId, conversationId: c.req.valid('param').id };
      const now = await clock();
      const changed = await requestForwarding(store, ref, c.req.valid('json').action, now);
      return c.json(wakeAndShow(notifier, changed, now).forwarding, 200);
    },
  );
}
