import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { refusedUser } from '../store/mongo/server.ts';
import { isStoreAway } from '../store/mongo/transaction.ts';
import { fine, type PartCondition, unfit } from './condition.ts';

/** How long to wait before the next try. */
const usualRests = { whileAwayMs: 5_000, afterFailureMs: 60_000 };

export interface Indexing {
  /** Settles with the first try; rejects if that failed for another reason than that MongoDB is away. */
  readonly firstTry: Promise<void>;
  condition(): PartCondition;
  stop(): void;
}

/**
 * Creates the indexes, and tries again until they exist: once MongoDB is back if it is away, and from time to time,
 * with an error in the log, if they cannot be created.
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
  // A caller that no longer waits for it reads the condition.
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
            : `indexes cannot be created, so requests are slow and uniqueness is not enforced: ${refusedUser(error) ?? wordsOf(error)}`,
        );
        // That MongoDB is away is told with its own condition.
        if (!isAway) log.error({ err: error }, condition.says ?? '');
        await pause(isAway ? whileAwayMs : afterFailureMs, undefined, { ref: false, signal: stopping.signal }).catch(
          () => {},
        );
      }
    }
  }
}

function unlessAway(error: unknown): void {
  if (isStoreAway(error)) return;
  const refused = refusedUser(error);
  throw refused === null ? error : new Error(`MongoDB cannot be used: ${refused}`, { cause: error });
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
