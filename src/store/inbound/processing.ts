import type { DeadLetterReason } from '../../contract/inbound.ts';
import { inboundKept, keepingOf } from '../../policy/account/inbound-keeping.ts';
import { findAccount } from '../accounts/accounts.ts';
import type { InboundDoc, InboundResult, InboundSummary } from '../mongo/documents.ts';
import { keepFileUntil, removeFile } from '../mongo/files.ts';
import type { Store } from '../mongo/store.ts';
import { isErased } from '../mongo/tombstones.ts';
import { isDuplicateKey } from '../mongo/transaction.ts';
import { dayMs } from './inbound.ts';
import { takeRoom } from './kept-bytes.ts';

/** Longer than the workflow waits between two tries. */
const watchWhileProcessingMs = 10 * 60_000;

/**
 * Notes that processing an email begins, before anything that could fail; returns it with this try. Null if it has been
 * processed already, or does not exist.
 */
export function beginInbound(store: Store, id: string, now: number): Promise<InboundDoc | null> {
  return store.inbound.findOneAndUpdate(
    { _id: id, watchAt: { $gt: 0 } },
    {
      $set: { watchAt: now + watchWhileProcessingMs },
      $inc: { 'tries.count': 1 },
      $min: { 'tries.since': now },
    },
    { returnDocument: 'after' },
  );
}

/** What became of an email, and what was learnt of it. */
export interface InboundEnded {
  readonly end: InboundResult | { readonly kind: 'deadLetter'; readonly reason: DeadLetterReason };
  readonly accountId: string | null;
  readonly conversationId: string | null;
  readonly digest: string | null;
  readonly read: InboundSummary | null;
}

/**
 * Writes what became of an email, and keeps it as it came for as long as that asks for (policy/account/inbound-keeping).
 * Of two that are the same, whatever arrives in parallel, the second becomes a duplicate. Returns the email as it is
 * now; null if somebody else has ended it meanwhile.
 */
export async function endInbound(
  store: Store,
  email: InboundDoc,
  ended: InboundEnded,
  now: number,
): Promise<InboundDoc | null> {
  const { accountId, conversationId, digest, end } = ended;
  const once = digest === null ? null : `${accountId ?? ''}:${conversationId ?? ''}:${digest}`;
  try {
    return await endAs(store, email, { ...ended, once, now });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const messageId = end.kind === 'message' ? end.messageId : null;
    return endAs(store, email, { ...ended, end: { kind: 'duplicate', messageId }, once: null, now });
  }
}

interface EndedOnce extends InboundEnded {
  readonly once: string | null;
  readonly now: number;
}

async function endAs(store: Store, email: InboundDoc, ended: EndedOnce): Promise<InboundDoc | null> {
  const { accountId, conversationId, now } = ended;
  const { _id, bytes, receivedAt, replayedAt = receivedAt, event } = email;
  const { recordDays, contentDays, counts } = keepingOf(ended, await rawInboundDays(store, accountId));
  const contentUntil = new Date(replayedAt + contentDays * dayMs);
  // First, because a repetition of this call would not find the email again; and no less than what another one, which may
  // end it before this, needs.
  if (event === undefined) await keepFileUntil(store.rawInbound, _id, contentUntil, '$max');
  const after = await write(store, email, {
    ...ended,
    // An event is its own record, which is of no use without its content.
    expiresAt: event === undefined ? new Date(replayedAt + recordDays * dayMs) : contentUntil,
    contentUntil,
  });
  if (after === null) return null;
  // Only now, so that an email counts once however often its end is tried to be written.
  if (await takeRoom(store, { accountId, conversationId, counts, bytes, now })) {
    if (event === undefined) await keepFileUntil(store.rawInbound, _id, contentUntil);
    return after;
  }
  const gone = { contentUntil: null, ...(event === undefined ? {} : { 'event.raw': null }) };
  await store.inbound.updateOne({ _id, contentUntil }, { $set: gone });
  await removeFile(store.rawInbound, _id);
  return { ...after, contentUntil: null };
}

interface Written extends EndedOnce {
  readonly expiresAt: Date;
  readonly contentUntil: Date;
}

function write(
  store: Store,
  email: InboundDoc,
  { end, accountId, conversationId, digest, read, once, expiresAt, contentUntil, now }: Written,
): Promise<InboundDoc | null> {
  const isDead = end.kind === 'deadLetter';
  const outcome = isDead
    ? ({ state: 'deadLetter', reason: end.reason, result: null } as const)
    : ({ state: 'done', reason: null, result: end } as const);
  const learnt = { accountId, conversationId, digest, read, expiresAt, contentUntil, processedAt: now };
  const counts = once !== null && end.kind !== 'duplicate';
  return store.inbound.findOneAndUpdate(
    { _id: email._id, state: email.state, watchAt: { $gt: 0 } },
    {
      $set: { ...outcome, ...learnt, ...(counts ? { once } : {}) },
      $unset: { watchAt: true, ...(counts ? {} : { once: true }) },
    },
    { returnDocument: 'after' },
  );
}

/**
 * Removes an email of an erased conversation, which may have been erased while it was processed; and an erasure that
 * begins later finds it.
 * @returns whether it was removed
 */
export async function forgetIfErased(
  store: Store,
  { _id, accountId, conversationId }: Pick<InboundDoc, '_id' | 'accountId' | 'conversationId'>,
): Promise<boolean> {
  if (accountId === null || conversationId === null) return false;
  if (!(await isErased(store, { accountId, conversationId }))) return false;
  await removeFile(store.rawInbound, _id);
  await store.inbound.deleteOne({ _id });
  return true;
}

/** The account's setting; that of nobody counts for nothing. */
async function rawInboundDays(store: Store, accountId: string | null): Promise<number> {
  const account = accountId === null ? null : await findAccount(store, accountId);
  return account?.settings.retention.rawInboundDays ?? inboundKept.ofNobodyDays;
}

/** The sweeper's: how long until it follows up again on an email whose workflow it has started. */
const watchAfterStartMs = 60_000;

/**
 * Emails that no workflow has processed in time. Yields each as it is taken, by a guarded update that moves the time on,
 * so that only one sweeper starts its workflow.
 */
export async function* takeWaitingInbound(store: Store, now: number): AsyncGenerator<Pick<InboundDoc, '_id'>> {
  const waiting = await store.inbound
    .find({ watchAt: { $gt: 0, $lte: now } }, { projection: { watchAt: 1 }, sort: { watchAt: 1 }, limit: 100 })
    .toArray();
  for (const { _id, watchAt } of waiting) {
    if (watchAt === undefined) continue;
    const { modifiedCount } = await store.inbound.updateOne(
      { _id, watchAt },
      { $set: { watchAt: now + watchAfterStartMs } },
    );
    if (modifiedCount === 1) yield { _id };
  }
}
