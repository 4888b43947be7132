/** The result of one check of the deployment: what was found and, unless all is well, what to do. */
export type Finding =
  | { readonly check: string; readonly state: 'ok'; readonly says: string; readonly todo: null }
  | { readonly check: string; readonly state: 'failed' | 'skipped'; readonly says: string; readonly todo: string };

export const ok = (check: string, says: string): Finding => ({ check, state: 'ok', says, todo: null });

export const failed = (check: string, says: string, todo: string): Finding => ({ check, state: 'failed', says, todo });

/** It could not be checked, which by itself is no fault. */
export const skipped = (check: string, says: string, todo: string): Finding => ({
  check,
  state: 'skipped',
  says,
  todo,
});

/** An error in a few words, on one line. An AggregateError without a message is described by its first error. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.message || (error instanceof AggregateError ? wordsOf(error.errors[0]) : error.name);
  return (text.split('\n')[0] ?? '').slice(0, 200);
}
