import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type Problem, problemType } from '../contract/problem.ts';

/** The content of a problem document without its type, and the headers that go with it. */
export interface ProblemContent {
  readonly slug: string;
  readonly status: ContentfulStatusCode;
  readonly title: string;
  readonly detail?: string | undefined;
  readonly errors?: Problem['errors'];
  readonly reason?: Problem['reason'];
  readonly until?: Problem['until'];
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The request cannot be served as it is; nothing has been changed. It is answered with a problem document. */
export class ProblemError extends Error {
  readonly content: ProblemContent;

  constructor(content: ProblemContent) {
    super(content.detail ?? content.title);
    this.name = 'ProblemError';
    this.content = content;
  }
}

/** The document itself; undefined fields are left out. */
export function problemDocument({ slug, headers: _, ...content }: ProblemContent): Problem {
  const given = Object.entries(content).filter(([, value]) => value !== undefined);
  return { type: problemType(slug), ...Object.fromEntries(given) } as Problem;
}

/** The answer, with its media type. */
export function problemResponse(c: Context, { content }: ProblemError): Response {
  c.set('problem', content);
  const headers = { ...content.headers, 'content-type': 'application/problem+json' };
  return c.json(problemDocument(content), content.status, headers);
}
