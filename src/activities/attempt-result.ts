import type { SendResult } from '../channels/channel.ts';
import type { ParkedReason } from '../contract/outcomes.ts';
import type { AttemptEnd } from '../policy/delivery/attempt-ends.ts';

/** A process that was frozen between the record and the call sends nothing. */
export const tooLate: SendResult = {
  kind: 'refused',
  reason: 'providerBusy',
  retryAfterSeconds: null,
  status: null,
  code: null,
  message: 'not sent: it was too late for it',
  detail: null,
};

/** How an attempt ended, by what the adapter saw. */
export function endOf(result: SendResult): AttemptEnd {
  const { status, code, message, detail, ...meaning } = result;
  return { ...meaning, result: detail === null ? message : `${message}: ${detail}` };
}

/** An attempt that the provider did not accept, without its words, which may quote an address (design P8). */
export interface FailedAttempt {
  readonly end: Exclude<SendResult['kind'], 'accepted'>;
  readonly reason: ParkedReason | null;
  /** The status of its answer; null if there was none. */
  readonly status: number | null;
  /** The system's name of a network error. */
  readonly code: string | null;
}

export function failedBy(result: Exclude<SendResult, { kind: 'accepted' }>): FailedAttempt {
  const { kind: end, status, code } = result;
  return { end, reason: 'reason' in result ? result.reason : null, status, code };
}
