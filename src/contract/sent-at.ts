import { Timestamp } from './primitives.ts';

/** Accompanies `at`: the same clock at the moment of sending, so that its error cancels out. */
export const SentAt = Timestamp.optional().describe(
  "the client's clock at the moment of sending; `at` then counts as far before arrival as it is before this, however wrong the clock is",
);
