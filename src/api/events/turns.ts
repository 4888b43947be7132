/** How many may work at a time, and how many may wait for a turn, and how long. */
export interface TurnLimits {
  readonly most: number;
  /** How many one client may have at a time, so that it cannot keep out all the others. */
  readonly maxOfOne: number;
  readonly maxWaiting: number;
  readonly longestWaitMs: number;
}

/** Ends a turn; a second call does nothing. */
export type Turn = () => void;

/**
 * Gives turns in the order in which they are requested, passing over clients that have the maximum. Returns null if a
 * client left, if too many are waiting already, or if its turn did not come in time.
 */
export function turns({ most, maxOfOne, maxWaiting, longestWaitMs }: TurnLimits) {
  const running = new Map<string, number>();
  const waiting = new Set<{ readonly client: string; begin(): void }>();
  let total = 0;

  const isFree = (client: string) => total < most && (running.get(client) ?? 0) < maxOfOne;

  function begin(client: string): Turn {
    let hasEnded = false;
    total += 1;
    running.set(client, (running.get(client) ?? 0) + 1);
    return () => {
      if (hasEnded) return;
      hasEnded = true;
      total -= 1;
      const left = (running.get(client) ?? 0) - 1;
      if (left > 0) running.set(client, left);
      else running.delete(client);
      for (const next of waiting) if (isFree(next.client)) next.begin();
    };
  }

  return async (client: string, left: AbortSignal): Promise<Turn | null> => {
    if (left.aborted) return null;
    if (isFree(client)) return begin(client);
    if (waiting.size >= maxWaiting) return null;
    return new Promise((resolve) => {
      const place = { client, begin: () => settle(begin(client)) };
      const giveUp = () => settle(null);
      const patience = setTimeout(giveUp, longestWaitMs);
      function settle(turn: Turn | null): void {
        clearTimeout(patience);
        left.removeEventListener('abort', giveUp);
        waiting.delete(place);
        resolve(turn);
      }
      left.addEventListener('abort', giveUp, { once: true });
      waiting.add(place);
    });
  };
}
