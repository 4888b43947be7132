import type { Filter } from 'mongodb';
import type { ConversationDoc, DeliveryDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';

/** What should have happened by now and has not, whatever has been signalled meanwhile. */
export interface Overdue {
  /** Conversations whose workflow is over a minute late, at most `maxCounted`. */
  readonly lateLooks: number;
  /** When the oldest outstanding look or attempt was due; null if there is none. */
  readonly since: number | null;
}

/** More than this many would be just as bad; this bounds the cost of counting. */
const maxCounted = 10_000;
/** The sweeper wakes a lost workflow after a minute; before that it does not count as late. */
const lateMs = 60_000;
const patience = { maxTimeMS: 2_000 } as const;

/**
 * What is overdue in one account or, with null, in all; `now` in epoch milliseconds. A signal that
 * Temporal accepted is not a look: signalling workflows that nobody runs changes nothing here. Uses only indexes.
 */
export async function readOverdue(store: Store, accountId: string | null, now: number): Promise<Overdue> {
  const [looks, attempts] = await Promise.all([lateLooks(store, accountId, now), lateAttempts(store, accountId, now)]);
  const since = Math.min(looks?.since ?? Number.POSITIVE_INFINITY, attempts ?? Number.POSITIVE_INFINITY);
  return { lateLooks: looks?.late ?? 0, since: Number.isFinite(since) ? since : null };
}

interface LateLooks {
  readonly late: number;
  readonly since: number;
}

/** An alarm that was set to a time in the past, because settings made an email due at once, is due since it was set. */
async function lateLooks(store: Store, accountId: string | null, now: number): Promise<LateLooks | undefined> {
  const due: Filter<ConversationDoc> = { 'alarm.at': { $gt: 0, $lte: now }, ...ofAccount(accountId) };
  const [looks] = await store.conversations
    .aggregate<LateLooks>(
      [
        { $match: due },
        { $sort: { 'alarm.at': 1 } },
        { $limit: maxCounted },
        { $project: { _id: 0, since: { $max: ['$alarm.at', '$alarm.setAt'] } } },
        {
          $group: {
            _id: null,
            since: { $min: '$since' },
            late: { $sum: { $cond: [{ $lte: ['$since', now - lateMs] }, 1, 0] } },
          },
        },
      ],
      patience,
    )
    .toArray();
  return looks;
}

/** When the attempt was due that has waited longest: if nobody sends, looks still continue. */
async function lateAttempts(store: Store, accountId: string | null, now: number): Promise<number | null> {
  const due: Filter<DeliveryDoc> = { status: 'claimed', nextAttemptAt: { $lte: now }, ...ofAccount(accountId) };
  const oldest = await store.deliveries.findOne(due, {
    projection: { _id: 0, nextAttemptAt: 1 },
    sort: { nextAttemptAt: 1 },
    ...patience,
  });
  return oldest?.nextAttemptAt ?? null;
}

const ofAccount = (accountId: string | null) => (accountId === null ? {} : { accountId });
