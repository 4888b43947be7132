import type { RouteConfig } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import { invalidRequest } from './invalid-request.ts';

type Request = NonNullable<RouteConfig['request']>;

/**
 * A route's request whose query accepts only what is described, even if that is nothing: a misspelt filter that is
 * ignored would return everything.
 */
export function withStrictQuery(request: Request = {}): Request {
  const { query = z.object({}) } = request;
  if (!(query instanceof z.ZodObject)) throw new TypeError('a query is described by an object schema');
  return { ...request, query: query.strict() };
}

/** The same for routes that are served without OpenAPIHono's validation. Throws the 422. */
export function assertNoQuery(c: Context): void {
  const parsed = z.strictObject({}).safeParse(c.req.query());
  if (!parsed.success) throw invalidRequest(parsed.error, 'query');
}
