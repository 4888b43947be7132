import { inboundKept } from '../../policy/account/inbound-keeping.ts';
import type { ConversationRef, InboundDoc } from '../mongo/documents.ts';
import { copyFile } from '../mongo/files.ts';
import { conversationKey, sha256 } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { isDuplicateKey } from '../mongo/transaction.ts';
import { dayMs, findInbound, watchAfterMs } from './inbound.ts';

export interface SharedWith {
  /** The conversation that the email's own record is of from now on. */
  readonly own: ConversationRef;
  /** Those that get a record of their own. */
  readonly others: readonly ConversationRef[];
  readonly now: number;
}

/**
 * Makes an email that came to several conversations a record in each, with content of its own, so that each is processed,
 * replayed, kept and erased by itself. It may be interrupted and repeated. Returns the ids of the other records, whose
 * workflows have to be started.
 */
export async function shareInbound(
  store: Store,
  email: InboundDoc,
  { own, others, now }: SharedWith,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const of of others) ids.push(await shareWith(store, email, of, now));
  // Last, because from then on nobody looks whether there are others.
  await store.inbound.updateOne(
    { _id: email._id, state: email.state, watchAt: { $gt: 0 } },
    { $set: { accountId: own.accountId, conversationId: own.conversationId, isShare: true } },
  );
  return ids;
}

async function shareWith(
  store: Store,
  { _id: from, contentType, bytes, signature, receivedAt, replayedAt }: InboundDoc,
  { accountId, conversationId }: ConversationRef,
  now: number,
): Promise<string> {
  const _id = sha256(`${from} ${conversationKey({ accountId, conversationId })}`).slice(0, 32);
  if ((await findInbound(store, _id)) !== null) return _id;
  const expiresAt = new Date(now + inboundKept.unprocessedDays * dayMs);
  await copyFile(store.rawInbound, { from, to: _id, expiresAt });
  const share: InboundDoc = {
    ...{ _id, accountId, conversationId, isShare: true, contentType, bytes, signature, receivedAt },
    ...{ state: 'new', reason: null, result: null, digest: null, read: null },
    ...{ processedAt: null, expiresAt: null, contentUntil: null, watchAt: now + watchAfterMs },
    ...(replayedAt === undefined ? {} : { replayedAt }),
  };
  await store.inbound.insertOne(share).catch((error) => {
    if (!isDuplicateKey(error)) throw error;
  });
  return _id;
}
