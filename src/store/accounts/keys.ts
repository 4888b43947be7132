import type { IndexDescription } from 'mongodb';
import type { Scope } from '../../contract/keys.ts';
import { ConflictError } from '../mongo/conflict.ts';
import type { KeyDoc } from '../mongo/documents.ts';
import { randomId, sha256 } from '../mongo/ids.ts';
import type { PageAsked } from '../mongo/list-position.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction } from '../mongo/transaction.ts';
import { recordAudit } from './audit.ts';

export { type Scope, scopes } from '../../contract/keys.ts';

export const keyIndexes: IndexDescription[] = [{ key: { accountId: 1, createdAt: -1 } }];

/** Enough of the hash to distinguish an account's keys; it grants no access. */
const idLength = 20;

/** A key's public id. */
export const keyId = ({ _id }: Pick<KeyDoc, '_id'>): string => _id.slice(0, idLength);

/** A key that is not stored yet. */
export function newKey(
  accountId: string,
  scopes: readonly Scope[],
  createdAt: number,
  name: string | null = null,
): { readonly key: string; readonly stored: KeyDoc } {
  const key = `ac_${randomId()}`;
  return { key, stored: { _id: sha256(key), accountId, name, scopes, createdAt } };
}

/** Creates a key for an account. It is returned only this once and stored only as a hash. */
export async function createKey(
  store: Store,
  accountId: string,
  keyScopes: readonly Scope[],
  now: number,
  name: string | null = null,
): Promise<{ readonly key: string; readonly stored: KeyDoc }> {
  const { key, stored } = newKey(accountId, keyScopes, now, name);
  await inTransaction(store, async (session) => {
    await store.keys.replaceOne({ _id: stored._id }, stored, { session, upsert: true });
    await recordAudit(store, session, keyId(stored));
  });
  return { key, stored };
}

/** The stored key; null if it never existed or has been revoked. */
export const findKey = (store: Store, key: string): Promise<KeyDoc | null> => findKeyById(store, sha256(key));

/** @param hash the hash of the key, under which it is stored */
export const findKeyById = (store: Store, hash: string): Promise<KeyDoc | null> => store.keys.findOne({ _id: hash });

/** A page of an account's keys, newest first. */
export function listKeys(store: Store, accountId: string, { after, limit }: PageAsked): Promise<KeyDoc[]> {
  // `after` holds a public id, which is the beginning of its key's hash, so it sorts just before that hash.
  const older =
    after === null
      ? {}
      : { $or: [{ createdAt: { $lt: after.createdAt } }, { createdAt: after.createdAt, _id: { $lt: after.id } }] };
  return store.keys.find({ accountId, ...older }, { sort: { createdAt: -1, _id: -1 }, limit }).toArray();
}

/**
 * Revokes a key; false if the account has none with this id. Throws ConflictError `last-admin-key`, because without an
 * admin key nobody could create another.
 */
export function revokeKey(store: Store, accountId: string, id: string): Promise<boolean> {
  return inTransaction(store, async (session) => {
    if (!/^[0-9a-f]+$/.test(id) || id.length !== idLength) return false;
    const key = await store.keys.findOne({ accountId, _id: { $gte: id, $lt: `${id}g` } }, { session });
    if (key === null) return false;
    // Two admins who revoke each other's key at the same time would both succeed; this makes one of them conflict.
    await store.accounts.updateOne({ _id: accountId }, { $inc: { keysRevoked: 1 } }, { session });
    const others = { accountId, scopes: { $elemMatch: { $eq: 'admin' as const } }, _id: { $ne: key._id } };
    if (key.scopes.includes('admin') && (await store.keys.findOne(others, { session })) === null)
      throw new ConflictError('last-admin-key', 'This is the last key with the scope admin. Create another one first.');
    await store.keys.deleteOne({ _id: key._id }, { session });
    await recordAudit(store, session);
    return true;
  });
}
