import type { ClientSession } from 'mongodb';
import type { Store } from './store.ts';

/** The provider refuses the deployment's key: no attempt is made until a probe finds that it is taken again. */
export interface SendingPauseDoc {
  readonly _id: 'sending';
  readonly pausedSince: number;
  readonly reason: 'providerAuth';
  readonly nextProbeAt: number;
}

const _id = 'sending';

export function findSendingPause(store: Store): Promise<SendingPauseDoc | null> {
  return store.pauses.findOne({ _id });
}

export async function isSendingPaused(store: Store, session: ClientSession): Promise<boolean> {
  return (await store.pauses.findOne({ _id }, { session })) !== null;
}

/** Pauses sending, if it is not yet. Answers whether this call did. */
export async function pauseSending(store: Store, now: number, probeEveryMs: number): Promise<boolean> {
  const pause: SendingPauseDoc = { _id, pausedSince: now, reason: 'providerAuth', nextProbeAt: now + probeEveryMs };
  const { upsertedCount } = await store.pauses.updateOne({ _id }, { $setOnInsert: pause }, { upsert: true });
  return upsertedCount === 1;
}

/** Takes the probe that is due, so that of many sweepers one asks the provider; false if none is, or another took it. */
export async function takeProbe(store: Store, now: number, probeEveryMs: number): Promise<boolean> {
  const due = { _id, nextProbeAt: { $lte: now } } as const;
  const { modifiedCount } = await store.pauses.updateOne(due, { $set: { nextProbeAt: now + probeEveryMs } });
  return modifiedCount === 1;
}

export async function resumeSending(store: Store): Promise<void> {
  await store.pauses.deleteOne({ _id });
}
