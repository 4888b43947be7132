import { signal } from '@preact/signals';
import type { CannedReply, PutCannedReply } from '../../../../packages/client/src/index.ts';
import { client } from '../../account/session.ts';

/** The account's and one's own canned replies; null until they are loaded. */
export const cannedReplies = signal<readonly CannedReply[] | null>(null);

/** Those that others have changed meanwhile are seen after so long. */
const freshMs = 60_000;
const maxReplies = 200;
let loadedAt = 0;

/** Loads them if they are not known, or not lately. Rejects if they cannot be loaded. */
export async function loadCannedReplies(): Promise<void> {
  if (Date.now() - loadedAt < freshMs) return;
  loadedAt = Date.now();
  try {
    const { items } = await client.cannedReplies.list({ limit: maxReplies });
    cannedReplies.value = items;
  } catch (error) {
    loadedAt = 0;
    throw error;
  }
}

export async function putCannedReply(id: string, reply: PutCannedReply): Promise<void> {
  const put = await client.cannedReplies.put(id, reply);
  cannedReplies.value = [put, ...(cannedReplies.peek() ?? []).filter((one) => one.id !== id)];
}

export async function deleteCannedReply(id: string): Promise<void> {
  await client.cannedReplies.delete(id);
  cannedReplies.value = (cannedReplies.peek() ?? []).filter((one) => one.id !== id);
}
