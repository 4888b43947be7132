import type { ClientSession, Collection } from 'mongodb';
import type { PauseDoc, PauseReason, RefusalsDoc, SendingPauseDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { isDuplicateKey } from '../mongo/transaction.ts';

const _id = 'sending';
const lasting = { _id, resumedAt: null } as const;
const againWithinMs = 10 * 60_000;
const maxProbeEveryMs = 16 * 60_000;

/** The current pause; null while emails are sent. */
export function findSendingPause(store: Store): Promise<SendingPauseDoc | null> {
  return pausesOf(store).findOne(lasting);
}

/** The last pause, over or not. */
export function lastSendingPause(store: Store): Promise<SendingPauseDoc | null> {
  return pausesOf(store).findOne({ _id });
}

/** What an attempt has to know: what pauses hold, and how many of the last sends in a row were refused. */
export interface SendingState {
  /** An operator has paused the deployment: nothing leaves. */
  readonly isDeploymentPaused: boolean;
  /** The provider accepts no email: none is attempted. */
  readonly isSendingPaused: boolean;
  readonly refusedInARow: number;
}

export async function sendingState(store: Store, session?: ClientSession): Promise<SendingState> {
  return sendingStateOf(await store.pauses.find<PauseDoc>({}, session === undefined ? {} : { session }).toArray());
}

/** By all documents of the collection. */
export function sendingStateOf(docs: readonly PauseDoc[]): SendingState {
  const refusals = docs.find((doc): doc is RefusalsDoc => doc._id === 'refusals');
  return {
    isDeploymentPaused: docs.some((doc) => doc._id === 'operator' && doc.resumedAt === null),
    isSendingPaused: docs.some((doc) => doc._id === 'sending' && doc.resumedAt === null),
    refusedInARow: refusals?.inARow ?? 0,
  };
}

/** The collection as far as it is about the provider's key. */
const pausesOf = (store: Store) => store.pauses as unknown as Collection<SendingPauseDoc>;
const refusalsOf = (store: Store) => store.pauses as unknown as Collection<RefusalsDoc>;

/** Counts a refused send; returns how many there have been in a row. */
export async function countRefusal(store: Store): Promise<number> {
  const counted = await refusalsOf(store).findOneAndUpdate(
    { _id: 'refusals' },
    { $inc: { inARow: 1 } },
    { upsert: true, returnDocument: 'after' },
  );
  return counted?.inARow ?? 1;
}

/** To be called when the provider has accepted an email. */
export async function forgetRefusals(store: Store): Promise<void> {
  await refusalsOf(store).deleteOne({ _id: 'refusals' });
}

/** Pauses sending unless it is paused already. Returns whether this call did it. */
export async function pauseSending(
  store: Store,
  reason: PauseReason,
  now: number,
  probeEveryMs: number,
): Promise<boolean> {
  const last = await lastSendingPause(store);
  if (last !== null && last.resumedAt === null) return false;
  const { _id: __, ...pause } = pauseAfter(last, reason, now, probeEveryMs);
  const over = { _id, resumedAt: last?.resumedAt ?? { $ne: null } } as const;
  try {
    const { upsertedCount, modifiedCount } = await pausesOf(store).updateOne(over, { $set: pause }, { upsert: true });
    return upsertedCount + modifiedCount === 1;
  } catch (error) {
    // Another process paused it at the same time.
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/**
 * A provider may accept the key when it is probed but refuse it when email is sent (SendGrid, when credits are used
 * up). If sending is paused again soon afterwards, the same pause continues, and the time until the next probe doubles.
 */
function pauseAfter(last: SendingPauseDoc | null, reason: PauseReason, now: number, leastMs: number): SendingPauseDoc {
  const goesOn = last !== null && last.resumedAt !== null && now < last.resumedAt + againWithinMs;
  const probeEveryMs = goesOn ? Math.max(leastMs, Math.min(2 * last.probeEveryMs, maxProbeEveryMs)) : leastMs;
  return {
    _id,
    pausedSince: goesOn ? last.pausedSince : now,
    reason,
    probeEveryMs,
    nextProbeAt: now + probeEveryMs,
    resumedAt: null,
  };
}

/**
 * Takes the probe that is due, so that only one of many sweepers probes; false if none is due or another one took it.
 */
export async function takeProbe(store: Store, now: number): Promise<boolean> {
  const due = await pausesOf(store).findOne({ ...lasting, nextProbeAt: { $lte: now } });
  if (due === null) return false;
  const { modifiedCount } = await pausesOf(store).updateOne(
    { ...lasting, nextProbeAt: due.nextProbeAt },
    { $set: { nextProbeAt: now + due.probeEveryMs } },
  );
  return modifiedCount === 1;
}

export async function resumeSending(store: Store, now: number): Promise<void> {
  await pausesOf(store).updateOne(lasting, { $set: { resumedAt: now } });
}
