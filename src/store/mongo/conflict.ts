import type { OutcomeReason } from '../../contract/outcomes.ts';

/** The request does not fit the current state; `slug` names the problem, and the message says what to do. Not a bug. */
export class ConflictError extends Error {
  readonly slug: string;
  /** Why, if the table of outcomes has this reason. */
  readonly reason: OutcomeReason | null;

  /** When this state ends at the latest, if known; epoch milliseconds. */
  readonly until: number | null;

  constructor(slug: string, message: string, reason: OutcomeReason | null = null, until: number | null = null) {
    super(message);
    this.name = 'ConflictError';
    this.slug = slug;
    this.reason = reason;
    this.until = until;
  }
}
