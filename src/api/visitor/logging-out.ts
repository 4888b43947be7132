import { OpenAPIHono } from '@hono/zod-openapi';
import { endSession } from '../../store/conversations/ended-sessions.ts';
import { clientAddress } from '../client-address.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { rateLimit } from '../rate-limit.ts';
import { nothing } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { visitorRoute } from './route.ts';
import { usableSeconds } from './session-token.ts';

/** So that the next person at the same browser sees nothing of the conversation (api.md Visitors). */
export function loggingOut({ store, clock, notifier, trustProxy = false }: ApiDeps) {
  // Anybody can begin sessions without end, and an ended one is remembered for weeks.
  const perAddress = rateLimit('sessions without a message ended from one address', 60, 3_600);
  return new OpenAPIHono<ApiEnv>({ defaultHook }).openapi(
    visitorRoute('session', {
      method: 'delete',
      path: '/v1/visitor/session',
      operationId: 'deleteVisitorSession',
      tags: ['Visitors'],
      summary: "End the visitor's session",
      description:
        'Its token stops working, as do all that were renewed from it and those of sessions resumed with it, and its event streams end within seconds. The tabs that reported with it count as left. The conversation and its address stay: replies are emailed, and with `identityToken` the visitor finds it again.',
      responses: { 204: nothing('The session has ended.') },
    }),
    async (c) => {
      const { claims } = c.get('visitor');
      const now = await clock();
      if (!claims.hasBegun) perAddress.take(clientAddress(c, trustProxy), now);
      const expiresAt = new Date(now + usableSeconds * 1_000);
      notifier.changed(await endSession(store, { ...claims, expiresAt, now }));
      c.set('hasLoggedOut', true);
      return c.body(null, 204);
    },
  );
}
