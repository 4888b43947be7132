import type { ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { ConflictError } from '../store/mongo/conflict.ts';
import { isStoreAway } from '../store/mongo/transaction.ts';
import type { ApiEnv, BasicDeps } from './env.ts';
import { ProblemError, problemResponse } from './problems.ts';

const retryAfterSeconds = 5;

/** The one place where errors become answers. */
export function errorHandler({ log }: Pick<BasicDeps, 'log'>): ErrorHandler<ApiEnv> {
  return (error, c) => {
    const problem = problemOf(error);
    if (problem.status >= 500)
      log.error({ err: error, method: c.req.method, route: c.req.routePath, status: problem.status }, problem.title);
    return problemResponse(c, problem);
  };
}

/** What an error is to whoever asked. */
export function problemOf(error: Error): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof ConflictError)
    return new ProblemError(409, error.slug, 'It does not fit the present state', error.message, {
      ...(error.reason === null ? {} : { reason: error.reason }),
      ...(error.until === null ? {} : { until: new Date(error.until).toISOString() }),
    });
  if (error instanceof HTTPException && (error.status === 400 || error.status === 415))
    return new ProblemError(400, 'not-json', 'The body is not JSON', 'Send a JSON document in UTF-8.');
  if (error instanceof HTTPException)
    return new ProblemError(error.status as 500, 'http-error', 'The request was refused', error.message);
  if (isStoreAway(error))
    return new ProblemError(503, 'store-away', 'The database is away', 'Nothing was changed for certain; try again.', {
      headers: { 'retry-after': String(retryAfterSeconds) },
    });
  return new ProblemError(500, 'internal', 'Something went wrong on our side');
}
