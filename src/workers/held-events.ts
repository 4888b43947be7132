import type { Logger } from 'pino';
import type { ChannelAccess } from '../activities/deps.ts';
import { tendConnection } from '../activities/tend-channels.ts';
import { connectionsWithHeld, isToBeHeld, takeHeldEvents } from '../store/inbound/held-events.ts';
import type { Clock } from '../store/mongo/clock.ts';
import type { Store } from '../store/mongo/store.ts';
import type { Waker } from '../temporal/waker.ts';

export interface HeldEventsDeps {
  readonly store: Store;
  readonly waker: Waker;
  readonly clock: Clock;
  readonly log: Logger;
  /** Without it, Meta is asked nothing. */
  readonly channels?: ChannelAccess;
}

/** Meta is asked about a page this often while events of it wait. */
const askEveryMs = 60_000;

/**
 * A round that hands events of pages which Meta has confirmed meanwhile to their accounts, and asks Meta about the others:
 * a visitor waits for an answer, and perhaps nothing else comes that would have it asked.
 */
export function handingOverHeld(deps: HeldEventsDeps): () => Promise<void> {
  const { store, waker, clock, log, channels } = deps;
  let asked = new Map<string, number>();
  return async () => {
    const now = await clock();
    const connections = await connectionsWithHeld(store);
    const taken = await takeHeldEvents(store, connections, now);
    for (const { _id } of taken)
      await waker
        .wakeInbound(_id)
        .catch((error) => log.warn({ err: error }, 'an event will be processed a little later'));
    asked = new Map([...asked].filter(([, at]) => at > now - askEveryMs));
    if (channels === undefined) return;
    for (const connection of connections.filter(isToBeHeld)) {
      if (asked.has(connection._id)) continue;
      asked.set(connection._id, now);
      await tendConnection({ store, clock, log }, channels, connection);
    }
  };
}
