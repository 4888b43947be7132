import type { Context, ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { NotAttachableError } from '../store/attachments/uploads.ts';
import { ConflictError } from '../store/mongo/conflict.ts';
import { isStoreAway } from '../store/mongo/transaction.ts';
import type { ApiEnv, BasicDeps } from './env.ts';
import { invalidFields } from './invalid-request.ts';
import { aboutRequest } from './operator/request-log.ts';
import { ProblemError, problemResponse } from './problem-error.ts';
import { problem } from './problems.ts';

/** The one place where errors become answers. */
export function errorHandler(deps: Pick<BasicDeps, 'log'>): ErrorHandler<ApiEnv> {
  return (error, c) => problemResponse(c, toldProblemOf(deps, c, error));
}

/** The problem that an error is answered as. What is our fault is logged; the rest is by what logs refusals. */
export function toldProblemOf({ log }: Pick<BasicDeps, 'log'>, c: Context<ApiEnv>, error: Error): ProblemError {
  const answered = problemOf(error);
  const { status, title } = answered.content;
  c.set('problem', answered.content);
  if (status >= 500) log.error({ err: error, ...aboutRequest(c, status) }, title);
  return answered;
}

/** The problem that an error is answered as. */
export function problemOf(error: Error): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof ConflictError) return conflictOf(error);
  if (error instanceof NotAttachableError)
    return invalidFields([
      {
        path: error.index === null ? 'attachments' : `attachments.${error.index}`,
        ...error.fault,
        message: error.message,
      },
    ]);
  if (error instanceof HTTPException && (error.status === 400 || error.status === 415)) return problem('brokenJson');
  if (error instanceof HTTPException)
    return new ProblemError({
      ...problem('refused', error.message).content,
      status: error.status as ContentfulStatusCode,
    });
  if (isStoreAway(error)) return problem('storeAway');
  return problem('internal');
}

function conflictOf({ slug, message, reason, until }: ConflictError): ProblemError {
  return new ProblemError({
    ...problem('conflict', message).content,
    slug,
    ...(reason === null ? {} : { reason }),
    ...(until === null ? {} : { until: new Date(until).toISOString() }),
  });
}
