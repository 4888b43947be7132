import type { OutcomeReason } from '../../contract/outcomes.ts';

/** What was asked does not fit the present state; `slug` names the problem, the message tells what to do. Not a bug. */
export class ConflictError extends Error {
  readonly slug: string;
  /** Why, where the table of outcomes has a word for it. */
  readonly reason: OutcomeReason | null;

  /** Until when it stays so at most, where known; epoch milliseconds. */
  readonly until: number | null;

  constructor(slug: string, message: string, reason: OutcomeReason | null = null, until: number | null = null) {
    super(message);
    this.name = 'ConflictError';
    this.slug = slug;
    this.reason = reason;
    this.until = until;
  }
}
