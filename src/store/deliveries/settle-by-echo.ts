import type { ClientSession } from 'mongodb';
import { attemptShown, attemptShownAgain, readMetadata, type Shown } from '../../policy/delivery/echo.ts';
import { afterPartEnd, idsOf, nextPart } from '../../policy/delivery/parts.ts';
import { alarmOfChange } from '../../policy/look/alarm.ts';
import { type Change, type ChangeContext, type Changed, changeConversation } from '../conversations/change.ts';
import { newsSentAs } from '../conversations/sent-parts.ts';
import type { ConversationDoc, ConversationRef, DeliveryDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { findDelivery } from './deliveries.ts';
import { labelForwarded } from './forwarded-label.ts';

/** What a platform showed of a message that a page has sent to a visitor, by us or by whomever. */
export interface Echo extends Shown {
  readonly ref: ConversationRef;
  /** The platform's id of the message. */
  readonly mid: string;
  /** What it was sent with, if the platform says it. */
  readonly metadata: string | null;
}

export interface Settled {
  /** False: somebody else wrote it, such as a person in the platform's own inbox. */
  readonly isOurs: boolean;
  /** What was changed; its `wake` is to be signalled after the commit. Null if there is no such conversation. */
  readonly changed: Changed<boolean> | null;
}

/** Echoes come within minutes, so no more of a conversation's newest deliveries are looked at. */
const maxLookedAt = 50;

/**
 * Settles an attempt whose end is not known by the platform's echo of what was sent: it arrived, so the next part goes.
 * The metadata that it was sent with says which attempt it was; where the platform keeps that to itself (Instagram), the
 * message's id does, or that it says the same as the part whose end is awaited. An echo may come before the answer.
 */
export async function settleByEcho(store: Store, echo: Echo, now: number): Promise<Settled> {
  const apply = async (
    conversation: ConversationDoc,
    { account, session }: ChangeContext,
  ): Promise<Change<boolean>> => {
    const found = await attemptOf(store, echo, session);
    if (found === null || found === 'settled') return { kind: 'unchanged', result: found !== null };
    const { delivery, number } = found;
    // Who awaits its answer looks once that is there.
    const isUnderWay = delivery.status === 'sending' && delivery.attempts.length === number;
    const end = { kind: 'accepted', providerMessageId: echo.mid, result: 'the platform showed it as sent' } as const;
    const at = Math.max(now, conversation.updatedAt, delivery.attempts[number - 1]?.at ?? 0);
    const both = { conversation, delivery };
    const after = afterPartEnd(both, account.settings.delivery, { number, end }, at);
    if (after === null) return { kind: 'unchanged', result: true };
    if (delivery.acceptedAt === null && after.delivery.acceptedAt !== null)
      await labelForwarded(store, after.delivery, at, session);
    // While it is open only the end of an attempt sets the alarm, and this is one, unless it only tells another copy's id.
    const isEnd = !isUnderWay && nextPart(after.delivery) !== nextPart(delivery);
    const alarm = isEnd ? alarmOfChange(at, 'deliveryReported', at) : conversation.alarm;
    return { kind: 'changed', ...after, conversation: { ...after.conversation, alarm }, result: true };
  };
  const { ref } = echo;
  const changed = await changeConversation(store, { ref, signal: 'deliveryReported', now, apply });
  return { isOurs: changed?.result ?? false, changed };
}

interface Attempted {
  readonly delivery: DeliveryDoc;
  /** The attempt's, 1 for the delivery's first. */
  readonly number: number;
}

/** Whose it is; `settled`: ours, and known already. Null: not ours. */
async function attemptOf(store: Store, echo: Echo, session: ClientSession): Promise<Attempted | 'settled' | null> {
  const { ref, mid, metadata } = echo;
  const named = metadata === null ? null : readMetadata(metadata);
  if (named !== null) {
    const delivery = await findDelivery(store, ref.accountId, named.deliveryId, session);
    if (delivery?.conversationId !== ref.conversationId) return null;
    const part = delivery.parts?.[named.part - 1];
    return part && idsOf(part).includes(mid) ? 'settled' : { delivery, number: named.attempt };
  }
  if ((await newsSentAs(store, ref, mid, session)).length > 0) return 'settled';
  const newest = await store.deliveries
    .find({ ...ref }, { projection: { request: 0 }, sort: { number: -1 }, limit: maxLookedAt, session })
    .toArray();
  for (const shownBy of [attemptShown, attemptShownAgain])
    for (const delivery of newest) {
      const number = shownBy(delivery, echo);
      if (number !== null) return asWhole(store, delivery, number, session);
    }
  return null;
}

/** With its request, because a delivery is written as a whole. */
async function asWhole(
  store: Store,
  { accountId, id }: DeliveryDoc,
  number: number,
  session: ClientSession,
): Promise<Attempted | null> {
  const delivery = await findDelivery(store, accountId, id, session);
  return delivery && { delivery, number };
}
