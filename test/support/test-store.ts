import type { Db } from 'mongodb';
import { connectStore, type Store } from '../../src/store/mongo/store.ts';
import { createIndexes } from '../../src/store/open-store.ts';
import { testMongoUri } from './servers.ts';

/** Which databases are in use in this file. */
const inUse = new Set<string>();

/**
 * A store that nobody else uses until it is closed, empty and with all indexes. It may have belonged to an earlier file
 * of this process of Jest: emptying a database takes mongod a tenth of the time that creating its indexes does.
 */
export async function openTestStore(uri = testMongoUri()): Promise<Store> {
  const name = freeName();
  inUse.add(name);
  const store = connectStore(uri, name);
  await empty(store.client.db(name));
  await createIndexes(uri, name);
  return {
    ...store,
    close: async () => {
      await store.close();
      inUse.delete(name);
    },
  };
}

function freeName(): string {
  for (let number = 1; ; number += 1) {
    const name = `tests-${process.env.JEST_WORKER_ID}-${number}`;
    if (!inUse.has(name)) return name;
  }
}

/** From more documents than this it takes longer to remove them than to create the indexes again. */
const many = 5_000;

async function empty(db: Db): Promise<void> {
  const { objects } = await db.stats();
  if (objects > many) await db.dropDatabase();
  const collections = await db.collections();
  const ours = collections.filter(({ collectionName }) => !collectionName.startsWith('system.'));
  await Promise.all(ours.map((collection) => collection.deleteMany()));
}
