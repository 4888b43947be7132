import { openStore, type Store } from '../store/store.ts';
import { UsageError } from './command.ts';

/** For the commands that go to MongoDB: there is no key yet that would open the API. */
export async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const { MONGODB_URI, MONGODB_DATABASE } = process.env;
  if (MONGODB_URI === undefined) throw new UsageError('MONGODB_URI is not set; npm start prints the embedded one');
  const store = await openStore(MONGODB_URI, MONGODB_DATABASE ?? 'afterchat');
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
