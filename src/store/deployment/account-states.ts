import type { AccountDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';

/** What an operator of many accounts wants to know of each. Times are epoch milliseconds. */
export interface AccountState {
  readonly id: string;
  /** How many conversations hold replies that are to be sent, now or later. */
  readonly waiting: number;
  readonly parked: number;
  /** When the oldest of those was created. */
  readonly oldestParkedAt: number | null;
  /** How many deliveries wait for the report that tells their outcome. */
  readonly unknown: number;
  /** Since when the account itself has paused sending. */
  readonly pausedSince: number | null;
}

const withinMs = 10_000;

/** The states of a page of accounts, by indexes alone. */
export async function statesOf(store: Store, accounts: readonly AccountDoc[]): Promise<AccountState[]> {
  const accountId = { $in: accounts.map(({ _id }) => _id) };
  const [waiting, stuck] = await Promise.all([
    store.conversations
      .aggregate<{ readonly _id: string; readonly count: number }>(
        [{ $match: { accountId, waiting: true } }, { $group: { _id: '$accountId', count: { $sum: 1 } } }],
        { maxTimeMS: withinMs },
      )
      .toArray(),
    store.deliveries
      .aggregate<Stuck>(
        [
          { $match: { status: { $in: ['parked', 'unknown'] }, accountId } },
          {
            $group: {
              _id: { accountId: '$accountId', status: '$status' },
              count: { $sum: 1 },
              oldest: { $min: '$createdAt' },
            },
          },
        ],
        { maxTimeMS: withinMs },
      )
      .toArray(),
  ]);
  const stuckAs = (id: string, status: Stuck['_id']['status']) =>
    stuck.find(({ _id }) => _id.accountId === id && _id.status === status);
  return accounts.map(({ _id: id, settings, pausedSince, createdAt }) => ({
    id,
    waiting: waiting.find(({ _id }) => _id === id)?.count ?? 0,
    parked: stuckAs(id, 'parked')?.count ?? 0,
    oldestParkedAt: stuckAs(id, 'parked')?.oldest ?? null,
    unknown: stuckAs(id, 'unknown')?.count ?? 0,
    pausedSince: settings.delivery.paused ? (pausedSince ?? createdAt) : null,
  }));
}

interface Stuck {
  readonly _id: { readonly accountId: string; readonly status: 'parked' | 'unknown' };
  readonly count: number;
  readonly oldest: number;
}
