import type { SecretKind } from '../../contract/secrets.ts';
import { ConflictError } from '../mongo/conflict.ts';
import type { AccountDoc } from '../mongo/documents.ts';
import { newSecret, sha256 } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { changeAccount } from './accounts.ts';

/** Each that is accepted is tried with every token that none before it signed. */
const maxPrevious = 5;

/** What an account's site may sign identities with: the present secret first. */
export const identitySecretsOf = (account: AccountDoc): readonly string[] => [
  account.identitySecret,
  ...previousOf(account, 'identity'),
];

/**
 * What an account's visitors' tokens may be signed with, the present secret first. Not the identity secret, which the
 * site knows. Accounts made before there were visitors get theirs here.
 */
export async function sessionSecretsOf(store: Store, account: AccountDoc): Promise<readonly [string, ...string[]]> {
  if (account.sessionSecret !== undefined) return [account.sessionSecret, ...previousOf(account, 'session')];
  const { _id } = account;
  await store.accounts.updateOne({ _id, sessionSecret: { $exists: false } }, { $set: { sessionSecret: newSecret() } });
  const after = await store.accounts.findOne({ _id });
  if (after?.sessionSecret === undefined) throw new Error('the account went while its secret was made');
  return [after.sessionSecret];
}

/** What the ids of conversations that have not begun are derived from: it stays when the sessions' secret changes. */
export async function conversationSeedOf(store: Store, account: AccountDoc): Promise<string> {
  return account.conversationSeed ?? (await sessionSecretsOf(store, account))[0];
}

/** How a secret is spoken of where it must not be told. */
export const secretId = sha256;

/**
 * Replaces a secret; the old one is accepted until `endPreviousSecrets`. Answers the new one and how many old ones there
 * are, or null if the account is gone. Throws ConflictError `too-many-secrets`.
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

/** From now on only the present secret is accepted. */
export async function endPreviousSecrets(store: Store, accountId: string, kind: SecretKind): Promise<void> {
  await changeAccount(store, accountId, (account) => {
    if (previousOf(account, kind).length === 0) return { kind: 'unchanged', result: null };
    const previousSecrets = { ...account.previousSecrets, [kind]: [] };
    return { kind: 'changed', account: { ...account, previousSecrets }, result: null };
  });
}

const previousOf = ({ previousSecrets }: AccountDoc, kind: SecretKind) => previousSecrets?.[kind] ?? [];
