/** Temporal has recently not answered, so it was not called: the error is not this call's own. */
export class TemporalRestingError extends Error {
  constructor(cause: unknown) {
    super('Temporal is unavailable; the sweeper follows up', { cause });
    this.name = 'TemporalRestingError';
  }
}
