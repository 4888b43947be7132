/**
 * A request had no answer in time, in the last of its tries. It may have been carried out all the same. Not for a signal of
 * the caller's own, which rejects with its reason.
 */
export class TimeoutError extends Error {
  readonly timeoutSeconds: number;

  constructor(call: string, timeoutSeconds: number) {
    super(`${call} was not answered within ${timeoutSeconds} seconds`);
    this.name = 'TimeoutError';
    this.timeoutSeconds = timeoutSeconds;
  }
}
