import { createRoute, type RouteConfig } from '@hono/zod-openapi';
import * as problem from '../documentation/problem-answers.ts';
import type { TagName } from '../documentation/tags.ts';
import { withStrictQuery } from '../strict-query.ts';
import { maxBytesOfJson } from '../validation.ts';

/** What a visitor's route tells of itself, beyond what OpenAPIHono needs to serve it. */
type Described<Path extends string> = Omit<RouteConfig, 'path'> & {
  readonly path: Path;
  readonly operationId: string;
  readonly tags: [TagName];
  readonly summary: string;
};

/**
 * A route for the widget: opened by the site's key in its body, or by a session's token. What may go wrong follows from
 * that and from what it takes.
 */
export function visitorRoute<Path extends string, Route extends Described<Path>>(
  opensBy: 'site' | 'session',
  route: Route,
) {
  const { method } = route;
  const responses = {
    ...(method === 'get' ? {} : { 400: problem.notJson, 413: problem.tooLarge(maxBytesOfJson) }),
    429: problem.tooManyRequests,
    ...route.responses,
    401: opensBy === 'site' ? problem.siteUnknown : problem.sessionUnknown,
    403: problem.originNotAllowed,
    422: problem.invalidRequest,
    500: problem.internal,
    503: problem.storeAway,
  };
  const security = opensBy === 'site' ? [] : [{ visitorToken: [] }];
  return createRoute<Path, Route>({ ...route, request: withStrictQuery(route.request), security, responses });
}
