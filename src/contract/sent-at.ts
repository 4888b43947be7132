import { Timestamp } from './primitives.ts';

/** Beside `at`: the same clock at the moment of sending, so that whatever is wrong with it cancels out. */
export const SentAt = Timestamp.optional().describe(
  "the client's clock as it sends this: `at` then counts by how long before that it was, however wrong the clock is",
);
