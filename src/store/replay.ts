import type { ClientSession } from 'mongodb';
import { type ReplayRefusal, replayRefusals } from '../contract/jobs.ts';
import { isOpen } from '../policy/delivery.ts';
import { stoppedFor } from '../policy/forwarding.ts';
import { changeConversation, newAlarm } from './change.ts';
import { ConflictError } from './conflict.ts';
import { type Carried, findDelivery, moved, writeDelivery } from './deliveries.ts';
import type { ConversationDoc, ConversationRef, DeliveryDoc, MessageDoc } from './documents.ts';
import { conversationKey } from './ids.ts';
import type { Store } from './store.ts';
import { withSuppression } from './suppressions.ts';

type Refusal = ReplayRefusal | 'unsubscribed';

/** What the API calls it: both are the address's, and the detail says which. */
const slugOf = (refusal: Refusal): ReplayRefusal => (refusal === 'unsubscribed' ? 'suppressed' : refusal);

export function isReplayRefusal(slug: string): slug is ReplayRefusal {
  return (replayRefusals as readonly string[]).includes(slug);
}

function refused(refusal: Refusal, { supersededBy }: Pick<DeliveryDoc, 'supersededBy'>): ConflictError {
  const details: Record<Refusal, string> = {
    'already-sent': 'its messages have been sent',
    'already-read': 'its messages have been read; ask with evenIfRead to send them all the same',
    'nothing-left': 'none of its messages is left to send',
    suppressed: 'its address gets no mail of this account; lift the suppression, or correct the address',
    unsubscribed: 'the visitor wants no mail of this conversation; the contact form, filled in again, changes that',
    superseded: `the later delivery ${supersededBy} carries its messages; see what became of that one`,
  };
  return new ConflictError(slugOf(refusal), details[refusal]);
}

/**
 * Asks for a parked, bounced or dropped delivery to be sent after all: it is marked, and the conversation's workflow opens it when no other
 * is open. Asking again changes nothing. Throws ConflictError with a ReplayRefusal as its slug; null if unknown.
 * @param alongside what else to write in the same transaction, if the delivery is not refused
 */
export async function replayDelivery(
  store: Store,
  accountId: string,
  deliveryId: string,
  evenIfRead: boolean,
  now: number,
  alongside: (session: ClientSession) => Promise<void> = async () => {},
): Promise<Awaited<ReturnType<typeof changeConversation<DeliveryDoc>>>> {
  const known = await findDelivery(store, accountId, deliveryId);
  if (known === null) return null;
  const ref = { accountId, conversationId: known.conversationId };
  return changeConversation(store, ref, 'forwardingRequested', now, async (conversation, { session }) => {
    const delivery = await findDelivery(store, accountId, deliveryId, session);
    if (delivery === null) throw refused('nothing-left', known);
    await alongside(session);
    if (isOpen(delivery) || delivery.replay !== null) return { conversation, result: delivery };
    const refusal = await refusalOf(store, conversation, delivery, evenIfRead, session);
    if (refusal !== null) throw refused(refusal, delivery);
    const asked = { ...delivery, replay: { askedAt: now, evenIfRead } };
    await writeDelivery(store, asked, session);
    const alarm = conversation.openDelivery === null ? newAlarm(now, 'forwardingRequested', now) : conversation.alarm;
    return { conversation: { ...conversation, alarm, isReplayAsked: true, updatedAt: now }, result: asked };
  });
}

/** On `retryDelivery`, which an operator may send from Temporal UI: asks for every parked one that may be replayed. */
export async function askForReplays(
  store: Store,
  conversation: ConversationDoc,
  now: number,
  session: ClientSession,
): Promise<void> {
  const ref = { accountId: conversation.accountId, conversationId: conversation.id };
  const waiting = await store.deliveries.find({ ...ref, status: 'parked', replay: null }, { session }).toArray();
  for (const delivery of waiting)
    if ((await refusalOf(store, conversation, delivery, false, session)) === null)
      await writeDelivery(store, { ...delivery, replay: { askedAt: now, evenIfRead: false } }, session);
}

/**
 * Opens the delivery whose replay was asked for first; its hour begins anew. Of one that the provider took, and that did
 * not arrive, it is a new mail to the present address (design, Delivery). Null if none was asked for.
 */
export async function reopenAsked(
  store: Store,
  conversation: ConversationDoc,
  now: number,
  session: ClientSession,
): Promise<Carried | null> {
  const asked = await store.deliveries.findOne(
    {
      accountId: conversation.accountId,
      conversationId: conversation.id,
      status: { $in: ['parked', ...failedStatuses] },
      replay: { $ne: null },
    },
    { session, sort: { 'replay.askedAt': 1, number: 1 } },
  );
  if (asked === null) return null;
  // Why it was parked is kept until it is sent: it may have to be parked again.
  const opened = moved(
    { conversation, delivery: asked },
    { ...asked, replay: withFailure(asked), status: 'claimed', hourStartedAt: now, nextAttemptAt: now },
  );
  await writeDelivery(store, opened.delivery, session);
  return { ...opened, conversation: { ...opened.conversation, version: conversation.version + 1 } };
}

/** The provider took these, and they did not arrive. */
const failedStatuses = ['bounced', 'dropped'] as const;
const failureOf = ({ status }: DeliveryDoc) => failedStatuses.find((failed) => failed === status);

/** How it had failed is kept until it is sent, as it may have to be withdrawn. */
function withFailure(asked: DeliveryDoc): DeliveryDoc['replay'] {
  const failure = failureOf(asked);
  return asked.replay && failure ? { ...asked.replay, failure } : asked.replay;
}

/** Why replayDelivery would refuse a delivery now; null if it would not. */
export async function replayRefusal(store: Store, delivery: DeliveryDoc): Promise<ReplayRefusal | null> {
  const conversation = await store.conversations.findOne({ _id: conversationKey(delivery) });
  if (conversation === null) return 'nothing-left';
  const refusal = await refusalOf(store, conversation, delivery, false);
  return refusal && slugOf(refusal);
}

async function refusalOf(
  store: Store,
  conversation: ConversationDoc,
  delivery: DeliveryDoc,
  evenIfRead: boolean,
  session?: ClientSession,
): Promise<Refusal | null> {
  if (delivery.status === 'superseded') return 'superseded';
  const isReplayable = delivery.status === 'parked' || failureOf(delivery) !== undefined;
  if (delivery.acceptedAt !== null && !isReplayable) return 'already-sent';
  const { accountId, id: conversationId } = conversation;
  const news = await newsMessages(store, { accountId, conversationId }, delivery, session);
  const left = news.filter(({ deletedAt, cancelledAt }) => deletedAt === null && cancelledAt === null);
  if (left.length === 0) return 'nothing-left';
  const unsent = left.filter((message) => !isSentOtherwise(message, delivery));
  if (unsent.length === 0) return 'already-sent';
  if (!isReplayable) return 'nothing-left';
  if (!evenIfRead && unsent.every(({ readAt }) => readAt !== null)) return 'already-read';
  const stopped = stoppedFor(await withSuppression(store, conversation, session));
  return stopped === 'addressSuppressed' ? 'suppressed' : stopped;
}

/** A mail carried it that is not this one: where this one was taken and then blocked, it has the label of it. */
export const isSentOtherwise = ({ forwardedTo }: MessageDoc, { id }: Pick<DeliveryDoc, 'id'>): boolean =>
  forwardedTo.some(({ deliveryId }) => deliveryId !== id);

/** The messages that a delivery carries as news, in order. */
export function newsMessages(
  store: Store,
  ref: ConversationRef,
  { newsSeqs }: DeliveryDoc,
  session?: ClientSession,
): Promise<MessageDoc[]> {
  return store.messages
    .find({ ...ref, seq: { $in: [...newsSeqs] } }, { sort: { seq: 1 }, ...(session ? { session } : {}) })
    .toArray();
}
