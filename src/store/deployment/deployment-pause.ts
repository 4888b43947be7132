import type { ClientSession, Collection } from 'mongodb';
import type { DeploymentPauseDoc } from '../mongo/documents.ts';
import { serverTime } from '../mongo/server.ts';
import type { Store } from '../mongo/store.ts';
import { isDuplicateKey } from '../mongo/transaction.ts';

const _id = 'operator';
const pausesOf = (store: Store) => store.pauses as unknown as Collection<DeploymentPauseDoc>;

/** The pause of the whole deployment that an operator has made; null while there is none. */
export function findDeploymentPause(store: Store, session?: ClientSession): Promise<DeploymentPauseDoc | null> {
  return pausesOf(store).findOne({ _id, resumedAt: null }, session ? { session } : {});
}

/** Whether a call has changed anything, and the pause that lasts now, or the one that it has ended. */
export interface PauseChange {
  readonly hasChanged: boolean;
  readonly pause: DeploymentPauseDoc;
}

/**
 * Pauses everything that leaves for visitors and agents, in all accounts, unless it is paused already. It holds from the
 * next attempt on. The time is MongoDB's, because operators' computers may be anywhere.
 */
export async function pauseDeployment(store: Store): Promise<PauseChange> {
  const pausedSince = await serverTime(store);
  const begun = { pausedSince, resumedAt: null, releasedAt: null };
  try {
    await pausesOf(store).updateOne({ _id, resumedAt: { $ne: null } }, { $set: begun }, { upsert: true });
    return { hasChanged: true, pause: { _id, ...begun } };
  } catch (error) {
    // Only one that lasts has this key and does not match.
    const lasting = isDuplicateKey(error) ? await findDeploymentPause(store) : null;
    if (lasting === null) throw error;
    return { hasChanged: false, pause: lasting };
  }
}

/** Ends that pause; null if the deployment has never been paused. The sweepers make due what it had held back. */
export async function resumeDeployment(store: Store): Promise<PauseChange | null> {
  const resumedAt = await serverTime(store);
  const ended = await pausesOf(store).findOneAndUpdate(
    { _id, resumedAt: null },
    { $set: { resumedAt } },
    { returnDocument: 'after' },
  );
  if (ended !== null) return { hasChanged: true, pause: ended };
  const last = await pausesOf(store).findOne({ _id });
  return last && { hasChanged: false, pause: last };
}

/** The pause that has ended without all that it held back having been made due since; null if there is none. */
export function findUnreleasedPause(store: Store): Promise<DeploymentPauseDoc | null> {
  return pausesOf(store).findOne({ _id, resumedAt: { $ne: null }, releasedAt: null });
}

/** Notes that nothing is left which it holds back, unless another has begun. */
export async function noteReleased(store: Store, { resumedAt }: DeploymentPauseDoc, now: number): Promise<void> {
  await pausesOf(store).updateOne({ _id, resumedAt }, { $set: { releasedAt: now } });
}
