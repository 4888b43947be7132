import { OpenAPIHono } from '@hono/zod-openapi';
import { addressKey } from '../../contract/email-address.ts';
import { PostRestoreLink } from '../../contract/visitors.ts';
import { findAccountOfSite } from '../../store/accounts/accounts.ts';
import { keepRestoreRequest, maxRestoreMails } from '../../store/addresses/restore-requests.ts';
import { clientAddress } from '../client-address.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { problem } from '../problems.ts';
import { rateLimit } from '../rate-limit.ts';
import { body, nothing } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { assertOrigin } from './origins.ts';
import { visitorRoute } from './route.ts';

const post = visitorRoute('site', {
  method: 'post',
  path: '/v1/visitor/restore-link',
  operationId: 'postRestoreLink',
  tags: ['Visitors'],
  summary: 'Email links back to the conversations of an address',
  description:
    'For a visitor who is in another browser. If the address is known, it gets an email with links to its newest conversations, at most 5. Whether it is known cannot be told from the answer, nor whether a limit has been reached: an address gets at most 3 such emails an hour and 10 a day, and 10 requests an hour from one network address are carried out.',
  request: { body: body(PostRestoreLink) },
  responses: { 202: nothing('The request is stored, whether the address is known or not.') },
});

/** Leads visitors back to their conversations by an email (api.md Visitors). */
export function restoreLinks({ store, clock, notifier, trustProxy = false }: ApiDeps) {
  const perClient = rateLimit('requests for links from one address', 30, 60);
  const carriedOut = rateLimit('requests for links from one address', 10, 3_600);
  const perAddress = rateLimit('requests for links to one address', maxRestoreMails.anHour, 3_600);

  const app = new OpenAPIHono<ApiEnv>({ defaultHook });
  // Before the body is parsed, because that costs something too.
  app.post(post.path, async (c, next) => {
    perClient.take(clientAddress(c, trustProxy), await clock());
    await next();
  });
  return app.openapi(post, async (c) => {
    const { siteKey, email } = c.req.valid('json');
    const now = await clock();
    const account = await findAccountOfSite(store, siteKey);
    if (account === null) throw problem('siteUnknown');
    assertOrigin(c, account);
    const isWithin =
      carriedOut.takeQuietly(clientAddress(c, trustProxy), now) &&
      perAddress.takeQuietly(`${account._id}:${addressKey(email)}`, now);
    if (isWithin) {
      const request = await keepRestoreRequest(store, { accountId: account._id, address: email, now });
      notifier.restoreLinkAsked(account._id, request._id);
    }
    return c.body(null, 202);
  });
}
