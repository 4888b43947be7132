import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';

const patienceMs = 2_000;

/** For load balancers and operators: is the process up, and which part is missing. */
export function health({ store, temporal }: Pick<ApiDeps, 'store' | 'temporal'>) {
  return new Hono()
    .get('/healthz', (c) => c.json({ status: 'ok' }))
    .get('/readyz', async (c) => {
      const parts = {
        mongodb: await answers(() => store.client.db().command({ ping: 1 })),
        temporal: await answers(async () =>
          temporal?.withDeadline(Date.now() + patienceMs, () => temporal.workflowService.getSystemInfo({})),
        ),
      };
      // Temporal being away changes no answer of the API, so only MongoDB makes it unready.
      const isReady = parts.mongodb === 'ok';
      return c.json({ status: isReady ? 'ok' : 'unavailable', parts }, isReady ? 200 : 503);
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
