import type { IndexDescription } from 'mongodb';
import type { UploadDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';

export const uploadIndexes: IndexDescription[] = [
  { key: { accountId: 1, conversationId: 1, messageId: 1 } },
  { key: { expiresAt: 1 }, expireAfterSeconds: 0 },
];

export function findUpload(store: Store, id: string): Promise<UploadDoc | null> {
  return store.uploads.findOne({ _id: id });
}
