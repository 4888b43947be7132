import type { Filter } from 'mongodb';
import type { ConversationDoc, DeliveryDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';

/** What should have happened by now and has not, by the time it was due: whoever was told of it meanwhile. */
export interface Overdue {
  /** Conversations whose workflow is over a minute late, at most `maxCounted`. */
  readonly lateLooks: number;
  /** Since when the longest of all is due that is not done: a look, or an attempt at a mail; null if none is. */
  readonly since: number | null;
}

/** More than this many are as bad; it bounds what counting costs. */
const maxCounted = 10_000;
/** The sweeper wakes a lost workflow after a minute; before that nobody calls it late. */
const lateMs = 60_000;
const patience = { maxTimeMS: 2_000 } as const;

/**
 * What is overdue in one account or, with null, in all; `now` in epoch milliseconds. A signal that Temporal took is not
 * a look: a sweeper that goes on telling workflows which nobody runs changes nothing here. By indexes alone.
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

/** An alarm that was set in the past, as settings that make mail due at once do, is due since it was set. */
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

/** When the attempt was due that has waited longest to be made: where nobody sends, the looks before it still go on. */
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
