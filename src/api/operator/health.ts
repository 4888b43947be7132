import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { Health, Readiness } from '../../contract/health.ts';
import { fine, isReady, type PartCondition, sentences } from '../../operating/condition.ts';
import { providerCondition, storeFitness } from '../../operating/mongodb-condition.ts';
import { temporalFitness } from '../../operating/temporal-condition.ts';
import type { ApiCondition, ApiDeps } from '../deps.ts';
import { unreadyExample } from '../documentation/examples-for-operators.ts';
import type { ApiEnv } from '../env.ts';
import { json } from '../routes.ts';

/** Checks the parts that the API needs. */
export function apiCondition(
  { store, temporal }: Pick<ApiDeps, 'store' | 'temporal'>,
  indexes: () => PartCondition = () => fine,
): () => Promise<ApiCondition> {
  const mongodb = storeFitness(store);
  return async () => {
    const [store_, temporal_, provider] = await Promise.all([
      mongodb(),
      temporal === null ? fine : temporalFitness(temporal),
      providerCondition(store),
    ]);
    return { parts: { mongodb: store_, temporal: temporal_, provider, indexes: indexes() }, needed: ['mongodb'] };
  };
}

/** For load balancers and operators: whether the process is up, and which part is missing. */
export function health(condition: () => Promise<ApiCondition>) {
  return new OpenAPIHono<ApiEnv>()
    .openapi(
      createRoute({
        method: 'get',
        path: '/healthz',
        operationId: 'getHealth',
        tags: ['Monitoring'],
        summary: 'Check that the process is up',
        responses: { 200: json(Health, 'The process is up.') },
      }),
      (c) => c.json({ status: 'ok' as const }, 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/readyz',
        operationId: 'getReadiness',
        tags: ['Monitoring'],
        summary: 'Check that requests can be served',
        description:
          'The API is ready as long as MongoDB accepts writes. Anything else that is missing (Temporal or its namespace, a valid provider key, an index) is reported and delays email, but the chat continues.',
        responses: {
          200: json(Readiness, 'Requests can be served.'),
          503: {
            description: 'MongoDB accepts no writes.',
            content: { 'application/json': { schema: Readiness, example: unreadyExample } },
          },
        },
      }),
      async (c) => {
        const asked = await condition();
        const { mongodb, temporal, provider, indexes } = asked.parts;
        const parts = {
          mongodb: mongodb.state,
          temporal: temporal.state,
          provider: provider.state,
          indexes: indexes.state,
        };
        const says = sentences(asked);
        return isReady(asked)
          ? c.json({ status: 'ok' as const, parts, says }, 200)
          : c.json({ status: 'unavailable' as const, parts, says }, 503);
      },
    );
}
