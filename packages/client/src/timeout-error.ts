/**
 * The last try of a request had no answer in time. The request may have been carried out nevertheless. Not for the
 * caller's own signal, which rejects with its reason.
 */
export class TimeoutError extends Error {
  readonly timeoutSeconds: number;

  constructor(call: string, timeoutSeconds: number) {
    super(`${call} was not answered within ${timeoutSeconds} seconds`);
    this.name = 'TimeoutError';
    this.timeoutSeconds = timeoutSeconds;
  }
}
