import { ProblemError } from '../../../../packages/client/src/problem-error.ts';
import type { Trouble } from '../chat.ts';

/** What the visitor is told about a call that failed. */
export function troubleOf(error: unknown): Trouble {
  // There was no answer; whether the network or the service is away, only the browser may know.
  if (!(error instanceof ProblemError)) return { kind: navigator.onLine ? 'unavailable' : 'offline' };
  const { slug, status, problem } = error;
  if (slug === 'origin-not-allowed') return { kind: 'notAllowedHere' };
  if (slug === 'code-not-valid') return { kind: 'linkNotValid' };
  if (slug === 'identity-not-valid') return { kind: 'signInAgain' };
  if (slug === 'too-large') return { kind: 'tooLarge', maxBytes: Number(problem?.detail?.match(/\d+/)?.[0] ?? 0) };
  if (problem === null || status >= 500 || slug === 'site-unknown') return { kind: 'unavailable' };
  if (status === 429 && mayPass(error)) return { kind: 'tooFast' };
  if (slug === 'too-many-addresses') return { kind: 'tooManyAddresses' };
  if (slug === 'too-many-held') return { kind: 'tooManyHeld' };
  if (slug?.startsWith('attachment')) return { kind: 'filesRefused' };
  if (problem.errors?.[0]?.path.endsWith('email')) return { kind: 'emailNotValid' };
  return { kind: 'refused' };
}

/** Whether the same call may succeed later. */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof ProblemError)) return true;
  return error.status >= 500 || error.status === 408 || (error.status === 429 && error.slug !== 'too-many-addresses');
}

export const isSessionOver = (error: unknown) => error instanceof ProblemError && error.slug === 'session-unknown';

/** How long to wait before a call is tried again, after so many failures in a row. */
export function waitMs(error: unknown, tries: number): number {
  const asked = error instanceof ProblemError ? (error.retryAfterSeconds ?? 0) : 0;
  return Math.max(asked * 1_000, Math.min(1_000 * 2 ** tries, 30_000));
}
