import { wholeSettings } from '../../contract/settings.ts';
import { openStatuses } from '../../policy/delivery/delivery.ts';
import { removeInbound } from '../inbound/inbound.ts';
import type { AccountDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';

const dayMs = 86_400_000;
/** In one step at most this many accounts, and of each at most this many emails. */
const accountsAtATime = 20;
const sentAtATime = 500;
const arrivedAtATime = 20;

/**
 * One step of a walk over all accounts: removes what they keep no longer than their settings say, as they are now, so
 * that a changed setting counts for what was there before.
 * @param after the account after which to go on; null to begin
 * @returns where the next step goes on; null after the last account
 */
export async function removeAged(store: Store, after: string | null, now: number): Promise<string | null> {
  const accounts = await store.accounts
    .find(after === null ? {} : { _id: { $gt: after } }, {
      projection: { settings: 1 },
      sort: { _id: 1 },
      limit: accountsAtATime,
    })
    .toArray();
  for (const account of accounts) {
    await removeSentEmails(store, account, now);
    await removeArrivedEmails(store, account, now);
  }
  return accounts.length < accountsAtATime ? null : (accounts.at(-1)?._id ?? null);
}

/** The parts of a message on a channel, without what they say. */
const withoutTexts = {
  $map: {
    input: '$parts',
    in: { $mergeObjects: ['$$this', { $cond: [{ $eq: ['$$this.kind', 'text'] }, { text: '' }, {}] }] },
  },
};

/**
 * The text of emails as they were sent. One that may still be sent or repeated keeps it: its bytes are needed for that.
 */
async function removeSentEmails(store: Store, { _id: accountId, settings }: AccountDoc, now: number): Promise<void> {
  const { sentMailDays } = wholeSettings(settings).retention;
  const old = await store.deliveries
    .find(
      {
        accountId,
        mailAt: { $gt: 0, $lte: now - sentMailDays * dayMs },
        status: { $nin: [...openStatuses, 'parked'] },
      },
      { projection: { _id: 1 }, sort: { mailAt: 1 }, limit: sentAtATime },
    )
    .toArray();
  if (old.length === 0) return;
  await store.deliveries.updateMany(
    { _id: { $in: old.map(({ _id }) => _id) }, status: { $nin: [...openStatuses, 'parked'] } },
    [
      {
        $set: {
          request: null,
          mailRemovedAt: now,
          mailAt: '$$REMOVE',
          parts: { $cond: ['$parts', withoutTexts, '$$REMOVE'] },
        },
      },
    ],
  );
}

/**
 * Emails that arrived, whose own date is later because the setting was changed since; all others MongoDB has removed at
 * that date. One that has not been processed yet has no date, and a replay begins its days again.
 */
async function removeArrivedEmails(store: Store, { _id: accountId, settings }: AccountDoc, now: number): Promise<void> {
  const { rawInboundDays } = wholeSettings(settings).retention;
  const since = now - rawInboundDays * dayMs;
  const old = {
    accountId,
    receivedAt: { $lte: since },
    replayedAt: { $not: { $gt: since } },
    expiresAt: { $gt: new Date(0) },
  };
  const found = await store.inbound
    .find(old, { projection: { _id: 1 }, sort: { receivedAt: 1 }, limit: arrivedAtATime })
    .toArray();
  for (const { _id } of found) await removeInbound(store, { ...old, _id });
}
