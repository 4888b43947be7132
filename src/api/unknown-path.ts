import type { Hono, NotFoundHandler } from 'hono';
import type { ApiEnv } from './env.ts';
import { ProblemError, problemResponse } from './problems.ts';

/** 405 where the path is known by other methods, which Allow names (RFC 9110 section 15.5.6), else 404. */
export function unknownPath(app: Hono<ApiEnv>): NotFoundHandler<ApiEnv> {
  return (c) => {
    const asked = c.req.path.split('/');
    const routes = app.routes.filter(({ method, path }) => method !== 'ALL' && fits(asked, path.split('/')));
    const methods = new Set(routes.map(({ method }) => method));
    return problemResponse(c, methods.size === 0 ? noSuchPath() : otherMethod([...methods].sort().join(', ')));
  };
}

const fits = (asked: readonly string[], route: readonly string[]) =>
  asked.length === route.length && route.every((part, index) => part === asked[index] || isPlace(part, asked[index]));

const isPlace = (part: string, value: string | undefined) => part.startsWith(':') && value !== '';

const noSuchPath = () =>
  new ProblemError(404, 'not-found', 'Not found', 'There is no such path; /docs lists those that there are.');

const otherMethod = (allow: string) =>
  new ProblemError(405, 'method-not-allowed', 'The method is not allowed', `This path takes ${allow}.`, {
    headers: { allow },
  });
