/** Temporal did not answer lately, so it was not asked: not an error of the call's own. */
export class TemporalRestingError extends Error {
  constructor(cause: unknown) {
    super('Temporal is unavailable; the sweeper follows up', { cause });
    this.name = 'TemporalRestingError';
  }
}
