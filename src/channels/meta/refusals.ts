import { z } from 'zod';
import type { GraphAnswer } from './graph.ts';

/** Errors as the Graph API tells them (developers.facebook.com/docs/graph-api/guides/error-handling). */
const ErrorBody = z.object({
  error: z.object({
    code: z.number(),
    error_subcode: z.number().optional(),
    is_transient: z.boolean().optional(),
  }),
});

/**
 * Why something was not told when Meta was asked about a page. `away`: ask again later; the others last until a person
 * changes something.
 */
export type Refusal =
  | { readonly kind: 'away'; readonly why: string }
  | { readonly kind: 'tokenDead' }
  | { readonly kind: 'permission' }
  | { readonly kind: 'other'; readonly code: string };

/** An unknown error, an unavailable service, and the limits of calls of an app, a person, a page and in general. */
const passing = new Set([1, 2, 4, 17, 32, 341, 613]);
/** The token, or the session that it stands for, has ended. */
const dead = new Set([102, 190]);

const isOfPermissions = (code: number) => code === 3 || code === 10 || (code >= 200 && code <= 299);

/** Null if it is no refusal but a success. */
export function refusalOf(answer: GraphAnswer): Refusal | null {
  if (answer.kind !== 'answered') return { kind: 'away', why: answer.code };
  const { status, body } = answer;
  const told = ErrorBody.safeParse(body);
  if (!told.success) {
    if (status >= 200 && status < 300) return null;
    return status === 429 || status >= 500
      ? { kind: 'away', why: String(status) }
      : { kind: 'other', code: String(status) };
  }
  const { code, error_subcode: subcode, is_transient: isTransient = false } = told.data.error;
  if (dead.has(code)) return { kind: 'tokenDead' };
  if (isOfPermissions(code)) return { kind: 'permission' };
  if (isTransient || passing.has(code) || status >= 500) return { kind: 'away', why: `error ${code}` };
  return { kind: 'other', code: subcode === undefined ? String(code) : `${code}/${subcode}` };
}
