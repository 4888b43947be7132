/** One error in what was sent. */
export interface InputError {
  readonly path: string;
  readonly message: string;
}

export interface Problem {
  /** A stable slug, as in the product's own API. */
  readonly type: 'not-found' | 'not-json' | 'invalid-input' | 'no-webhook' | 'origin-not-allowed' | 'too-many-streams';
  readonly title: string;
  readonly status: 400 | 403 | 404 | 409 | 422 | 503;
  readonly detail: string;
  readonly errors?: readonly InputError[];
}

/** A problem document (RFC 9457). */
export function problemResponse(problem: Problem): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json' },
  });
}
