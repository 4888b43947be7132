import {
  type ClientSession,
  MongoBulkWriteError,
  MongoClientClosedError,
  MongoError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} from 'mongodb';
import type { Store } from './store.ts';

/**
 * A transaction ends within 5 s, including its repetitions and its commit (design, the alarm protocol). The driver has
 * no limit of its own, so the commit must begin within `workMs`, and the server gives up on it after `commitMs`.
 */
const workMs = 3_000;
const commitMs = 2_000;
const longestPauseMs = 100;

/**
 * Runs `work` in one transaction on a snapshot. It is repeated on write conflicts, and also on network errors, which
 * occur when mongod dies; so `work` must be idempotent. It must use the session that it is given.
 */
export async function inTransaction<T>(store: Store, work: (session: ClientSession) => Promise<T>): Promise<T> {
  const deadline = performance.now() + workMs;
  for (let tries = 1; ; tries += 1) {
    try {
      return await transactionOnce(store, work, deadline);
    } catch (error) {
      if (!isWorthRepeating(error) || performance.now() > deadline) throw error;
      const pauseMs = Math.random() * Math.min(5 * 2 ** tries, longestPauseMs);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

const toTell = new WeakMap<ClientSession, (() => void)[]>();

/** Calls this once the session's transaction is committed; never if that fails. */
export function onceCommitted(session: ClientSession, tell: () => void): void {
  toTell.set(session, [...(toTell.get(session) ?? []), tell]);
}

/** One attempt at such a transaction, for callers that do something else if it fails. */
export function transactionOnce<T>(
  store: Store,
  work: (session: ClientSession) => Promise<T>,
  deadline = performance.now() + workMs,
): Promise<T> {
  return store.client.withSession((session) => once(session, work, deadline));
}

async function once<T>(
  session: ClientSession,
  work: (session: ClientSession) => Promise<T>,
  deadline: number,
): Promise<T> {
  session.startTransaction({
    readConcern: { level: 'snapshot' },
    writeConcern: { w: 'majority' },
    maxCommitTimeMS: commitMs,
  });
  try {
    const result = await work(session);
    if (performance.now() > deadline) throw new TransactionTooSlowError();
    await session.commitTransaction();
    for (const tell of toTell.get(session) ?? []) tell();
    return result;
  } catch (error) {
    if (session.inTransaction()) await session.abortTransaction().catch(() => {});
    throw error;
  }
}

/** The work took too long, and was not committed: others may already rely on the transaction having ended. */
export class TransactionTooSlowError extends Error {
  constructor(why = `it took longer than ${workMs} ms`) {
    super(`a transaction was given up: ${why}`);
    this.name = 'TransactionTooSlowError';
  }
}

/** Whether the same transaction may succeed if it is tried again. */
export function isWorthRepeating(error: unknown): boolean {
  return (
    error instanceof MongoNetworkError ||
    isBrokenSocket(error) ||
    hasLabel(error, 'TransientTransactionError') ||
    hasLabel(error, 'UnknownTransactionCommitResult')
  );
}

const hasLabel = (error: unknown, label: string) => error instanceof MongoError && error.hasErrorLabel(label);

/** Whether MongoDB could not be reached or is too slow: the request is all right, and may succeed later. */
export function isStoreAway(error: unknown): boolean {
  return (
    error instanceof TransactionTooSlowError ||
    error instanceof MongoNetworkError ||
    isBrokenSocket(error) ||
    isBrokenBulk(error) ||
    error instanceof MongoServerSelectionError ||
    error instanceof MongoTopologyClosedError ||
    // While the client is closed and connected again after the loss of all members (store.ts).
    error instanceof MongoClientClosedError ||
    error instanceof MongoNotConnectedError ||
    isOutOfConnections(error) ||
    hasLabel(error, 'TransientTransactionError') ||
    hasLabel(error, 'UnknownTransactionCommitResult') ||
    (error instanceof MongoServerError && isTransientCode(error))
  );
}

/** Whether a bulk write got no answer or was not replicated; the driver hides the original error in it. */
function isBrokenBulk(error: unknown): boolean {
  return error instanceof MongoBulkWriteError && [error.writeErrors].flat().length === 0;
}

/** Whether all connections were in use for too long. The driver does not export the class of this error. */
const isOutOfConnections = (error: unknown) =>
  error instanceof MongoError && error.name === 'MongoWaitQueueTimeoutError';

/** When a write meets a connection that mongod has just closed, the driver passes on Node's own error. */
function isBrokenSocket(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return code === 'EPIPE' || code === 'ECONNRESET' || code === 'ERR_STREAM_DESTROYED';
}

/**
 * The codes of a replica set that is starting, stopping or electing, and of a commit that timed out (MongoDB's error
 * codes).
 */
const transientCodes = new Set([50, 91, 112, 189, 262, 10107, 11600, 11602, 13435, 13436]);
const isTransientCode = ({ code }: MongoServerError) => transientCodes.has(Number(code));

/** Whether another transaction has written, or is writing, what this one wanted to write. */
export function isWriteConflict(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === 112;
}

export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === 11_000;
}
