import type { IndexDescription } from 'mongodb';
import type { KeyDoc } from './documents.ts';
import { randomId, sha256 } from './ids.ts';
import type { Store } from './store.ts';

export const keyIndexes: IndexDescription[] = [{ key: { accountId: 1, createdAt: -1 } }];

export const scopes = ['chat', 'inbox', 'settings', 'deliveries', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/** Makes a key for an account. It is answered once and stored only as a hash. */
export async function createKey(
  store: Store,
  accountId: string,
  keyScopes: readonly Scope[],
  now: number,
): Promise<{ readonly key: string }> {
  const key = `ac_${randomId()}`;
  await store.keys.insertOne({ _id: sha256(key), accountId, scopes: keyScopes, createdAt: now });
  return { key };
}

/** The key as stored, or null for one that was never made. */
export function findKey(store: Store, key: string): Promise<KeyDoc | null> {
  return store.keys.findOne({ _id: sha256(key) });
}
