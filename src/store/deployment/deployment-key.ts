import { randomBytes } from 'node:crypto';
import type { DeploymentKeyDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { isDuplicateKey } from '../mongo/transaction.ts';

/**
 * The key that seals one kind of thing for the whole deployment (32 bytes), created on first use. It is kept in
 * MongoDB: whoever can read that can read everything that is sealed.
 */
export async function deploymentKey(store: Store, _id: DeploymentKeyDoc['_id'], now: number): Promise<Buffer> {
  const made = { key: randomBytes(32).toString('base64url'), createdAt: now };
  const read = () => store.deploymentKeys.findOne({ _id });
  const known = await read();
  if (known === null)
    await store.deploymentKeys.insertOne({ _id, ...made }).catch((error) => {
      // Another process was first.
      if (!isDuplicateKey(error)) throw error;
    });
  const stored = known ?? (await read());
  if (stored === null) throw new Error(`the deployment's key ${_id} disappeared while it was being created`);
  return Buffer.from(stored.key, 'base64url');
}
