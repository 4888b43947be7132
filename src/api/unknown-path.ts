import type { Hono, NotFoundHandler } from 'hono';
import type { ApiEnv } from './env.ts';
import { problemResponse } from './problem-error.ts';
import { problem } from './problems.ts';

/** 405 if the path has other methods, which Allow lists (RFC 9110 section 15.5.6), else 404. */
export function unknownPath(app: Hono<ApiEnv>): NotFoundHandler<ApiEnv> {
  return (c) => {
    const asked = c.req.path.split('/');
    const routes = app.routes.filter(({ method, path }) => method !== 'ALL' && fits(asked, path.split('/')));
    const methods = new Set(routes.map(({ method }) => method));
    const allowed = [...methods].sort().join(', ');
    return problemResponse(c, methods.size === 0 ? problem('pathUnknown') : problem('methodNotAllowed', allowed));
  };
}

const fits = (asked: readonly string[], route: readonly string[]) =>
  asked.length === route.length && route.every((part, index) => part === asked[index] || isPlace(part, asked[index]));

const isPlace = (part: string, value: string | undefined) => part.startsWith(':') && value !== '';
