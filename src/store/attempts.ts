import type { ClientSession } from 'mongodb';
import type { ParkedReason } from '../contract/outcomes.ts';
import type { Attempt } from '../policy/delivery.ts';
import { findAccount } from './accounts.ts';
import { nextUtcDay, takeAddress } from './address-limits.ts';
import { endOpen, readBoth, writeConversation } from './carried.ts';
import { type Carried, findDelivery, parked, writeDelivery } from './deliveries.ts';
import type { AccountDoc, ConversationRef, DeliveryDoc } from './documents.ts';
import type { Store } from './store.ts';
import { withSuppression } from './suppressions.ts';
import { inTransaction } from './transaction.ts';

/** Everything that an attempt is decided and composed from, in one snapshot; null if it is no longer to be made. */
export async function readForAttempt(
  store: Store,
  ref: ConversationRef,
  deliveryId: string,
): Promise<(Carried & { readonly account: AccountDoc }) | null> {
  return inTransaction(store, async (session) => {
    const read = await readBoth(store, ref, deliveryId, session);
    if (read === null || read.delivery.status !== 'claimed') return null;
    const account = await findAccount(store, ref.accountId, session);
    return account && { ...read, account };
  });
}

/** What an attempt will send, noted before it is sent. */
export interface AttemptNote {
  readonly to: string;
  readonly newsSeqs: readonly number[];
  readonly subject: string;
  readonly messageId: string;
  readonly request: string;
  readonly attempt: Attempt;
}

/** `limited`: its unverified address may be mailed by no more conversations today; it was withdrawn. */
export type Noted = 'noted' | 'changed' | 'limited';

/**
 * Notes an attempt, unless anything changed since the version it was composed from; then it has to be composed again.
 */
export function noteAttempt(
  store: Store,
  ref: ConversationRef,
  deliveryId: string,
  composedFrom: number,
  { attempt, ...mail }: AttemptNote,
): Promise<Noted> {
  return inTransaction(store, async (session) => {
    const read = await readClaimed(store, ref, deliveryId, composedFrom, session);
    if (read === null) {
      const last = (await findDelivery(store, ref.accountId, deliveryId, session))?.attempts.at(-1);
      return last?.id === attempt.id && last.end === null ? 'noted' : 'changed';
    }
    const { conversation, delivery } = read;
    const known = await withSuppression(store, conversation, session);
    if (known !== conversation) {
      await writeConversation(store, known, session);
      return 'changed';
    }
    const isTaken = conversation.visitor.emailVerified || (await takeAddress(store, ref, mail.to, attempt.at, session));
    if (!isTaken) {
      const ended = await withdrawn(store, read, session);
      await writeDelivery(store, ended.delivery, session);
      const account = await findAccount(store, ref.accountId, session);
      const limited = { ...ended.conversation, limitedUntil: nextUtcDay(attempt.at) };
      await endOpen(store, limited, account, attempt.at, session);
      return 'limited';
    }
    await writeDelivery(
      store,
      { ...delivery, ...mail, status: 'sending', attempts: [...delivery.attempts, attempt] },
      session,
    );
    const superseded = conversation.parked === 0 ? 0 : await supersede(store, delivery, mail.newsSeqs, session);
    await writeConversation(store, { ...conversation, parked: conversation.parked - superseded }, session);
    return 'noted';
  });
}

/** Ends a claimed delivery before an attempt: no longer due, or it cannot be made. False: something changed, look anew. */
export function endClaim(
  store: Store,
  ref: ConversationRef,
  deliveryId: string,
  composedFrom: number,
  end: { readonly kind: 'withdrawn' } | { readonly kind: 'parked'; readonly reason: ParkedReason },
  now: number,
): Promise<boolean> {
  return inTransaction(store, async (session) => {
    const read = await readClaimed(store, ref, deliveryId, composedFrom, session);
    if (read === null) return false;
    const ended = end.kind === 'parked' ? parked(read, end.reason, null) : await withdrawn(store, read, session);
    await writeDelivery(store, ended.delivery, session);
    await endOpen(store, ended.conversation, await findAccount(store, ref.accountId, session), now, session);
    return true;
  });
}

/** A parked delivery whose messages ride in this mail is superseded by it. Answers how many were. */
async function supersede(
  store: Store,
  { accountId, conversationId, id }: DeliveryDoc,
  newsSeqs: readonly number[],
  session: ClientSession,
): Promise<number> {
  const { modifiedCount } = await store.deliveries.updateMany(
    {
      accountId,
      conversationId,
      status: 'parked',
      newsSeqs: { $in: [...newsSeqs] },
      'attempts.end': { $ne: 'unknown' },
    },
    { $set: { status: 'superseded', supersededBy: id, replay: null } },
    { session },
  );
  return modifiedCount;
}

/**
 * Its news waits on; what it had superseded is parked again. A replayed one is parked again itself: its news makes no
 * mail due, so it would be lost, and the person who asked sees that it did not go out.
 */
async function withdrawn(store: Store, { conversation, delivery }: Carried, session: ClientSession): Promise<Carried> {
  const { modifiedCount } = await store.deliveries.updateMany(
    { accountId: delivery.accountId, conversationId: delivery.conversationId, supersededBy: delivery.id },
    { $set: { status: 'parked', supersededBy: null } },
    { session },
  );
  const restored = { ...conversation, openDelivery: null, parked: conversation.parked + modifiedCount };
  if (delivery.replay !== null && delivery.reason !== null)
    return parked({ conversation: restored, delivery }, delivery.reason, null);
  return { delivery: { ...delivery, status: 'withdrawn', replay: null }, conversation: restored };
}

async function readClaimed(
  store: Store,
  ref: ConversationRef,
  deliveryId: string,
  version: number,
  session: ClientSession,
): Promise<Carried | null> {
  const read = await readBoth(store, ref, deliveryId, session);
  return read?.delivery.status === 'claimed' && read.conversation.version === version ? read : null;
}
