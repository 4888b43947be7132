import { OpenAPIHono } from '@hono/zod-openapi';
import { Status } from '../../contract/status.ts';
import { readStatus } from '../../store/status.ts';
import { accountOf } from '../authentication.ts';
import type { ApiEnv, BasicDeps } from '../env.ts';
import { json, keyedRoute } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { statusView } from './status-view.ts';

/** What an operator looks at first (api.md Deliveries). */
export function status({ store, clock }: Pick<BasicDeps, 'store' | 'clock'>) {
  return new OpenAPIHono<ApiEnv>({ defaultHook }).openapi(
    keyedRoute('deliveries', {
      method: 'get',
      path: '/v1/status',
      operationId: 'getStatus',
      tags: ['Monitoring'],
      summary: "Get the state of the account's email",
      description:
        'What is late, parked, paused or of unknown outcome, and `alerts`: problems that somebody has to solve. Alerts that concern all accounts are also sent as events of `GET /v1/events` when they begin and end.',
      responses: { 200: json(Status, 'The state now.') },
    }),
    async (c) => {
      const { accountId } = c.get('key');
      const now = await clock();
      const account = await accountOf({ store }, accountId);
      return c.json(statusView(await readStatus(store, account, now), account, now), 200);
    },
  );
}
