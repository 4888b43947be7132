import type { ClientSession, IndexDescription } from 'mongodb';
import { addressKey } from '../../contract/email-address.ts';
import type { RestoreEnd, RestoreRequestDoc } from '../mongo/documents.ts';
import { keyOfAddress, randomId } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';

export const restoreRequestIndexes: IndexDescription[] = [
  { key: { accountId: 1, addressHash: 1, createdAt: 1 } },
  /** The sweeper's. */
  { key: { watchAt: 1 }, partialFilterExpression: { watchAt: { $gt: 0 } } },
  { key: { expiresAt: 1 }, expireAfterSeconds: 0 },
];

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A workflow is started at once; the sweeper follows up after this. */
const watchAfterMs = 5_000;
const watchAgainMs = 60_000;

/** Stores a request, whether the address is known or not: whoever asks learns nothing, not even by the time it takes. */
export async function keepRestoreRequest(
  store: Store,
  { accountId, address, now }: { readonly accountId: string; readonly address: string; readonly now: number },
): Promise<RestoreRequestDoc> {
  const request: RestoreRequestDoc = {
    _id: randomId(),
    accountId,
    addressKey: addressKey(address),
    addressHash: keyOfAddress(address),
    state: 'new',
    attempts: 0,
    watchAt: now + watchAfterMs,
    createdAt: now,
    expiresAt: new Date(now + dayMs),
  };
  await store.restoreRequests.insertOne(request);
  return request;
}

export function findRestoreRequest(store: Store, id: string): Promise<RestoreRequestDoc | null> {
  return store.restoreRequests.findOne({ _id: id });
}

/** The most emails with links that one address gets, whoever asks: in an hour, and in a day. */
export const maxRestoreMails = { anHour: 3, aDay: 10 } as const;

/** Whether the address has got its share of such emails. */
export async function isRestoreLimited(store: Store, request: RestoreRequestDoc, now: number): Promise<boolean> {
  const { accountId, addressHash, _id } = request;
  const others = await store.restoreRequests
    .find(
      { accountId, addressHash, createdAt: { $gt: now - dayMs }, attempts: { $gt: 0 }, _id: { $ne: _id } },
      { projection: { createdAt: 1 }, limit: maxRestoreMails.aDay },
    )
    .toArray();
  const lately = others.filter(({ createdAt }) => createdAt > now - hourMs);
  return others.length >= maxRestoreMails.aDay || lately.length >= maxRestoreMails.anHour;
}

/** Notes an attempt before it is made; false if somebody else makes it, or it has ended. */
export async function noteRestoreAttempt(store: Store, { _id }: Pick<RestoreRequestDoc, '_id'>): Promise<boolean> {
  const { modifiedCount } = await store.restoreRequests.updateOne(
    { _id, state: 'new' },
    { $set: { state: 'sending' }, $inc: { attempts: 1 }, $unset: { watchAt: '', pausedAt: '' } },
  );
  return modifiedCount === 1;
}

/**
 * The provider refused it, or nothing is sent at present: it is tried again at this time.
 * @param pausedAt now, if a pause holds it back
 */
export async function retryRestore(
  store: Store,
  { _id }: Pick<RestoreRequestDoc, '_id'>,
  { at, pausedAt }: { readonly at: number; readonly pausedAt: number | null },
): Promise<void> {
  await store.restoreRequests.updateOne(
    { _id, state: { $in: ['new', 'sending'] } },
    { $set: { state: 'new', watchAt: at + watchAgainMs, ...(pausedAt === null ? {} : { pausedAt }) } },
  );
}

/** Has the sweepers wake the next requests that a pause of the deployment holds back; returns how many there were. */
export async function releaseRestores(
  store: Store,
  { heldUntil, now, limit }: { readonly heldUntil: number; readonly now: number; readonly limit: number },
): Promise<number> {
  const held = { pausedAt: { $lte: heldUntil }, watchAt: { $gt: now } };
  const page = await store.restoreRequests
    .find(held, { projection: { _id: 1 }, sort: { watchAt: 1 }, limit })
    .toArray();
  const ids = page.map(({ _id }) => _id);
  if (ids.length > 0)
    await store.restoreRequests.updateMany({ ...held, _id: { $in: ids } }, { $set: { watchAt: now } });
  return ids.length;
}

/** Its address is forgotten. */
export async function endRestore(
  store: Store,
  { _id }: Pick<RestoreRequestDoc, '_id'>,
  state: RestoreEnd,
): Promise<void> {
  await store.restoreRequests.updateOne(
    { _id },
    { $set: { state }, $unset: { addressKey: '', watchAt: '', pausedAt: '' } },
  );
}

/** For an erasure: what was asked for this address is not carried out any more, and the address is forgotten. */
export async function forgetRestoreRequests(
  store: Store,
  accountId: string,
  address: string,
  session?: ClientSession,
): Promise<void> {
  await store.restoreRequests.updateMany(
    { accountId, addressHash: keyOfAddress(address), addressKey: { $exists: true } },
    { $set: { state: 'nothing' }, $unset: { addressKey: '', watchAt: '' } },
    session ? { session } : {},
  );
}

/**
 * For the sweeper: requests that no workflow has taken up. Yields each as it is taken, by a guarded update that moves
 * the time on, so that only one sweeper starts the workflow.
 */
export async function* takeLostRestores(store: Store, now: number): AsyncGenerator<RestoreRequestDoc> {
  const lost = await store.restoreRequests.find({ watchAt: { $gt: 0, $lte: now } }, { limit: 100 }).toArray();
  for (const request of lost) {
    const { _id, watchAt } = request;
    const moved = { $set: { watchAt: now + watchAgainMs } };
    const { modifiedCount } = await store.restoreRequests.updateOne({ _id, watchAt: watchAt as number }, moved);
    if (modifiedCount === 1) yield request;
  }
}
