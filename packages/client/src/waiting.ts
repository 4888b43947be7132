/** Nobody waits longer for one call; whoever is asked to is told at once. */
export const longestWaitSeconds = 60;

/** What Retry-After asks for (RFC 9110 10.2.3, in seconds); null where it does not say. */
export function retryAfterSeconds(response: Response): number | null {
  const seconds = response.headers.get('retry-after');
  return seconds && /^\d+$/.test(seconds) ? Number(seconds) : null;
}

/** Half a second, doubled each time, half of it left to chance so that many clients do not come back at once. */
export function backoffMs(tries: number, chance = Math.random()): number {
  const whole = Math.min(500 * 2 ** tries, 30_000);
  return Math.round(whole / 2 + (whole / 2) * chance);
}
