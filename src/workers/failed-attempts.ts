import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { Activities } from '../activities/activities.ts';
import type { FailedAttempt } from '../activities/attempt-result.ts';

/**
 * An attempt that the provider did not accept is a failed activity in Temporal's history, with its reason, so that nobody
 * has to look for it in results. What follows is recorded already: the workflow looks, as after any failure.
 */
export const withFailedAttempts =
  (deliver: Activities['deliver']): Activities['deliver'] =>
  async (ref, deliveryId) => {
    const { failed, ...next } = await deliver(ref, deliveryId);
    if (failed === undefined) return next;
    // What providers refuse is told by metrics and the log already: it is no error of the worker.
    const category = ApplicationFailureCategory.BENIGN;
    throw ApplicationFailure.create({ type: failed.end, message: wordsOf(failed), category, nonRetryable: true });
  };

function wordsOf({ end, reason, status, code }: FailedAttempt): string {
  const what = end === 'unknown' ? 'it is unknown whether it was sent' : end;
  const answer = status === null ? (code ?? 'no answer') : `status ${status}`;
  return [reason === null ? what : `${what}: ${reason}`, answer].join(', ');
}
