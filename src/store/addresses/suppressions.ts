import type { ClientSession, IndexDescription } from 'mongodb';
import { addressKey } from '../../contract/email-address.ts';
import { type SuppressionReason, suppressionReasons } from '../../contract/suppressions.ts';
import { recordAudit } from '../accounts/audit.ts';
import { raiseFlagOf } from '../accounts/fan-out-flag.ts';
import type { AuditDraft, ConversationDoc, ConversationRef, SuppressionDoc } from '../mongo/documents.ts';
import { keyOfAddress, randomId } from '../mongo/ids.ts';
import { olderThan, type PageAsked } from '../mongo/list-position.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction } from '../mongo/transaction.ts';

export const suppressionIndexes: IndexDescription[] = [
  { key: { accountId: 1, createdAt: -1, id: -1 } },
  { key: { accountId: 1, conversationId: 1 }, partialFilterExpression: { conversationId: { $gt: '' } } },
];

const keyOf = (accountId: string, address: string) => `${accountId}:${addressKey(address)}`;
/** Of one whose conversation was erased: a digest of the address is all that is kept of it. */
const keyWithoutAddress = (accountId: string, address: string) => `${accountId}:${keyOfAddress(address)}`;
const keysOf = (accountId: string, address: string) => ({
  $in: [keyOf(accountId, address), keyWithoutAddress(accountId, address)],
});

export function findSuppression(
  store: Store,
  accountId: string,
  address: string,
  session?: ClientSession,
): Promise<SuppressionDoc | null> {
  return store.suppressions.findOne({ _id: keysOf(accountId, address) }, session ? { session } : {});
}

/** A page of an account's suppressions, newest first. */
export function listSuppressions(
  store: Store,
  accountId: string,
  address: string | undefined,
  { after, limit }: PageAsked,
): Promise<SuppressionDoc[]> {
  const which = address === undefined ? { accountId } : { _id: keysOf(accountId, address) };
  return store.suppressions
    .find({ ...which, ...olderThan(after) }, { sort: { createdAt: -1, id: -1 }, limit })
    .toArray();
}

/** A conversation with the current suppression of its address, and whether that has changed. */
export interface Known {
  readonly kind: 'unchanged' | 'changed';
  readonly conversation: ConversationDoc;
}

/**
 * The conversation with the current suppression of its address. Read when an email could be sent or the address
 * changed, not at every look.
 */
export async function withSuppression(
  store: Store,
  conversation: ConversationDoc,
  session?: ClientSession,
): Promise<Known> {
  const { accountId, visitor } = conversation;
  const found = visitor.email === null ? null : await findSuppression(store, accountId, visitor.email, session);
  return knownAs(conversation, found);
}

/** The conversation with this suppression of its address; null: there is none. */
export function knownAs(conversation: ConversationDoc, found: SuppressionDoc | null): Known {
  const suppressed = found?.reason ?? null;
  return suppressed === (conversation.suppressed ?? null)
    ? { kind: 'unchanged', conversation }
    : { kind: 'changed', conversation: { ...conversation, suppressed } };
}

/** An address that is to get no email, why, and what caused it. */
export interface ToSuppress extends ConversationRef {
  readonly deliveryId: string | null;
  readonly address: string;
  readonly reason: SuppressionReason;
  /** In the words of the server, the provider or a person. */
  readonly detail: string | null;
  readonly now: number;
}

/**
 * Suppresses an address for its account, in the caller's transaction. If it is suppressed already, the first reason
 * stays, except that a report replaces what a person said, because a person may take that back. The caller writes its
 * own conversation (`withSuppression`); if other conversations wait for this address, the account is flagged.
 * @returns whether it was flagged: then the fan-out has to be woken after the commit
 */
export async function suppress(store: Store, asked: ToSuppress, session: ClientSession): Promise<boolean> {
  const { accountId, conversationId, address, now } = asked;
  const known = await findSuppression(store, accountId, address, session);
  const isReport = (which: SuppressionReason) => suppressionReasons[which].says === 'report';
  if (known !== null && (isReport(known.reason) || !isReport(asked.reason))) return false;
  await writeSuppression(store, known, asked, session);
  // Every look that is about to claim reads the suppression anyway. The flag only makes it visible sooner, and bounces
  // are frequent, so it is raised only if another conversation waits.
  const other = await store.conversations.findOne(
    { accountId, addressKey: addressKey(address), waiting: true, id: { $ne: conversationId } },
    { session, projection: { _id: 1 } },
  );
  if (other === null) return false;
  await raiseFlagOf(store, accountId, { signal: 'visitorIdentified', now }, session);
  return true;
}

/**
 * Suppresses an address by hand, and flags the account, so that its conversations learn of it. One that is suppressed
 * already stays as it is. Returns what is stored, and whether it is new.
 */
export function addSuppression(
  store: Store,
  asked: Pick<Written, 'accountId' | 'address' | 'detail' | 'now'> & { readonly by: AuditDraft['actor'] },
): Promise<{ readonly suppression: SuppressionDoc; readonly isNew: boolean }> {
  const { accountId, address, now } = asked;
  return inTransaction(store, async (session) => {
    const known = await findSuppression(store, accountId, address, session);
    if (known !== null) return { suppression: known, isNew: false };
    const whole = { ...asked, conversationId: null, deliveryId: null, reason: 'manual' } as const;
    const suppression = await writeSuppression(store, null, whole, session);
    await recordAudit(store, session);
    await raiseFlagOf(store, accountId, { signal: 'visitorIdentified', now }, session);
    return { suppression, isNew: true };
  });
}

interface Written extends Omit<ToSuppress, 'conversationId'> {
  /** Null: no conversation caused it. */
  readonly conversationId: string | null;
  /** Who added it by hand. */
  readonly by?: AuditDraft['actor'];
}

async function writeSuppression(
  store: Store,
  known: SuppressionDoc | null,
  { accountId, conversationId, deliveryId, address, reason, detail, by, now }: Written,
  session: ClientSession,
): Promise<SuppressionDoc> {
  const suppression: SuppressionDoc = {
    _id: keyOf(accountId, address),
    accountId,
    id: known?.id ?? randomId(),
    address: addressKey(address),
    reason,
    detail,
    ...(by === undefined ? {} : { by }),
    conversationId,
    deliveryId,
    createdAt: now,
  };
  if (known?.address === null) await store.suppressions.deleteOne({ _id: known._id }, { session });
  await store.suppressions.replaceOne({ _id: suppression._id }, suppression, { session, upsert: true });
  return suppression;
}

/** An address that may get email again; with `only`, only if it was suppressed for this reason. */
export interface ToLift {
  readonly accountId: string;
  readonly address: string;
  readonly only?: SuppressionReason;
  readonly now: number;
}

/**
 * Lifts a suppression and flags the account, so that the fan-out updates its waiting conversations. False if there is
 * none.
 */
export function liftSuppression(store: Store, { accountId, address, only, now }: ToLift): Promise<boolean> {
  return inTransaction(store, async (session) => {
    const which = { _id: keysOf(accountId, address), ...(only === undefined ? {} : { reason: only }) };
    const { deletedCount } = await store.suppressions.deleteMany(which, { session });
    if (deletedCount === 0) return false;
    await recordAudit(store, session);
    await raiseFlagOf(store, accountId, { signal: 'visitorIdentified', now }, session);
    return true;
  });
}

/**
 * Takes the address from the suppressions that a conversation caused, which go on: each is kept under a digest of its
 * address, so that somebody who wants no email gets none after their data was erased. Returns how many there were, at
 * most `limit`.
 */
export async function withoutAddresses(
  store: Store,
  { accountId, conversationId }: ConversationRef,
  limit: number,
): Promise<number> {
  const page = await store.suppressions.find({ accountId, conversationId }, { limit }).toArray();
  for (const suppression of page) await keepDigest(store, suppression);
  return page.length;
}

/** The same for what was added by hand, which no conversation caused: for an address of a conversation that is erased. */
export async function withoutAddedAddress(
  store: Store,
  accountId: string,
  address: string,
  session?: ClientSession,
): Promise<void> {
  const known = await findSuppression(store, accountId, address, session);
  if (known !== null && known.conversationId === null) await keepDigest(store, known, session);
}

async function keepDigest(
  store: Store,
  { _id, address, ...rest }: SuppressionDoc,
  session?: ClientSession,
): Promise<void> {
  if (address === null) return;
  const key = keyWithoutAddress(rest.accountId, address);
  const gone = { address: null, detail: null, conversationId: null, deliveryId: null } as const;
  const options = session ? { session } : {};
  const kept: SuppressionDoc = { ...rest, _id: key, ...gone };
  await store.suppressions.replaceOne({ _id: key }, kept, { ...options, upsert: true });
  await store.suppressions.deleteOne({ _id }, options);
}
