import type { Request } from '../chat.ts';

const patienceSeconds = 10;

/**
 * Spreads requests over the APIs in turn. If one cannot be reached, the request goes to the next, as behind a load
 * balancer; nothing is done twice, because we choose the ids. Requests end when `stop` is aborted.
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
