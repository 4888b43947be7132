import type { ClientSession, IndexDescription } from 'mongodb';
import { addressKey } from '../../contract/email-address.ts';
import { type SuppressionReason, suppressionReasons } from '../../contract/suppressions.ts';
import { raiseFlagOf } from '../accounts/fan-out.ts';
import type { ConversationDoc, ConversationRef, SuppressionDoc } from '../mongo/documents.ts';
import { randomId } from '../mongo/ids.ts';
import { olderThan, type PageAsked } from '../mongo/list-position.ts';
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

/** A page of an account's suppressions, newest first. */
export function listSuppressions(
  store: Store,
  accountId: string,
  address: string | undefined,
  { after, limit }: PageAsked,
): Promise<SuppressionDoc[]> {
  const which = address === undefined ? { accountId } : { _id: keyOf(accountId, address) };
  return store.suppressions
    .find({ ...which, ...olderThan(after) }, { sort: { createdAt: -1, id: -1 }, limit })
    .toArray();
}

/** A conversation with what is known of its present address, and whether that is new. */
export interface Known {
  readonly kind: 'unchanged' | 'changed';
  readonly conversation: ConversationDoc;
}

/**
 * The conversation with what is known of its present address by now: asked where a mail could go out or the address
 * changed, not at every look.
 */
export async function withSuppression(
  store: Store,
  conversation: ConversationDoc,
  session?: ClientSession,
): Promise<Known> {
  const { accountId, visitor } = conversation;
  const found = visitor.email === null ? null : await findSuppression(store, accountId, visitor.email, session);
  const suppressed = found?.reason ?? null;
  return suppressed === (conversation.suppressed ?? null)
    ? { kind: 'unchanged', conversation }
    : { kind: 'changed', conversation: { ...conversation, suppressed } };
}

/** An address that is to get no mail, why, and what brought that about. */
export interface ToSuppress extends ConversationRef {
  readonly deliveryId: string | null;
  readonly address: string;
  readonly reason: SuppressionReason;
  readonly now: number;
}

/**
 * Suppresses an address for its account, in the caller's transaction; of a suppressed one the first reason stays, but
 * for what its owner said, who may take it back. The caller's own conversation is the caller's to write
 * (`withSuppression`); other waiting ones of this address are flagged.
 * @returns whether they were: then a fan-out is to be woken once this is committed
 */
export async function suppress(
  store: Store,
  { accountId, conversationId, deliveryId, address, reason, now }: ToSuppress,
  session: ClientSession,
): Promise<boolean> {
  const known = await findSuppression(store, accountId, address, session);
  const isSaidBy = (says: 'report' | 'owner', which: SuppressionReason) => suppressionReasons[which].says === says;
  if (known !== null && (isSaidBy('report', known.reason) || isSaidBy('owner', reason))) return false;
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
  await raiseFlagOf(store, accountId, { signal: 'visitorIdentified', now }, session);
  return true;
}

/** An address that may get mail again; with `only`, if it was suppressed for this reason. */
export interface ToLift {
  readonly accountId: string;
  readonly address: string;
  readonly only?: SuppressionReason;
  readonly now: number;
}

/**
 * Lifts a suppression and flags the account: its waiting conversations learn it by the fan-out. False if there is none.
 */
export function liftSuppression(store: Store, { accountId, address, only, now }: ToLift): Promise<boolean> {
  return inTransaction(store, async (session) => {
    const which = { _id: keyOf(accountId, address), ...(only === undefined ? {} : { reason: only }) };
    const { deletedCount } = await store.suppressions.deleteOne(which, { session });
    if (deletedCount === 0) return false;
    await raiseFlagOf(store, accountId, { signal: 'visitorIdentified', now }, session);
    return true;
  });
}
