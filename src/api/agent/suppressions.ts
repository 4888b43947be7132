import { OpenAPIHono } from '@hono/zod-openapi';
import { PutSuppression, Suppression, SuppressionListQuery, SuppressionPage } from '../../contract/suppressions.ts';
import { ProviderAwayError } from '../../mail/sendgrid-suppressions.ts';
import {
  addSuppression,
  findSuppression,
  liftSuppression,
  listSuppressions,
} from '../../store/addresses/suppressions.ts';
import { actorOf, recording } from '../audit/audited.ts';
import { pageOf, positionOf } from '../cursor.ts';
import type { ApiDeps } from '../deps.ts';
import { providerAway } from '../documentation/problem-answers.ts';
import type { ApiEnv } from '../env.ts';
import { notFound, problem } from '../problems.ts';
import { body, json, keyedRoute, nothing, suppressionParams as params } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { suppressionView } from '../views.ts';

/** Lists, adds and lifts suppressions, which reports and "This was not me" create as well. */
export function suppressions(deps: ApiDeps) {
  const { store, clock, notifier, providerSuppressions } = deps;
  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(
      keyedRoute('deliveries', {
        method: 'get',
        path: '/v1/suppressions',
        operationId: 'listSuppressions',
        tags: ['Suppressions'],
        summary: 'List suppressed addresses',
        description:
          'Newest first. The account sends no email to these addresses, whatever the conversation. Replies to such an address wait until the suppression is lifted or the address is corrected.',
        request: { query: SuppressionListQuery },
        responses: { 200: json(SuppressionPage, 'A page of suppressions.') },
      }),
      async (c) => {
        const { cursor, limit, address } = c.req.valid('query');
        const found = await listSuppressions(store, c.get('key').accountId, address, {
          after: positionOf(cursor),
          limit: limit + 1,
        });
        return c.json(pageOf(found, limit, suppressionView), 200);
      },
    )
    .openapi(
      keyedRoute('deliveries', {
        method: 'put',
        path: '/v1/suppressions/{address}',
        operationId: 'putSuppression',
        tags: ['Suppressions'],
        summary: 'Suppress an address',
        description:
          "For an address whose owner wants no email and says so in another way. An address that is suppressed already stays as it is. The provider's lists are not changed.",
        request: { params, body: body(PutSuppression) },
        responses: {
          200: json(Suppression, 'The address was suppressed already, as shown.'),
          201: json(Suppression, 'The address is suppressed.'),
        },
      }),
      async (c) => {
        const key = c.get('key');
        const { address } = c.req.valid('param');
        const { detail = null } = c.req.valid('json');
        const { accountId } = key;
        const asked = { accountId, address, detail, by: actorOf(key), now: await clock() };
        const { suppression, isNew } = await addSuppression(await recording(c, deps), asked);
        if (!isNew) return c.json(suppressionView(suppression), 200);
        notifier.flagged(accountId);
        return c.json(suppressionView(suppression), 201);
      },
    )
    .openapi(
      keyedRoute('deliveries', {
        method: 'delete',
        path: '/v1/suppressions/{address}',
        operationId: 'deleteSuppression',
        tags: ['Suppressions'],
        summary: 'Lift a suppression',
        description:
          "First removes the address from the provider's lists as well; if that fails, it stays suppressed. Replies that were waiting for it are emailed as soon as they are due.",
        request: { params },
        responses: { 204: nothing('The suppression is lifted.'), 503: providerAway },
      }),
      async (c) => {
        const { accountId } = c.get('key');
        const { address } = c.req.valid('param');
        if ((await findSuppression(store, accountId, address)) === null) throw notFound('suppression');
        await providerSuppressions?.lift(address).catch(unanswered);
        if (!(await liftSuppression(await recording(c, deps), { accountId, address, now: await clock() })))
          throw notFound('suppression');
        notifier.flagged(accountId);
        return c.body(null, 204);
      },
    );
}

function unanswered(error: unknown): never {
  if (!(error instanceof ProviderAwayError)) throw error;
  throw problem('providerAway', error.message);
}
