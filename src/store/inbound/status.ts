import type { DeadLetterReason, InboundState } from '../../contract/inbound.ts';
import { alertingReasons, type InboundFacts } from '../../policy/account/inbound-alerts.ts';
import type { Store } from '../mongo/store.ts';

/** More are not counted. */
const maxCounted = 10_000;
const maxTimeMS = 2_000;

/** How many dead letters wait for a person, and since when something is wrong. Uses indexes only. */
export async function readInboundFacts(store: Store, accountId: string): Promise<InboundFacts> {
  const theirs = { accountId, state: 'deadLetter' as const };
  const [deadLetters, ofNobody, badSignatureSince, deadLetterSince, waitingSince] = await Promise.all([
    store.inbound.countDocuments({ accountId, state: 'deadLetter' }, { limit: maxCounted, maxTimeMS }),
    store.inbound.countDocuments({ accountId: null, state: 'deadLetter' }, { limit: maxCounted, maxTimeMS }),
    oldest(store, { ...theirs, reason: 'badSignature' }),
    oldest(store, { ...theirs, reason: { $in: [...alertingReasons] } }),
    oldestUnprocessedInbound(store),
  ]);
  return { deadLetters, ofNobody, badSignatureSince, deadLetterSince, waitingSince };
}

/** When the oldest email came in that has not been processed, in all accounts; null if there is none. */
export function oldestUnprocessedInbound(store: Store): Promise<number | null> {
  return oldest(store, { state: 'new', reason: null });
}

async function oldest(store: Store, filter: Parameters<Store['inbound']['findOne']>[0]): Promise<number | null> {
  const options = { projection: { receivedAt: 1, replayedAt: 1 }, sort: { receivedAt: 1 }, maxTimeMS } as const;
  const found = await store.inbound.findOne(filter ?? {}, options);
  return found === null ? null : (found.replayedAt ?? found.receivedAt);
}

export interface InboundCount {
  readonly state: InboundState;
  readonly reason: DeadLetterReason | null;
  readonly count: number;
}

/** How many dead letters belong to no account, by reason. Uses an index only. */
export async function countOfNobody(store: Store): Promise<ReadonlyMap<DeadLetterReason | null, number>> {
  const groups = await store.inbound
    .aggregate<{ readonly _id: DeadLetterReason | null; readonly count: number }>(
      [{ $match: { accountId: null, state: 'deadLetter' } }, { $group: { _id: '$reason', count: { $sum: 1 } } }],
      { maxTimeMS },
    )
    .toArray();
  return new Map(groups.map(({ _id, count }) => [_id, count]));
}

/** How many emails wait to be processed, and how many are dead letters, by reason, in all accounts. */
export async function countInbound(store: Store): Promise<readonly InboundCount[]> {
  const groups = await store.inbound
    .aggregate<{ readonly _id: Omit<InboundCount, 'count'>; readonly count: number }>(
      [
        { $match: { state: { $in: ['new', 'deadLetter'] } } },
        { $group: { _id: { state: '$state', reason: '$reason' }, count: { $sum: 1 } } },
      ],
      { maxTimeMS },
    )
    .toArray();
  return groups.map(({ _id, count }) => ({ ..._id, count }));
}
