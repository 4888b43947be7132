import type { ClientSession, IndexDescription } from 'mongodb';
import type { UsedCodeDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';

/** MongoDB removes what is past its time, which is after the code itself has expired. */
export const usedCodeIndexes: IndexDescription[] = [{ key: { expiresAt: 1 }, expireAfterSeconds: 0 }];

/**
 * Marks a code as used, in the caller's transaction; false if another request has used it. Simultaneous requests
 * conflict, so that only one of them commits.
 */
export async function takeCode(store: Store, code: UsedCodeDoc, session: ClientSession): Promise<boolean> {
  const known = await store.usedCodes.findOne({ _id: code._id }, { session });
  if (known !== null) return known.by === code.by;
  await store.usedCodes.insertOne(code, { session });
  return true;
}
