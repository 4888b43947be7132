import type { ClientSession } from 'mongodb';
import type { SignalName } from '../../contract/signals.ts';
import type { AccountDoc, ConversationDoc, FanOutFlag } from '../mongo/documents.ts';
import { randomId } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';

/**
 * A change of settings concerns dormant conversations too, so a flag for it keeps this signal until it has been served.
 */
const widest: SignalName = 'settingsChanged';

/** The account with a new flag value: its waiting conversations have to be re-evaluated. */
export function raiseFlag(account: AccountDoc, signal: SignalName, now: number): AccountDoc {
  const { signal: unserved } = account.fanOut ?? {};
  return { ...account, fanOut: newFlag(unserved === widest ? widest : signal, now) };
}

/** The same in the caller's transaction, without reading the account. */
export async function raiseFlagOf(
  store: Store,
  accountId: string,
  { signal, now }: { readonly signal: SignalName; readonly now: number },
  session: ClientSession,
): Promise<void> {
  const isWidest = { $eq: ['$fanOut.signal', widest] };
  const fanOut = { ...newFlag(signal, now), signal: { $cond: [isWidest, widest, signal] } };
  await store.accounts.updateOne({ _id: accountId }, [{ $set: { fanOut } }], { session });
}

const newFlag = (signal: SignalName, now: number): FanOutFlag => ({ value: randomId(), signal, raisedAt: now });

export async function readFlag(store: Store, accountId: string): Promise<FanOutFlag | null> {
  const account = await store.accounts.findOne({ _id: accountId }, { projection: { fanOut: 1 } });
  return account?.fanOut ?? null;
}

/** Clears the flag if it is still the one that was served; false if a newer one has been raised. */
export async function clearFlag(store: Store, accountId: string, value: string): Promise<boolean> {
  const { matchedCount } = await store.accounts.updateOne(
    { _id: accountId, 'fanOut.value': value },
    { $set: { fanOut: null } },
  );
  return matchedCount === 1;
}

/**
 * For the sweeper: accounts that have been flagged for over a minute, so their fan-out was lost. Yields each as it is
 * taken.
 */
export async function* takeFlaggedAccounts(store: Store, now: number): AsyncGenerator<string> {
  const flagged = await store.accounts
    .find({ 'fanOut.raisedAt': { $gt: 0, $lte: now - 60_000 } }, { projection: { fanOut: 1 }, limit: 100 })
    .toArray();
  for (const { _id, fanOut } of flagged) {
    if (fanOut === null) continue;
    // A guarded update moves the time on, so that only one of many sweepers signals, and only once a minute.
    const { modifiedCount } = await store.accounts.updateOne(
      { _id, 'fanOut.value': fanOut.value, 'fanOut.raisedAt': fanOut.raisedAt },
      { $set: { 'fanOut.raisedAt': now } },
    );
    if (modifiedCount === 1) yield _id;
  }
}

/** The next page of the conversations that a flag concerns, in the order of their keys. */
export async function concernedConversations(
  store: Store,
  accountId: string,
  { signal, after, limit }: { readonly signal: SignalName; readonly after: string | null; readonly limit: number },
): Promise<ConversationDoc[]> {
  return store.conversations
    .find(
      {
        accountId,
        ...(signal === widest ? { $or: [{ waiting: true }, { isDormant: true }] } : { waiting: true }),
        ...(after === null ? {} : { id: { $gt: after } }),
      },
      { sort: { id: 1 }, limit },
    )
    .toArray();
}
