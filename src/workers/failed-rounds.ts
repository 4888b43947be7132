import type { Logger } from 'pino';
import { storeFitness } from '../operating/mongodb-condition.ts';
import { refusedUser } from '../store/mongo/server.ts';
import type { Store } from '../store/mongo/store.ts';
import { isStoreAway } from '../store/mongo/transaction.ts';

/** Logs why a round failed; but that MongoDB is away or refuses the user is told once, as the worker's condition. */
export function failedRounds(store: Store, log: Logger): (error: unknown, says: string) => Promise<void> {
  const fitness = storeFitness(store);
  return async (error, says) => {
    const isOfStore = isStoreAway(error) || refusedUser(error) !== null;
    const isTold = isOfStore && (await fitness()).state !== 'ok';
    log[isTold ? 'debug' : 'warn']({ err: error }, says);
  };
}
