import type { ClientSession } from 'mongodb';
import type { Store } from './store.ts';
import { isDuplicateKey } from './transaction.ts';

/** The provider refuses the deployment's key: no attempt is made until a probe finds that it is taken again. */
export interface SendingPauseDoc {
  readonly _id: 'sending';
  readonly pausedSince: number;
  readonly reason: 'providerAuth';
  /** Longer each time that sending is paused again soon after a probe found the key taken. */
  readonly probeEveryMs: number;
  readonly nextProbeAt: number;
  /** Null while it lasts. The last one is kept, so that whoever listens is told of its end as of its beginning. */
  readonly resumedAt: number | null;
}

const _id = 'sending';
const lasting = { _id, resumedAt: null } as const;
const againWithinMs = 10 * 60_000;
const mostProbeEveryMs = 16 * 60_000;

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
  const last = await lastSendingPause(store);
  if (last !== null && last.resumedAt === null) return false;
  const { _id: __, ...pause } = pauseAfter(last, now, probeEveryMs);
  const over = { _id, resumedAt: last?.resumedAt ?? { $ne: null } } as const;
  try {
    const { upsertedCount, modifiedCount } = await store.pauses.updateOne(over, { $set: pause }, { upsert: true });
    return upsertedCount + modifiedCount === 1;
  } catch (error) {
    // Another was as fast.
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/**
 * A provider may take the key when probed and refuse it when mail is sent (SendGrid, when credits are exhausted). Paused
 * again soon after, the same pause goes on, and each time it is twice as long until the next probe.
 */
function pauseAfter(last: SendingPauseDoc | null, now: number, leastMs: number): SendingPauseDoc {
  const goesOn = last !== null && last.resumedAt !== null && now < last.resumedAt + againWithinMs;
  const probeEveryMs = goesOn ? Math.max(leastMs, Math.min(2 * last.probeEveryMs, mostProbeEveryMs)) : leastMs;
  return {
    _id,
    pausedSince: goesOn ? last.pausedSince : now,
    reason: 'providerAuth',
    probeEveryMs,
    nextProbeAt: now + probeEveryMs,
    resumedAt: null,
  };
}

/** Takes the probe that is due, so that of many sweepers one asks the provider; false if none is, or another took it. */
export async function takeProbe(store: Store, now: number): Promise<boolean> {
  const due = await store.pauses.findOne({ ...lasting, nextProbeAt: { $lte: now } });
  if (due === null) return false;
  const { modifiedCount } = await store.pauses.updateOne(
    { ...lasting, nextProbeAt: due.nextProbeAt },
    { $set: { nextProbeAt: now + due.probeEveryMs } },
  );
  return modifiedCount === 1;
}

export async function resumeSending(store: Store, now: number): Promise<void> {
  await store.pauses.updateOne(lasting, { $set: { resumedAt: now } });
}
