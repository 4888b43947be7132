import { Timestamp } from './primitives.ts';

/** Accompanies `at`: the same clock at the moment of sending, so that its error cancels out. */
export const SentAt = Timestamp.optional().describe(
  "the client's clock at the moment of sending: only the time between `at` and this counts, however wrong the clock is",
);
