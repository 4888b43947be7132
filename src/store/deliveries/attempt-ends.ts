import type { ClientSession } from 'mongodb';
import type { ParkedReason } from '../../contract/outcomes.ts';
import type { Settings } from '../../contract/settings.ts';
import { afterRefusal, isOpen } from '../../policy/delivery/delivery.ts';
import type { Next } from '../../policy/look/decision.ts';
import { findAccount } from '../accounts/accounts.ts';
import type { AccountDoc, ConversationRef, DeliveryDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { accepted } from './acceptance.ts';
import { alarmNow, endOpen, readBoth } from './carried.ts';
import { type Carried, moved, ofUnknownEnd, parked, withEnd, writeDelivery } from './deliveries.ts';
import { inLookTransaction, type LookDeps, lookAt } from './look.ts';

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

/** What recording an attempt's end came to. */
export interface Recorded {
  /** The delivery, if that ended it: accepted, or parked. */
  readonly ended: DeliveryDoc | null;
  /** The next look; null if its time is over, so that the workflow has looked by itself and listens no more. */
  readonly next: Next | null;
}

/**
 * Records how an attempt ended, and looks, in one transaction. Acceptance wins over every state but what reports say;
 * any other end counts only while its attempt is the latest and being sent.
 * @param number 1 for the delivery's first attempt
 */
export function recordEnd(
  deps: LookDeps,
  ref: ConversationRef,
  deliveryId: string,
  number: number,
  end: AttemptEnd,
): Promise<Recorded> {
  const { store, clock } = deps;
  return inLookTransaction(store, async (session) => {
    const read = await readBoth(store, ref, deliveryId, session);
    const account = read && (await findAccount(store, ref.accountId, session));
    if (read === null || account === null) return { ended: null, next: null };
    const now = Math.max(await clock(), read.delivery.attempts[number - 1]?.at ?? 0);
    const after = await afterEnd(store, read, account, number, end, now, session);
    const isOpenOne = read.conversation.openDelivery === deliveryId;
    if (after === null && !isOpenOne) return { ended: null, next: null };
    const { conversation, delivery } = after ?? read;
    const ended = delivery.status !== read.delivery.status && !isOpen(delivery) ? delivery : null;
    const bumped = after === null ? conversation : { ...conversation, version: conversation.version + 1 };
    const isHeard = isOpenOne && now < (delivery.attempts[number - 1]?.overAt ?? 0);
    if (isHeard) {
      const seen = {
        conversation: { ...bumped, alarm: alarmNow(now) },
        account,
        delivery: isOpen(delivery) ? delivery : null,
      };
      return { ended, next: await lookAt(deps, seen, now, session) };
    }
    if (after !== null) await endOpen(store, conversation, account, now, session);
    return { ended, next: null };
  });
}

/** The delivery after this end, written; null if the end counts no more. */
async function afterEnd(
  store: Store,
  read: Carried,
  { settings }: AccountDoc,
  number: number,
  end: AttemptEnd,
  now: number,
  session: ClientSession,
): Promise<Carried | null> {
  const { delivery } = read;
  // A report was here first, of this copy or of another: what became of this one is told all the same.
  if (delivery.acceptedAt !== null) {
    if (delivery.attempts[number - 1]?.end !== null) return null;
    const told = { ...read, delivery: withEnd(delivery, number, end, now) };
    await writeDelivery(store, told.delivery, session);
    return told;
  }
  if (end.kind === 'accepted') {
    const { providerMessageId } = end;
    const told = { status: 'accepted', reason: null, providerMessageId, acceptedAt: now } as const;
    const after = await accepted(store, read, { ...withEnd(delivery, number, end, now), ...told }, now, session);
    await writeDelivery(store, after.delivery, session);
    return after;
  }
  if (delivery.status !== 'sending' || delivery.attempts.length !== number) return null;
  const after = notAccepted(read, settings, end, now);
  await writeDelivery(store, after.delivery, session);
  return after;
}

function notAccepted(
  sending: Carried,
  { delivery: { retryForSeconds } }: Settings,
  end: Exclude<AttemptEnd, { kind: 'accepted' }>,
  now: number,
): Carried {
  if (end.kind === 'unknown') return ofUnknownEnd(sending, end.result, now);
  const ended = { ...sending, delivery: withEnd(sending.delivery, sending.delivery.attempts.length, end, now) };
  switch (end.kind) {
    case 'rejected':
      return parked(ended, end.reason);
    case 'refused': {
      const after = afterRefusal(sending.delivery, end.reason, retryForSeconds, now, end.retryAfterSeconds);
      if (after.kind === 'park') return parked(ended, after.reason);
      return moved(ended, { ...ended.delivery, status: 'claimed', nextAttemptAt: after.at });
    }
    default:
      return end satisfies never;
  }
}
