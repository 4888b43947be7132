import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';
import { type Problem, problemType } from '../contract/problem.ts';

/** A request that cannot be served as it is: answered as a problem document, and nothing has been changed. */
export class ProblemError extends Error {
  readonly status: ContentfulStatusCode;
  readonly slug: string;
  readonly title: string;
  readonly errors: Problem['errors'];
  readonly reason: Problem['reason'];
  readonly until: Problem['until'];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: ContentfulStatusCode,
    slug: string,
    title: string,
    detail?: string,
    more: {
      readonly errors?: Problem['errors'];
      readonly reason?: Problem['reason'];
      readonly until?: Problem['until'];
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(detail ?? title);
    this.name = 'ProblemError';
    this.status = status;
    this.slug = slug;
    this.title = title;
    this.errors = more.errors;
    this.reason = more.reason;
    this.until = more.until;
    this.headers = more.headers ?? {};
  }
}

/** The problem document of an error, with its media type. */
export function problemResponse(c: Context, problem: ProblemError): Response {
  const { status, slug, title, message, errors, reason, until, headers } = problem;
  const body: Problem = {
    type: problemType(slug),
    title,
    status,
    ...(message === title ? {} : { detail: message }),
    ...(errors === undefined ? {} : { errors }),
    ...(reason === undefined ? {} : { reason }),
    ...(until === undefined ? {} : { until }),
  };
  return c.json(body, status, { ...headers, 'content-type': 'application/problem+json' });
}

export const notFound = (what: string) =>
  new ProblemError(404, 'not-found', 'Not found', `There is no such ${what} in this account.`);

/** So many are told of one request, each path so long at most: who sends nonsense is answered in few words. */
const mostErrors = 20;
const longestPath = 200;

/** What a schema found wrong, each with the path of its field. */
export function invalidRequest(error: z.core.$ZodError, where: string): ProblemError {
  const all = error.issues.slice(0, mostErrors).flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [{ path: pathOf(issue.path), message: issue.message }];
    const message = where === 'query' ? 'is not a known parameter' : issue.message;
    return issue.keys.slice(0, mostErrors).map((key) => ({ path: pathOf([...issue.path, key]), message }));
  });
  const errors = all.slice(0, mostErrors);
  const fields = errors.map(({ path }) => path || where).join(', ');
  return new ProblemError(422, 'invalid-request', 'The request is not valid', `See errors: ${fields}.`, { errors });
}

const pathOf = (path: readonly PropertyKey[]) => path.join('.').slice(0, longestPath);
