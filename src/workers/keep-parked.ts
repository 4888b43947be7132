import {
  type ParkedConversation,
  parkedConversations,
  rememberParked,
} from '../store/deliveries/parked-conversations.ts';
import type { Clock } from '../store/mongo/clock.ts';
import type { Store } from '../store/mongo/store.ts';
import { wakeChanged } from '../temporal/wake-changed.ts';
import type { Keeper, Waker } from '../temporal/waker.ts';

export interface KeepDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly waker: Waker;
  readonly keeper: Keeper;
}

/** A walk over what is parked begins this often, and takes so many a round. */
const betweenWalksMs = 60_000;
const parkedARound = 20;

/**
 * A walk over the conversations with a parked delivery, which starts the workflows of those that have none, because
 * somebody ended it or Temporal's database was lost: nothing else wakes them, and Temporal would not show them. A
 * workflow that runs gets no signal, unless an older version did not remember why its delivery is parked. Each step
 * returns how many were looked at.
 */
export function keepingParked(deps: KeepDeps): () => Promise<number> {
  let walk: AsyncGenerator<ParkedConversation> | null = null;
  let restsUntil = 0;
  return async () => {
    if (walk === null) {
      const now = await deps.clock();
      if (now < restsUntil) return 0;
      restsUntil = now + betweenWalksMs;
      walk = parkedConversations(deps.store);
    }
    try {
      for (let taken = 0; taken < parkedARound; taken += 1) {
        const { value, done } = await walk.next();
        if (done === true) {
          walk = null;
          return taken;
        }
        await keepInView(deps, value);
      }
    } catch (error) {
      // The next walk begins anew, once Temporal or MongoDB is back.
      walk = null;
      throw error;
    }
    return parkedARound;
  };
}

async function keepInView({ store, clock, waker, keeper }: KeepDeps, parked: ParkedConversation): Promise<void> {
  if (parked.isForgotten) await wakeChanged(waker, await rememberParked(store, parked, await clock()));
  else await keeper.keep(parked);
}
