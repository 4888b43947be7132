import { randomBytes } from 'node:crypto';
import type { Store } from '../mongo/store.ts';
import { isDuplicateKey } from '../mongo/transaction.ts';

/** What event ids are sealed with. In MongoDB, whose change stream they are places in: who has that has all they hide. */
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
  if (stored === null) throw new Error('the key of event ids went while it was made');
  return Buffer.from(stored.key, 'base64url');
}
