import { randomBytes } from 'node:crypto';
import type { AccountDoc } from './documents.ts';
import type { Store } from './store.ts';

export const newSessionSecret = () => randomBytes(32).toString('base64url');

/**
 * What an account's visitors' tokens are signed with. Not the identity secret, which the site knows. Accounts made
 * before there were visitors get theirs here.
 */
export async function sessionSecretOf(store: Store, account: AccountDoc): Promise<string> {
  if (account.sessionSecret !== undefined) return account.sessionSecret;
  const { _id } = account;
  await store.accounts.updateOne(
    { _id, sessionSecret: { $exists: false } },
    { $set: { sessionSecret: newSessionSecret() } },
  );
  const after = await store.accounts.findOne({ _id });
  if (after?.sessionSecret === undefined) throw new Error('the account went while its secret was made');
  return after.sessionSecret;
}
