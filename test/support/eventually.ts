import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits for a satisfying answer and returns it; after the time limit, throws with the last one. It asks less often the
 * longer it has waited, because each question takes time of the processor that it waits for.
 */
export async function eventually<T>(
  ask: () => Promise<T>,
  isEnough: (answer: T) => boolean,
  timeoutMs = 60_000,
): Promise<T> {
  const begun = Date.now();
  for (;;) {
    const answer = await ask();
    if (isEnough(answer)) return answer;
    const waitedMs = Date.now() - begun;
    if (waitedMs > timeoutMs) throw new Error(`not within ${timeoutMs} ms; last: ${JSON.stringify(answer)}`);
    await pause(Math.min(500, 50 + waitedMs / 8));
  }
}
