import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { isStoreAway } from '../store/mongo/transaction.ts';
import { fine, type PartCondition, unfit } from './condition.ts';

/** How long to rest before the next try. */
const usualRests = { whileAwayMs: 5_000, afterFailureMs: 60_000 };

export interface Indexing {
  /** Settles with the first try: rejects if it failed though MongoDB is there. */
  readonly firstTry: Promise<void>;
  condition(): PartCondition;
  stop(): void;
}

/**
 * Makes the indexes until they are made: again once a MongoDB that is away is back, and from time to time where they
 * cannot be made, which is told.
 */
export function keepIndexing(
  log: Logger,
  make: () => Promise<void>,
  { whileAwayMs, afterFailureMs } = usualRests,
): Indexing {
  const stopping = new AbortController();
  let condition: PartCondition = unfit('indexes are being created');
  const once = async () => {
    await make();
    condition = fine;
  };
  const firstTry = once();
  void rest(firstTry);
  const told = firstTry.catch(unlessAway);
  // Whoever gave up waiting for it reads the condition.
  told.catch(() => {});
  return { firstTry: told, condition: () => condition, stop: () => stopping.abort() };

  async function rest(trying: Promise<void>): Promise<void> {
    for (let current = trying; ; current = once()) {
      try {
        await current;
        return;
      } catch (error) {
        if (stopping.signal.aborted) return;
        const isAway = isStoreAway(error);
        condition = unfit(
          isAway
            ? 'MongoDB is unavailable; the indexes will be created once it is back'
            : `indexes cannot be created, so requests are slow and uniqueness is not enforced: ${wordsOf(error)}`,
        );
        log[isAway ? 'warn' : 'error']({ err: error }, condition.says ?? '');
        await pause(isAway ? whileAwayMs : afterFailureMs, undefined, { ref: false, signal: stopping.signal }).catch(
          () => {},
        );
      }
    }
  }
}

function unlessAway(error: unknown): void {
  if (!isStoreAway(error)) throw error;
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
