import type { SendResult } from '../channels/channel.ts';
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
