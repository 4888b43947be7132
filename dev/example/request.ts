import type { Request } from '../chat.ts';

const patienceSeconds = 10;

/**
 * Spreads requests over the APIs in turn; what one cannot be reached for goes to the next, as behind a load balancer.
 * That repeats nothing twice, since ids are ours. Requests end when `stop` says so.
 */
export function requestTo(apis: readonly string[], stop: AbortSignal): Request {
  let turns = 0;
  return async (path, init) => {
    const turn = turns++;
    for (let tries = 1; ; tries += 1) {
      const signal = AbortSignal.any([stop, AbortSignal.timeout(patienceSeconds * 1000)]);
      try {
        return await fetch(`${apis[(turn + tries) % apis.length]}${path}`, { ...init, signal });
      } catch (error) {
        if (tries >= apis.length || signal.aborted) throw error;
      }
    }
  };
}
