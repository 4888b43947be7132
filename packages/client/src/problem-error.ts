import type { Problem } from './types.ts';

/**
 * The API's answer was not a success; contains its problem document. Not for network failures, which reject with
 * fetch's own error.
 */
export class ProblemError extends Error {
  readonly status: number;
  /** Null if something in front of the API answered, such as a proxy. */
  readonly problem: Problem | null;
  /** How long to wait before the next try, if the answer says so, as 429 and 503 do. */
  readonly retryAfterSeconds: number | null;

  constructor(call: string, status: number, problem: Problem | null, retryAfterSeconds: number | null) {
    super(`${call} was answered ${status}: ${JSON.stringify(problem)}`);
    this.name = 'ProblemError';
    this.status = status;
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The last part of the problem's stable type, such as `id-taken`. */
  get slug(): string | null {
    return this.problem?.type.split(':').at(-1) ?? null;
  }
}
