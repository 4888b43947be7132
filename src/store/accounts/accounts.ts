import type { ClientSession, IndexDescription } from 'mongodb';
import { patternsOf } from '../../contract/origin.ts';
import { type Settings, wholeSettings } from '../../contract/settings.ts';
import type { AccountFacts, AgentPresence } from '../../policy/facts.ts';
import type { AccountDoc } from '../mongo/documents.ts';
import { newSecret, randomId } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction } from '../mongo/transaction.ts';
import { recordAudit } from './audit.ts';
import { newKey } from './keys.ts';

export const accountIndexes: IndexDescription[] = [
  /** For the sweeper: accounts with leases that lapse, and flags that were not cleared. */
  { key: { leasesLapseAt: 1 }, partialFilterExpression: { leasesLapseAt: { $gt: 0 } } },
  { key: { 'fanOut.raisedAt': 1 }, partialFilterExpression: { 'fanOut.raisedAt': { $gt: 0 } } },
  /** For the widget and the inbox: whose site key it is, and whether any account allows pages of an origin. */
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

/**
 * Creates an account with its first key, which may do everything. Rejects with a duplicate key error if the id is
 * taken.
 */
export async function createAccount(
  store: Store,
  account: { readonly id?: string; readonly name: string; readonly settings: Settings },
  now: number,
): Promise<CreatedAccount> {
  const accountId = account.id ?? randomId();
  const siteKey = `site_${randomId()}`;
  const identitySecret = newSecret();
  const { key, stored } = newKey(accountId, ['admin'], now);
  const document: AccountDoc = {
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
  };
  await inTransaction(store, async (session) => {
    await store.accounts.insertOne(document, { session });
    await store.keys.insertOne(stored, { session });
    await recordAudit(store, session);
  });
  return { accountId, apiKey: key, siteKey, identitySecret };
}

export function findAccount(store: Store, accountId: string, session?: ClientSession): Promise<AccountDoc | null> {
  return store.accounts.findOne({ _id: accountId }, session ? { session } : {});
}

/** Accounts in the order of their ids, from the one after `after` on. */
export const listAccounts = (store: Store, limit: number, after: string | null = null): Promise<AccountDoc[]> =>
  store.accounts.find(after === null ? {} : { _id: { $gt: after } }, { sort: { _id: 1 }, limit }).toArray();

const accountsAPage = 200;

/** All accounts in the order of their ids, page by page. */
export async function* allAccounts(store: Store): AsyncGenerator<readonly AccountDoc[]> {
  for (let after: string | null = null; ; ) {
    const page: AccountDoc[] = await listAccounts(store, accountsAPage, after);
    if (page.length > 0) yield page;
    after = page.at(-1)?._id ?? null;
    if (page.length < accountsAPage || after === null) return;
  }
}

/** The sender address of one account, or (null) of each account that has one, the oldest account first. */
export async function listSenders(
  store: Store,
  accountId: string | null,
): Promise<readonly { readonly accountId: string; readonly address: string; readonly replyDomain: string | null }[]> {
  const accounts = await store.accounts
    .find(accountId === null ? {} : { _id: accountId }, {
      projection: { 'settings.sender': 1 },
      sort: { createdAt: 1 },
    })
    .toArray();
  return accounts.flatMap(({ _id, settings: { sender } }) =>
    sender === null ? [] : [{ accountId: _id, address: sender.address, replyDomain: sender.replyDomain }],
  );
}

export function findAccountOfSite(store: Store, siteKey: string): Promise<AccountDoc | null> {
  return store.accounts.findOne({ siteKey });
}

/** Whether any account allows pages of this origin, for its visitors (`brand`) or its agents (`inbox`). */
export async function isAllowedOrigin(store: Store, group: 'brand' | 'inbox', origin: string): Promise<boolean> {
  const allowed = { [`settings.${group}.allowedOrigins`]: { $in: [...patternsOf(origin), `${origin}/`] } };
  return (await store.accounts.findOne(allowed, { projection: { _id: 1 } })) !== null;
}

/** Whether another account has this reply domain, which is given in lower case. */
export async function isReplyDomainOfOther(store: Store, accountId: string, domain: string): Promise<boolean> {
  const other = await store.accounts.findOne(
    { 'settings.sender.replyDomain': domain, _id: { $ne: accountId } },
    { projection: { _id: 1 }, collation: { locale: 'en', strength: 2 }, maxTimeMS: 2_000 },
  );
  return other !== null;
}

/** What the policy needs to know about an account. */
export function accountFacts(account: AccountDoc): AccountFacts {
  return {
    settings: wholeSettings(account.settings),
    choiceMadeAt: account.choiceMadeAt,
    agents: presencesOf(account),
  };
}

/**
 * The presence of the agents who ever set a status. Deleted ones count as offline since their deletion; but if nobody
 * else ever set a status, the account counts as one in which nobody did (design R4).
 */
function presencesOf({ agents }: AccountDoc): AgentPresence[] {
  if (!agents.some(({ presence, deletedAt }) => presence !== null && deletedAt === null)) return [];
  return agents.flatMap(({ presence }) => (presence === null ? [] : [presence]));
}

/** The result of changing an account. */
export type AccountChange<T> =
  | { readonly kind: 'unchanged'; readonly result: T }
  | { readonly kind: 'changed'; readonly account: AccountDoc; readonly result: T };

/**
 * Reads, changes and writes one account in a transaction; `change` may be called again. Null if there is no such
 * account.
 */
export async function changeAccount<T>(
  store: Store,
  accountId: string,
  change: (account: AccountDoc) => AccountChange<T>,
): Promise<T | null> {
  return inTransaction(store, async (session) => {
    const account = await findAccount(store, accountId, session);
    if (account === null) return null;
    const changed = change(account);
    if (changed.kind === 'changed') {
      await store.accounts.replaceOne({ _id: accountId }, changed.account, { session });
      await recordAudit(store, session);
    }
    return changed.result;
  });
}
