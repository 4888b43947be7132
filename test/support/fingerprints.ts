import { createHash } from 'node:crypto';
import type { FindOptions } from 'mongodb';
import type { Store } from '../../src/store/mongo/store.ts';

/** What is needed of a collection, whatever is in it. */
interface Read {
  readonly collectionName: string;
  find(filter: object, options: FindOptions): { toArray(): Promise<unknown[]> };
}

/** A hash of all documents of each collection, for comparing before and after; MongoDB makes it without sending them. */
export async function fingerprints({ client, accounts }: Store, read: readonly Read[]): Promise<Fingerprints> {
  const names = read.map(({ collectionName }) => collectionName);
  return (await client.db(accounts.dbName).command({ dbHash: 1, collections: names })).collections;
}

type Fingerprints = Readonly<Record<string, string>>;

/**
 * Only of the documents that fit. They are hashed as they come from MongoDB, because decoding and comparing them takes
 * many times as long.
 */
export async function fingerprintsOf(filter: object, collections: readonly Read[]): Promise<Fingerprints> {
  const hashes = collections.map(async (one) => [one.collectionName, await fingerprint(one, filter)] as const);
  return Object.fromEntries(await Promise.all(hashes));
}

async function fingerprint(collection: Read, filter: object): Promise<string> {
  const docs = (await collection.find(filter, { raw: true, sort: { _id: 1 } }).toArray()) as Buffer[];
  const hash = createHash('sha256');
  for (const doc of docs) hash.update(doc);
  return `${docs.length} documents, ${hash.digest('hex')}`;
}
