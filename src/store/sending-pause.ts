import type { ClientSession } from 'mongodb';
import type { Store } from './store.ts';
import { isDuplicateKey } from './transaction.ts';

/** The provider refuses the deployment's key: no attempt is made until a probe finds that it is taken again. */
export interface SendingPauseDoc {
  readonly _id: 'sending';
  readonly pausedSince: number;
  readonly reason: 'providerAuth';
  readonly nextProbeAt: number;
  /** Null while it lasts. The last one is kept, so that whoever listens is told of its end as of its beginning. */
  readonly resumedAt: number | null;
}

const _id = 'sending';
const lasting = { _id, resumedAt: null } as const;

/** The pause that lasts; null while mail is sent. */
export function findSendingPause(store: Store): Promise<SendingPauseDoc | null> {
  return store.pauses.findOne(lasting);
}

/** The last pause, over or not. */
export function lastSendingPause(store: Store): Promise<SendingPauseDoc | null> {
  return store.pauses.findOne({ _id });
}

export async function isSendingPaused(store: Store, session: ClientSession): Promise<boolean> {
  return (await store.pauses.findOne(lasting, { session })) !== null;
}

/** Pauses sending, if it is not yet. Answers whether this call did. */
export async function pauseSending(store: Store, now: number, probeEveryMs: number): Promise<boolean> {
  const { _id: __, ...pause }: SendingPauseDoc = {
    _id,
    pausedSince: now,
    reason: 'providerAuth',
    nextProbeAt: now + probeEveryMs,
    resumedAt: null,
  };
  const over = { _id, resumedAt: { $ne: null } } as const;
  try {
    const { upsertedCount, modifiedCount } = await store.pauses.updateOne(over, { $set: pause }, { upsert: true });
    return upsertedCount + modifiedCount === 1;
  } catch (error) {
    // There is one that lasts.
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** Takes the probe that is due, so that of many sweepers one asks the provider; false if none is, or another took it. */
export async function takeProbe(store: Store, now: number, probeEveryMs: number): Promise<boolean> {
  const due = { ...lasting, nextProbeAt: { $lte: now } };
  const { modifiedCount } = await store.pauses.updateOne(due, { $set: { nextProbeAt: now + probeEveryMs } });
  return modifiedCount === 1;
}

export async function resumeSending(store: Store, now: number): Promise<void> {
  await store.pauses.updateOne(lasting, { $set: { resumedAt: now } });
}
