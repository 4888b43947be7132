import type { ClientSession, IndexDescription } from 'mongodb';
import { addressKey } from '../../contract/email-address.ts';
import type { SuppressionReason } from '../../contract/suppressions.ts';
import { raiseFlagOf } from '../accounts/fan-out.ts';
import type { ConversationDoc, ConversationRef, SuppressionDoc } from '../mongo/documents.ts';
import { randomId } from '../mongo/ids.ts';
import { type ListPosition, olderThan } from '../mongo/list-position.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction } from '../mongo/transaction.ts';

export const suppressionIndexes: IndexDescription[] = [{ key: { accountId: 1, createdAt: -1, id: -1 } }];

const keyOf = (accountId: string, address: string) => `${accountId}:${addressKey(address)}`;

export function findSuppression(
  store: Store,
  accountId: string,
  address: string,
  session?: ClientSession,
): Promise<SuppressionDoc | null> {
  return store.suppressions.findOne({ _id: keyOf(accountId, address) }, session ? { session } : {});
}

/** A page of an account's suppressions, newest first. `after` is the last one of the page before. */
export function listSuppressions(
  store: Store,
  accountId: string,
  address: string | undefined,
  after: ListPosition | null,
  limit: number,
): Promise<SuppressionDoc[]> {
  const which = address === undefined ? { accountId } : { _id: keyOf(accountId, address) };
  return store.suppressions
    .find({ ...which, ...olderThan(after) }, { sort: { createdAt: -1, id: -1 }, limit })
    .toArray();
}

/**
 * The conversation with what is known of its present address by now: asked where a mail could go out or the address
 * changed, not at every look. The very same one if nothing is new.
 */
export async function withSuppression(
  store: Store,
  conversation: ConversationDoc,
  session?: ClientSession,
): Promise<ConversationDoc> {
  const { accountId, visitor } = conversation;
  const found = visitor.email === null ? null : await findSuppression(store, accountId, visitor.email, session);
  const suppressed = found?.reason ?? null;
  return suppressed === (conversation.suppressed ?? null) ? conversation : { ...conversation, suppressed };
}

/** What brought a suppression about. */
export interface SuppressedBy extends ConversationRef {
  readonly deliveryId: string | null;
}

/**
 * Suppresses an address for its account, in the caller's transaction; of a suppressed one the first reason stays, but
 * for "not me", which its reader may take back. The caller's own conversation is the caller's to write
 * (`withSuppression`); other waiting ones of this address are flagged.
 * @returns whether they were: then a fan-out is to be woken once this is committed
 */
export async function suppress(
  store: Store,
  { accountId, conversationId, deliveryId }: SuppressedBy,
  address: string,
  reason: SuppressionReason,
  now: number,
  session: ClientSession,
): Promise<boolean> {
  const known = await findSuppression(store, accountId, address, session);
  if (known !== null && (known.reason !== 'notMe' || reason === 'notMe')) return false;
  const suppression: SuppressionDoc = {
    _id: keyOf(accountId, address),
    accountId,
    id: known?.id ?? randomId(),
    address: addressKey(address),
    reason,
    conversationId,
    deliveryId,
    createdAt: now,
  };
  await store.suppressions.replaceOne({ _id: suppression._id }, suppression, { session, upsert: true });
  // Every look that is about to claim asks again, so this one only lets people see it sooner, and bounces are many.
  const other = await store.conversations.findOne(
    { accountId, addressKey: addressKey(address), waiting: true, id: { $ne: conversationId } },
    { session, projection: { _id: 1 } },
  );
  if (other === null) return false;
  await raiseFlagOf(store, accountId, 'visitorIdentified', now, session);
  return true;
}

/**
 * Lifts a suppression and flags the account: its waiting conversations learn it by the fan-out. False if there is none.
 * @param only lifts it for this reason alone
 */
export function liftSuppression(
  store: Store,
  accountId: string,
  address: string,
  now: number,
  only?: SuppressionReason,
): Promise<boolean> {
  return inTransaction(store, async (session) => {
    const which = { _id: keyOf(accountId, address), ...(only === undefined ? {} : { reason: only }) };
    const { deletedCount } = await store.suppressions.deleteOne(which, { session });
    if (deletedCount === 0) return false;
    await raiseFlagOf(store, accountId, 'visitorIdentified', now, session);
    return true;
  });
}
