import type { ClientSession } from 'mongodb';
import type { ParkedReason } from '../contract/outcomes.ts';
import { type Attempt, afterRefusal } from '../policy/delivery.ts';
import { findAccount } from './accounts.ts';
import { nextUtcDay, takeAddress } from './address-limits.ts';
import { newAlarm, settled } from './change.ts';
import type { Clock } from './clock.ts';
import { type Carried, findDelivery, parked, unparked, withinTheHour, writeDelivery } from './deliveries.ts';
import type { AccountDoc, ConversationDoc, ConversationRef, DeliveryDoc } from './documents.ts';
import { conversationKey } from './ids.ts';
import type { Store } from './store.ts';
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

/** How an attempt ended (design, Delivery: the one table says what an answer means). */
export type AttemptEnd =
  | { readonly kind: 'accepted'; readonly providerMessageId: string | null; readonly result: string }
  | {
      readonly kind: 'refused';
      readonly reason: ParkedReason;
      readonly retryAfterSeconds: number | null;
      readonly result: string;
    }
  | { readonly kind: 'rejected'; readonly reason: ParkedReason; readonly result: string }
  | { readonly kind: 'unknown'; readonly result: string };

/**
 * Records how an attempt ended. Acceptance wins over every state but what reports say; any other end counts only while
 * its attempt is the latest and being sent.
 * @returns the delivery if that ended it: accepted, or parked
 * @param number 1 for the delivery's first attempt
 */
export async function recordEnd(
  store: Store,
  ref: ConversationRef,
  deliveryId: string,
  number: number,
  end: AttemptEnd,
  clock: Clock,
): Promise<DeliveryDoc | null> {
  return inTransaction(store, async (session) => {
    const read = await readBoth(store, ref, deliveryId, session);
    const account = read && (await findAccount(store, ref.accountId, session));
    if (read === null || account === null) return null;
    const { delivery } = read;
    const now = Math.max(await clock(), delivery.attempts[number - 1]?.at ?? 0);
    const attempts = delivery.attempts.map((attempt, index) =>
      index === number - 1 ? { ...attempt, end: end.kind, endedAt: now, result: end.result } : attempt,
    );
    const ended = { conversation: read.conversation, delivery: { ...delivery, attempts } };
    if (end.kind === 'accepted') {
      if (delivery.acceptedAt !== null) return null;
      return accept(store, ended, unparked(read), account, end.providerMessageId, now, session);
    }
    if (delivery.status !== 'sending' || delivery.attempts.length !== number) return null;
    if (end.kind === 'refused') {
      const after = afterRefusal(
        delivery,
        end.reason,
        account.settings.delivery.retryForSeconds,
        now,
        end.retryAfterSeconds,
      );
      if (after.kind === 'retry') {
        await writeDelivery(store, { ...ended.delivery, status: 'claimed', nextAttemptAt: after.at }, session);
        await writeConversation(store, { ...ended.conversation, alarm: newAlarm(now, 'alarmOverdue', now) }, session);
        return null;
      }
    }
    const given = end.kind === 'unknown' ? parked(ended, 'unknown', now) : parked(ended, end.reason, null);
    await writeDelivery(store, given.delivery, session);
    await endOpen(store, given.conversation, account, now, session);
    return given.delivery;
  });
}

/** The messages get their label in the same transaction (design R6), and the thread its next reference. */
async function accept(
  store: Store,
  { delivery }: Carried,
  conversation: ConversationDoc,
  account: AccountDoc,
  providerMessageId: string | null,
  now: number,
  session: ClientSession,
): Promise<DeliveryDoc> {
  const { accountId, conversationId, id, newsSeqs, to, subject, messageId } = delivery;
  const accepted: DeliveryDoc = {
    ...delivery,
    status: 'accepted',
    reason: null,
    replay: null,
    providerMessageId,
    acceptedAt: now,
  };
  await writeDelivery(store, accepted, session);
  await store.messages.updateMany(
    { accountId, conversationId, seq: { $in: [...newsSeqs] } },
    { $push: { forwardedTo: { deliveryId: id, address: to ?? '', at: now } } },
    { session },
  );
  const { thread } = conversation;
  const mailed = {
    ...conversation,
    openDelivery: conversation.openDelivery === id ? null : conversation.openDelivery,
    mailedAt: withinTheHour([...conversation.mailedAt, now], now),
    pending: conversation.pending.filter(
      ({ seq, isDeleted }) => !newsSeqs.includes(seq) && !(isDeleted && seq < Math.max(...newsSeqs)),
    ),
    thread: {
      subject: thread.subject ?? subject,
      references: messageId === null ? thread.references : [...thread.references, messageId],
    },
    updatedAt: now,
  };
  await endOpen(store, mailed, account, now, session);
  return accepted;
}

/** The write that ends a delivery sets the alarm: look now, for newer replies may have waited for it. */
async function endOpen(
  store: Store,
  conversation: ConversationDoc,
  account: AccountDoc | null,
  now: number,
  session: ClientSession,
): Promise<void> {
  const alarm = newAlarm(now, 'alarmOverdue', now);
  await writeConversation(store, { ...(account ? settled(conversation, account, now) : conversation), alarm }, session);
}

async function readBoth(
  store: Store,
  ref: ConversationRef,
  deliveryId: string,
  session: ClientSession,
): Promise<Carried | null> {
  const conversation = await store.conversations.findOne({ _id: conversationKey(ref) }, { session });
  const delivery = conversation && (await findDelivery(store, ref.accountId, deliveryId, session));
  return conversation && delivery && { conversation, delivery };
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

async function writeConversation(store: Store, conversation: ConversationDoc, session: ClientSession): Promise<void> {
  await store.conversations.replaceOne(
    { _id: conversation._id },
    { ...conversation, version: conversation.version + 1 },
    { session },
  );
}
