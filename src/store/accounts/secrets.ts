import type { SecretKind } from '../../contract/secrets.ts';
import { ConflictError } from '../mongo/conflict.ts';
import type { AccountDoc } from '../mongo/documents.ts';
import { newSecret, sha256 } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { changeAccount } from './accounts.ts';

/** Bounded, because each accepted secret is tried on a token until one fits. */
const maxPrevious = 5;

/** The secrets with which an account's site may sign identities, the current one first. */
export const identitySecretsOf = (account: AccountDoc): readonly string[] => [
  account.identitySecret,
  ...previousOf(account, 'identity'),
];

/**
 * The secrets with which an account's visitor tokens may be signed, the current one first. They are not the identity
 * secret, because the site knows that. Older accounts that have none yet get one here.
 */
export async function sessionSecretsOf(store: Store, account: AccountDoc): Promise<readonly [string, ...string[]]> {
  if (account.sessionSecret !== undefined) return [account.sessionSecret, ...previousOf(account, 'session')];
  const { _id } = account;
  await store.accounts.updateOne({ _id, sessionSecret: { $exists: false } }, { $set: { sessionSecret: newSecret() } });
  const after = await store.accounts.findOne({ _id });
  if (after?.sessionSecret === undefined) throw new Error('the account disappeared while its secret was being created');
  return [after.sessionSecret];
}

/**
 * The ids of conversations that have not begun are derived from this; it does not change when the session secret does.
 */
export async function conversationSeedOf(store: Store, account: AccountDoc): Promise<string> {
  return account.conversationSeed ?? (await sessionSecretsOf(store, account))[0];
}

/** Identifies a secret without revealing it. */
export const secretId = sha256;

/**
 * Replaces a secret; the old one is accepted until `endPreviousSecrets`. Returns the new one and the number of old
 * ones, or null if the account no longer exists. Throws ConflictError `too-many-secrets`.
 */
export function rotateSecret(
  store: Store,
  accountId: string,
  kind: SecretKind,
): Promise<{ readonly secret: string; readonly previous: number } | null> {
  const secret = newSecret();
  return changeAccount(store, accountId, (account) => {
    const present = kind === 'identity' ? account.identitySecret : account.sessionSecret;
    const previous = [...(present === undefined ? [] : [present]), ...previousOf(account, kind)];
    if (previous.length > maxPrevious)
      throw new ConflictError(
        'too-many-secrets',
        `${maxPrevious} older secrets are still accepted. Revoke them first.`,
      );
    const previousSecrets = { ...account.previousSecrets, [kind]: previous };
    const result = { secret, previous: previous.length };
    if (kind === 'identity')
      return { kind: 'changed', account: { ...account, previousSecrets, identitySecret: secret }, result };
    const conversationSeed = account.conversationSeed ?? present ?? secret;
    const changed = { ...account, previousSecrets, sessionSecret: secret, conversationSeed };
    return { kind: 'changed', account: changed, result };
  });
}

/** From now on only the current secret is accepted. */
export async function endPreviousSecrets(store: Store, accountId: string, kind: SecretKind): Promise<void> {
  await changeAccount(store, accountId, (account) => {
    if (previousOf(account, kind).length === 0) return { kind: 'unchanged', result: null };
    const previousSecrets = { ...account.previousSecrets, [kind]: [] };
    return { kind: 'changed', account: { ...account, previousSecrets }, result: null };
  });
}

const previousOf = ({ previousSecrets }: AccountDoc, kind: SecretKind) => previousSecrets?.[kind] ?? [];
