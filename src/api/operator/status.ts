import { OpenAPIHono } from '@hono/zod-openapi';
import { Status } from '../../contract/status.ts';
import { findAccount } from '../../store/accounts/accounts.ts';
import { readStatus } from '../../store/status.ts';
import type { ApiEnv, BasicDeps } from '../env.ts';
import { notFound } from '../problems.ts';
import { json, keyedRoute } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { statusView } from './status-view.ts';

const get = keyedRoute('deliveries', {
  method: 'get',
  path: '/v1/status',
  operationId: 'getStatus',
  tags: ['Deliveries'],
  summary: "See how the account's mail goes",
  description:
    'What is late, parked, of unknown end or paused, and `alerts`: what somebody has to do something about. The same alerts, as they begin and end, are events of `GET /v1/events` as far as they concern all accounts.',
  responses: { 200: json(Status, 'How it goes now.') },
});

/** What an operator looks at first (api.md Deliveries). */
export function status({ store, clock }: Pick<BasicDeps, 'store' | 'clock'>) {
  return new OpenAPIHono<ApiEnv>({ defaultHook }).openapi(get, async (c) => {
    const { accountId } = c.get('key');
    const now = await clock();
    const account = await findAccount(store, accountId);
    if (account === null) throw notFound('account');
    return c.json(statusView(await readStatus(store, account, now), account, now), 200);
  });
}
