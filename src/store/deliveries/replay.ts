import type { ClientSession } from 'mongodb';
import type { ReplayRefusal } from '../../contract/jobs.ts';
import { type OutcomeReason, outcomeReasons } from '../../contract/outcomes.ts';
import type { Settings } from '../../contract/settings.ts';
import { afterUnknown, awaitsReportUntil, isDirect, isOpen, overAt } from '../../policy/delivery/delivery.ts';
import { isAnswerable } from '../../policy/forwarding/direct.ts';
import { isTooOld } from '../../policy/forwarding/news.ts';
import { stoppedFor } from '../../policy/forwarding/reach.ts';
import { findAccount } from '../accounts/accounts.ts';
import { recordAudit } from '../accounts/audit.ts';
import { withSuppression } from '../addresses/suppressions.ts';
import { type Change, type ChangeContext, type Changed, changeConversation } from '../conversations/change.ts';
import { newsMessages } from '../conversations/shown-messages.ts';
import { ConflictError } from '../mongo/conflict.ts';
import type { AccountDoc, ConversationDoc, DeliveryDoc } from '../mongo/documents.ts';
import { conversationKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { findDelivery } from './deliveries.ts';
import { isGone, keptByOthers } from './news-messages.ts';

type Refusal = ReplayRefusal | 'unsubscribed';

/** The API's slug: both of these concern the address, and the detail says which it is. */
const slugOf = (refusal: Refusal): ReplayRefusal => (refusal === 'unsubscribed' ? 'suppressed' : refusal);

function refused(refusal: Refusal, delivery: DeliveryDoc, { settings }: AccountDoc): ConflictError {
  const until = awaitedUntil(delivery, settings);
  const when = until === null ? 'its end' : new Date(until).toISOString();
  const afterwards = afterUnknown(delivery, settings, until ?? 0) === 'resend' ? 'sent once more' : 'parked';
  const details: Record<Refusal, string> = {
    'already-sent': 'Its messages have been sent.',
    'already-read': 'Its messages have been read. Use evenIfRead to send them anyway.',
    'nothing-left': 'None of its messages is left to send.',
    suppressed: 'Its address is suppressed. Lift the suppression or correct the address.',
    unsubscribed:
      'The visitor has unsubscribed from this conversation. Filling in the contact form again changes that.',
    superseded: `The later delivery ${delivery.supersededBy} carries its messages. See what became of that one.`,
    'still-open': `It is still being delivered. The next attempt is at ${when} at the latest.`,
    'report-awaited': `It is not known yet whether it was sent. If no report arrives by ${when}, it is ${afterwards}.`,
    'forwarding-off': 'The account forwards nothing by email. Change the setting emailForwarding first.',
    'outside-messaging-window': 'The channel allows no answer until the visitor writes again.',
    'not-identified': 'No address of the visitor is known. Enter one first.',
    dismissed: `It was dismissed for good: ${delivery.dismissed?.reason}. Write a new reply instead.`,
    'too-old': 'Its messages are older than the setting content.forwardWithinDays allows.',
  };
  return new ConflictError(slugOf(refusal), details[refusal], reasonOf(refusal), until);
}

/** For an open delivery: until when to wait for its next attempt or its report. */
function awaitedUntil(delivery: DeliveryDoc, settings: Settings): number | null {
  if (delivery.status === 'unknown') return awaitsReportUntil(delivery, settings);
  if (delivery.status === 'sending') return overAt(delivery);
  return delivery.status === 'claimed' ? delivery.nextAttemptAt : null;
}

function reasonOf(refusal: Refusal): OutcomeReason | null {
  const found = Object.entries(outcomeReasons).find(([, { slug }]) => slug === refusal);
  if (found !== undefined) return found[0] as OutcomeReason;
  if (refusal === 'report-awaited') return 'unknown';
  return refusal === 'still-open' ? 'deliveryInFlight' : null;
}

/** A requested replay. */
export interface AskedReplay {
  readonly accountId: string;
  readonly deliveryId: string;
  readonly evenIfRead: boolean;
  readonly now: number;
  /** What else to write in the same transaction, if the delivery is not refused. */
  readonly alongside?: (session: ClientSession) => Promise<void>;
}

/**
 * Asks for a parked, bounced or dropped delivery to be sent after all: it is marked, and the conversation's workflow
 * opens it when no other is open. Asking again changes nothing. Throws ConflictError with a ReplayRefusal as its slug;
 * null if unknown.
 */
export async function replayDelivery(
  store: Store,
  { accountId, deliveryId, evenIfRead, now, alongside }: AskedReplay,
): Promise<Changed<DeliveryDoc> | null> {
  const known = await findDelivery(store, accountId, deliveryId);
  if (known === null) return null;
  const ref = { accountId, conversationId: known.conversationId };
  const apply = async (
    conversation: ConversationDoc,
    { account, session }: ChangeContext,
  ): Promise<Change<DeliveryDoc>> => {
    const delivery = await findDelivery(store, accountId, deliveryId, session);
    if (delivery === null) throw refused('nothing-left', known, account);
    await alongside?.(session);
    if (delivery.replay !== null && delivery.status !== 'unknown') return { kind: 'unchanged', result: delivery };
    const refusal = await refusalOf(store, { conversation, account, evenIfRead, now }, delivery, session);
    if (refusal !== null) throw refused(refusal, delivery, account);
    await recordAudit(store, session);
    const asked = { ...delivery, replay: { askedAt: now, evenIfRead } };
    const after = { ...conversation, isReplayAsked: true, updatedAt: now };
    return { kind: 'changed', conversation: after, delivery: asked, looksNow: true, result: asked };
  };
  return changeConversation(store, { ref, signal: 'forwardingRequested', now, apply });
}

/** Whether a delivery can be replayed: it is parked, or the provider accepted it and it did not arrive. */
export const replayable = ['parked', 'bounced', 'dropped'] as const;
const isReplayable = ({ status }: DeliveryDoc) => replayable.some((one) => one === status);

/** Why replayDelivery would refuse a delivery now; null if it would not. */
export async function replayRefusal(store: Store, delivery: DeliveryDoc, now: number): Promise<ReplayRefusal | null> {
  const conversation = await store.conversations.findOne({ _id: conversationKey(delivery) });
  const account = await findAccount(store, delivery.accountId);
  if (conversation === null || account === null) return 'nothing-left';
  const refusal = await refusalOf(store, { conversation, account, evenIfRead: false, now }, delivery);
  return refusal && slugOf(refusal);
}

interface Asked {
  readonly conversation: ConversationDoc;
  readonly account: AccountDoc;
  readonly evenIfRead: boolean;
  readonly now: number;
}

/** Refuses now what could never be sent, instead of finding that out later. */
export async function refusalOf(
  store: Store,
  { conversation, account, evenIfRead, now }: Asked,
  delivery: DeliveryDoc,
  session?: ClientSession,
): Promise<Refusal | null> {
  if (delivery.status === 'unknown') return 'report-awaited';
  if (isOpen(delivery)) return 'still-open';
  if (delivery.status === 'superseded') return 'superseded';
  if (delivery.status === 'dismissed') return 'dismissed';
  if (delivery.acceptedAt !== null && !isReplayable(delivery)) return 'already-sent';
  const left = (await newsMessages(store, delivery, session)).filter((message) => !isGone(message));
  if (left.length === 0) return 'nothing-left';
  const kept = await keptByOthers(store, delivery, session);
  const unsent = left.filter(({ seq }) => !kept.has(seq));
  if (unsent.length === 0) return 'already-sent';
  if (!isReplayable(delivery)) return 'nothing-left';
  if (isDirect(delivery)) {
    if (unsent.every(({ receivedAt }) => isTooOld(receivedAt, account, now))) return 'too-old';
    return isAnswerable(conversation, now) ? null : 'outside-messaging-window';
  }
  if (!evenIfRead && unsent.every(({ readAt }) => readAt !== null)) return 'already-read';
  if (account.settings.emailForwarding === 'nothing') return 'forwarding-off';
  if (conversation.visitor.email === null) return 'not-identified';
  const stopped = stoppedFor((await withSuppression(store, conversation, session)).conversation);
  if (stopped !== null) return stopped === 'addressSuppressed' ? 'suppressed' : stopped;
  return unsent.every(({ receivedAt }) => isTooOld(receivedAt, account, now)) ? 'too-old' : null;
}
