import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { Health, Readiness } from '../../contract/health.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { json } from '../routes.ts';

const patienceMs = 2_000;

const healthz = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'getHealth',
  tags: ['Operating'],
  summary: 'Is the process up',
  responses: { 200: json(Health, 'It is up.') },
});
const readyz = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'getReadiness',
  tags: ['Operating'],
  summary: 'Which part is missing',
  description: 'Temporal being away changes no answer of the API, so only MongoDB makes it unready.',
  responses: { 200: json(Readiness, 'Requests are served.'), 503: json(Readiness, 'MongoDB is away.') },
});

/** For load balancers and operators: is the process up, and which part is missing. */
export function health({ store, temporal }: Pick<ApiDeps, 'store' | 'temporal'>) {
  return new OpenAPIHono<ApiEnv>()
    .openapi(healthz, (c) => c.json({ status: 'ok' as const }, 200))
    .openapi(readyz, async (c) => {
      const parts = {
        mongodb: await answers(() => store.client.db().command({ ping: 1 })),
        temporal: await answers(async () =>
          temporal?.withDeadline(Date.now() + patienceMs, () => temporal.workflowService.getSystemInfo({})),
        ),
      };
      const isReady = parts.mongodb === 'ok';
      return c.json({ status: isReady ? ('ok' as const) : ('unavailable' as const), parts }, isReady ? 200 : 503);
    });
}

async function answers(ask: () => Promise<unknown>): Promise<'ok' | 'away'> {
  try {
    await ask();
    return 'ok';
  } catch {
    return 'away';
  }
}
