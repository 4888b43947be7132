/** The client never waits longer before a retry; if the API asks for more, the call rejects at once. */
export const longestWaitSeconds = 60;

/** The seconds that Retry-After asks for (RFC 9110 section 10.2.3); null if it does not say. */
export function retryAfterSeconds(response: Response): number | null {
  const seconds = response.headers.get('retry-after');
  return seconds && /^\d+$/.test(seconds) ? Number(seconds) : null;
}

/** Half a second, doubled each time; half of it is random, so that many clients do not return at the same moment. */
export function backoffMs(tries: number, chance = Math.random()): number {
  const whole = Math.min(500 * 2 ** tries, 30_000);
  return Math.round(whole / 2 + (whole / 2) * chance);
}
