import type { ClientSession, IndexDescription } from 'mongodb';
import { patternsOf } from '../../contract/origin.ts';
import { type Settings, wholeSettings } from '../../contract/settings.ts';
import type { AccountFacts, AgentPresence } from '../../policy/facts.ts';
import type { AccountDoc } from '../mongo/documents.ts';
import { newSecret, randomId } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction } from '../mongo/transaction.ts';
import { createKey } from './keys.ts';

export const accountIndexes: IndexDescription[] = [
  /** The sweeper's: accounts whose agents' leases lapse, and flags left standing. */
  { key: { leasesLapseAt: 1 }, partialFilterExpression: { leasesLapseAt: { $gt: 0 } } },
  { key: { 'fanOut.raisedAt': 1 }, partialFilterExpression: { 'fanOut.raisedAt': { $gt: 0 } } },
  /** The widget's: whose site this is, and whether a page of this origin may ask at all. */
  { key: { siteKey: 1 }, unique: true },
  { key: { 'settings.brand.allowedOrigins': 1 } },
  { key: { 'settings.inbox.allowedOrigins': 1 } },
];

export interface CreatedAccount {
  readonly accountId: string;
  readonly apiKey: string;
  readonly siteKey: string;
  readonly identitySecret: string;
}

/** Makes an account with its first key, which may do everything. Rejects with a duplicate key error if the id is taken. */
export async function createAccount(
  store: Store,
  account: { readonly id?: string; readonly name: string; readonly settings: Settings },
  now: number,
): Promise<CreatedAccount> {
  const accountId = account.id ?? randomId();
  const siteKey = `site_${randomId()}`;
  const identitySecret = newSecret();
  await store.accounts.insertOne({
    _id: accountId,
    name: account.name,
    settings: account.settings,
    choiceMadeAt: now,
    agents: [],
    leasesLapseAt: null,
    fanOut: null,
    siteKey,
    identitySecret,
    sessionSecret: newSecret(),
    createdAt: now,
  });
  const { key } = await createKey(store, accountId, ['admin'], now);
  return { accountId, apiKey: key, siteKey, identitySecret };
}

export function findAccount(store: Store, accountId: string, session?: ClientSession): Promise<AccountDoc | null> {
  return store.accounts.findOne({ _id: accountId }, session ? { session } : {});
}

/** In whose name mail goes out: of one account, or with null of each that has a sender, the oldest first. */
export async function listSenders(
  store: Store,
  accountId: string | null,
): Promise<readonly { readonly accountId: string; readonly address: string }[]> {
  const accounts = await store.accounts
    .find(accountId === null ? {} : { _id: accountId }, {
      projection: { 'settings.sender': 1 },
      sort: { createdAt: 1 },
    })
    .toArray();
  return accounts.flatMap(({ _id, settings: { sender } }) =>
    sender === null ? [] : [{ accountId: _id, address: sender.address }],
  );
}

export function findAccountOfSite(store: Store, siteKey: string): Promise<AccountDoc | null> {
  return store.accounts.findOne({ siteKey });
}

/** Whether any account lets pages of this origin call it, as its visitors (`brand`) or its agents (`inbox`). */
export async function isAllowedOrigin(store: Store, group: 'brand' | 'inbox', origin: string): Promise<boolean> {
  const allowed = { [`settings.${group}.allowedOrigins`]: { $in: [...patternsOf(origin), `${origin}/`] } };
  return (await store.accounts.findOne(allowed, { projection: { _id: 1 } })) !== null;
}

/** What the policy needs to know of an account. */
export function accountFacts(account: AccountDoc): AccountFacts {
  return {
    settings: wholeSettings(account.settings),
    choiceMadeAt: account.choiceMadeAt,
    agents: presencesOf(account),
  };
}

/**
 * Of the agents who ever set a status. Deleted ones stay offline since then, but by themselves they tell nothing: where
 * nobody else ever set one, the account is as one that never told (design R4).
 */
function presencesOf({ agents }: AccountDoc): AgentPresence[] {
  if (!agents.some(({ presence, deletedAt }) => presence !== null && deletedAt === null)) return [];
  return agents.flatMap(({ presence }) => (presence === null ? [] : [presence]));
}

/** What a change makes of an account. */
export type AccountChange<T> =
  | { readonly kind: 'unchanged'; readonly result: T }
  | { readonly kind: 'changed'; readonly account: AccountDoc; readonly result: T };

/** Reads, changes and writes one account in a transaction; `change` may be called again. Null if there is no such account. */
export async function changeAccount<T>(
  store: Store,
  accountId: string,
  change: (account: AccountDoc) => AccountChange<T>,
): Promise<T | null> {
  return inTransaction(store, async (session) => {
    const account = await findAccount(store, accountId, session);
    if (account === null) return null;
    const changed = change(account);
    if (changed.kind === 'changed') await store.accounts.replaceOne({ _id: accountId }, changed.account, { session });
    return changed.result;
  });
}
