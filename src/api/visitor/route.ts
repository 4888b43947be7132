import { createRoute } from '@hono/zod-openapi';
import * as problem from '../documentation/problem-answers.ts';
import type { Described } from '../routes.ts';
import { withStrictQuery } from '../strict-query.ts';
import { maxBytesOfJson } from '../validation.ts';

/** For bodies other than messages: they are short, and are read before anything is known about their sender. */
export const messagesPath = '/v1/visitor/messages';
export const maxBytesBesideMessages = 64 * 1_024;

/**
 * A route for the widget, authenticated by the site key in its body or by a session token. Its errors follow from that
 * and from what it accepts.
 */
export function visitorRoute<Path extends string, Route extends Described<Path>>(
  opensBy: 'site' | 'session',
  route: Route,
) {
  const { method, path } = route;
  const maxBytes = path === messagesPath ? maxBytesOfJson : maxBytesBesideMessages;
  const responses = {
    ...(method === 'get' ? {} : { 400: problem.notJson, 413: problem.tooLarge(maxBytes) }),
    403: problem.originNotAllowed,
    429: problem.tooManyRequests,
    ...route.responses,
    401: opensBy === 'site' ? problem.siteUnknown : problem.sessionUnknown,
    422: problem.invalidRequest,
    500: problem.internal,
    503: problem.storeAway,
  };
  const security = opensBy === 'site' ? [] : [{ visitorToken: [] }];
  return createRoute<Path, Route>({ ...route, request: withStrictQuery(route.request), security, responses });
}
