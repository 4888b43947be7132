import type { ClientSession } from 'mongodb';
import type { ParkedReason } from '../../contract/outcomes.ts';
import {
  type Attempt,
  type HeldBack,
  hasUnknownAttempt,
  heldBack,
  withoutHeldTime,
} from '../../policy/delivery/delivery.ts';
import { findAccount } from '../accounts/accounts.ts';
import { nextUtcDay, takeAddress } from '../addresses/address-limits.ts';
import { withSuppression } from '../addresses/suppressions.ts';
import { type SendingState, sendingState } from '../deployment/sending-pause.ts';
import type { AccountDoc, ConversationDoc, ConversationRef, DeliveryDoc } from '../mongo/documents.ts';
import { conversationKey, keyOfAddress } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction } from '../mongo/transaction.ts';
import { endOpen, readBoth } from './carried.ts';
import { type Carried, findDelivery, moved, parked, withoutPending, writeDelivery } from './deliveries.ts';

/** Everything that an attempt is decided and composed from, in one snapshot; null if it is no longer to be made. */
export function readForAttempt(store: Store, ref: ConversationRef, deliveryId: string): Promise<ForAttempt | null> {
  return inTransaction(store, async (session) => {
    const read = await readBoth(store, ref, deliveryId, session);
    if (read?.delivery.status !== 'claimed') return null;
    const account = await findAccount(store, ref.accountId, session);
    return account && { ...read, account, ...(await sendingState(store, session)) };
  });
}

export interface ForAttempt extends Carried, SendingState {
  readonly account: AccountDoc;
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

/** `limited`: its unverified address may be mailed by no more conversations today; it was withdrawn, or postponed. */
export type Noted = 'noted' | 'changed' | 'limited';

/**
 * Notes an attempt, unless anything changed since the version it was composed from; then it has to be composed again.
 * Heartbeats and activity change no version, so only what the note is about is written.
 */
export function noteAttempt(
  store: Store,
  ref: ConversationRef,
  { conversation, delivery }: Carried,
  { attempt, ...mail }: AttemptNote,
): Promise<Noted> {
  return inTransaction(store, async (session) => {
    const isUnchanged = await bumpVersion(store, conversation, session);
    if (!isUnchanged) {
      const last = (await findDelivery(store, ref.accountId, delivery.id, session))?.attempts.at(-1);
      return last?.id === attempt.id && last.end === null ? 'noted' : 'changed';
    }
    const { suppressed } = await withSuppression(store, conversation, session);
    if (suppressed !== conversation.suppressed) {
      await store.conversations.updateOne({ _id: conversation._id }, { $set: { suppressed } }, { session });
      return 'changed';
    }
    // One that is repeated has its place since the first time.
    const isCounted = conversation.visitor.emailVerified || hasUnknownAttempt(delivery);
    const isTaken = isCounted || (await takeAddress(store, ref, mail.to, attempt.at, session));
    if (!isTaken) {
      await limit(store, ref, delivery, attempt.at, session);
      return 'limited';
    }
    await store.deliveries.updateOne(
      { _id: delivery._id },
      {
        $set: {
          ...mail,
          toKey: keyOfAddress(mail.to),
          status: 'sending',
          hourStartedAt: delivery.hourStartedAt,
          held: null,
        },
        $push: { attempts: attempt },
      },
      { session },
    );
    if (conversation.parked > 0) await supersede(store, delivery, mail.newsSeqs, session);
    return 'noted';
  });
}

/** False if the conversation is not of this version any more. */
async function bumpVersion(store: Store, { _id, version }: ConversationDoc, session: ClientSession): Promise<boolean> {
  const { matchedCount } = await store.conversations.updateOne({ _id, version }, { $inc: { version: 1 } }, { session });
  return matchedCount === 1;
}

/** Its unverified address may be mailed by no more conversations today. What a person asked for waits for tomorrow. */
async function limit(
  store: Store,
  ref: ConversationRef,
  asked: DeliveryDoc,
  now: number,
  session: ClientSession,
): Promise<void> {
  const read = await readBoth(store, ref, asked.id, session);
  if (read === null) return;
  const limitedUntil = nextUtcDay(now);
  const end: ClaimEnd =
    asked.replay === null
      ? { kind: 'withdrawn' }
      : { kind: 'postponed', ...heldBack(withoutHeldTime(asked, now), now, limitedUntil) };
  const ended = await endedClaim(store, read, end, session);
  await writeDelivery(store, ended.delivery, session);
  const limited = { ...ended.conversation, limitedUntil };
  await endOpen(store, limited, await findAccount(store, ref.accountId, session), now, session);
}

/** How a claim ends that comes to no attempt: no longer due, impossible, or later. */
export type ClaimEnd =
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'parked'; readonly reason: ParkedReason }
  | ({ readonly kind: 'postponed' } & HeldBack);

/** Ends a claim before an attempt, or postpones it. False: something changed since that version, look anew. */
export function endClaim(
  store: Store,
  ref: ConversationRef,
  deliveryId: string,
  composedFrom: number,
  end: ClaimEnd,
  now: number,
): Promise<boolean> {
  return inTransaction(store, async (session) => {
    const read = await readBoth(store, ref, deliveryId, session);
    if (read?.delivery.status !== 'claimed' || read.conversation.version !== composedFrom) return false;
    const ended = await endedClaim(store, read, end, session);
    await writeDelivery(store, ended.delivery, session);
    await endOpen(store, ended.conversation, await findAccount(store, ref.accountId, session), now, session);
    return true;
  });
}

async function endedClaim(store: Store, read: Carried, end: ClaimEnd, session: ClientSession): Promise<Carried> {
  switch (end.kind) {
    case 'parked':
      return parked(read, end.reason);
    case 'withdrawn':
      return withdrawn(store, read, session);
    case 'postponed':
      return {
        ...read,
        delivery: { ...read.delivery, nextAttemptAt: end.at, hourStartedAt: end.hourStartedAt, held: end.held },
      };
    default:
      return end satisfies never;
  }
}

/** A parked delivery whose messages ride in this mail is superseded by it. */
async function supersede(
  store: Store,
  { accountId, conversationId, id }: DeliveryDoc,
  newsSeqs: readonly number[],
  session: ClientSession,
): Promise<void> {
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
  if (modifiedCount === 0) return;
  const _id = conversationKey({ accountId, conversationId });
  await store.conversations.updateOne({ _id }, { $inc: { parked: -modifiedCount } }, { session });
}

/**
 * Its news waits on; what it had superseded is parked again. A replayed one is parked again itself: its news makes no
 * mail due, so it would be lost, and the person who asked sees that it did not go out.
 */
async function withdrawn(store: Store, { conversation, delivery }: Carried, session: ClientSession): Promise<Carried> {
  const carried = { delivery, conversation: await givenBack(store, conversation, delivery, session) };
  if (delivery.replay !== null && delivery.reason !== null) return parked(carried, delivery.reason);
  return moved(carried, { ...delivery, status: 'withdrawn', replay: null });
}

/** What was superseded is parked again, for its old reason; what is of unknown end keeps its messages again. */
async function givenBack(
  store: Store,
  before: ConversationDoc,
  { accountId, conversationId, id }: DeliveryDoc,
  session: ClientSession,
): Promise<ConversationDoc> {
  const superseded = { accountId, conversationId, supersededBy: id, status: 'superseded' as const };
  let conversation = before;
  for (const old of await store.deliveries.find(superseded, { session }).toArray()) {
    const again = { ...old, status: 'parked' as const, supersededBy: null };
    await writeDelivery(store, again, session);
    ({ conversation } = moved({ conversation, delivery: old }, again));
    if (hasUnknownAttempt(old)) conversation = withoutPending(conversation, old.newsSeqs);
  }
  return conversation;
}
