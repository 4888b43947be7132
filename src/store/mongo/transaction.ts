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
 * A transaction ends within 5 s, with its repetitions and its commit (design, the alarm protocol). The driver has no
 * limit of its own: a commit must begin within `workMs`, and the server gives up on it after `commitMs`.
 */
const workMs = 3_000;
const commitMs = 2_000;
const longestPauseMs = 100;

/**
 * Runs `work` in one transaction on a snapshot. It is repeated on write conflicts, and on network errors too, which
 * happen when mongod dies: so `work` must be idempotent, and use the session that it is given.
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

/** One attempt at a transaction, as above; whoever asks for it repeats it another way if it fails. */
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
    return result;
  } catch (error) {
    if (session.inTransaction()) await session.abortTransaction().catch(() => {});
    throw error;
  }
}

/** The work took so long that its commit might come after others rely on its end; it was not committed. */
export class TransactionTooSlowError extends Error {
  constructor() {
    super(`a transaction took longer than ${workMs} ms and was given up`);
    this.name = 'TransactionTooSlowError';
  }
}

function isWorthRepeating(error: unknown): boolean {
  return (
    error instanceof MongoNetworkError ||
    isBrokenSocket(error) ||
    hasLabel(error, 'TransientTransactionError') ||
    hasLabel(error, 'UnknownTransactionCommitResult')
  );
}

const hasLabel = (error: unknown, label: string) => error instanceof MongoError && error.hasErrorLabel(label);

/** MongoDB could not be reached, or is too slow: nothing is wrong with the request, and trying later may do. */
export function isStoreAway(error: unknown): boolean {
  return (
    error instanceof TransactionTooSlowError ||
    error instanceof MongoNetworkError ||
    isBrokenSocket(error) ||
    isBrokenBulk(error) ||
    error instanceof MongoServerSelectionError ||
    error instanceof MongoTopologyClosedError ||
    // Between the loss of all members and the next connection.
    error instanceof MongoClientClosedError ||
    error instanceof MongoNotConnectedError ||
    isOutOfConnections(error) ||
    hasLabel(error, 'TransientTransactionError') ||
    hasLabel(error, 'UnknownTransactionCommitResult') ||
    (error instanceof MongoServerError && isTransientCode(error))
  );
}

/** The driver hides in it what kind of error kept a bulk of writes from being answered, or from being safe. */
function isBrokenBulk(error: unknown): boolean {
  return error instanceof MongoBulkWriteError && [error.writeErrors].flat().length === 0;
}

/** All connections were in use for too long. The driver does not export the class. */
const isOutOfConnections = (error: unknown) =>
  error instanceof MongoError && error.name === 'MongoWaitQueueTimeoutError';

/** On writing to a connection that mongod's end has just closed, the driver lets Node's own error through. */
function isBrokenSocket(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return code === 'EPIPE' || code === 'ECONNRESET' || code === 'ERR_STREAM_DESTROYED';
}

/** Codes of a replica set that is starting, stopping or electing, and of a commit out of time (MongoDB's error codes). */
const transientCodes = new Set([50, 91, 112, 189, 262, 10107, 11600, 11602, 13435, 13436]);
const isTransientCode = ({ code }: MongoServerError) => transientCodes.has(Number(code));

export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === 11_000;
}
