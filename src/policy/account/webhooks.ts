/** How long webhooks are tried, and how often. */

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** An event that is not taken for this long is given up; it can be replayed. */
export const giveUpAfterMs = dayMs;
/** A webhook of which nothing was taken for this long is disabled. */
export const disableAfterMs = 3 * dayMs;
/** How long an event can be replayed after it was given up. */
export const failuresKeptMs = 7 * dayMs;

const firstWaitMs = 5_000;

/** How long after its latest failed attempt an event is posted again. */
export const eventBackOffMs = (attempts: number): number => Math.min(firstWaitMs * 2 ** (attempts - 1), hourMs);

/** How long nothing is posted to an endpoint that took none of the latest; then one event tries it. */
export const endpointRestMs = (failuresInARow: number): number =>
  Math.min(firstWaitMs * 2 ** (failuresInARow - 1), 10 * minuteMs);
