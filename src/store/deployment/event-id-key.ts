import { randomBytes } from 'node:crypto';
import type { Store } from '../mongo/store.ts';
import { isDuplicateKey } from '../mongo/transaction.ts';

/** The key that seals event ids. It is kept in MongoDB: whoever can read that can read everything that the ids hide. */
export async function eventIdKey(store: Store, now: number): Promise<Buffer> {
  const made = { key: randomBytes(32).toString('base64url'), createdAt: now };
  const read = () => store.deploymentKeys.findOne({ _id: 'eventIds' });
  const known = await read();
  if (known === null)
    await store.deploymentKeys.insertOne({ _id: 'eventIds', ...made }).catch((error) => {
      // Another process was first.
      if (!isDuplicateKey(error)) throw error;
    });
  const stored = known ?? (await read());
  if (stored === null) throw new Error('the key of event ids disappeared while it was being created');
  return Buffer.from(stored.key, 'base64url');
}
