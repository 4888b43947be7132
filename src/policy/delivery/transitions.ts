import type { ParkedReason } from '../../contract/outcomes.ts';
import type { WithdrawalReason } from '../../contract/withdrawals.ts';
import type { ConversationFacts, PendingReply } from '../facts.ts';
import { afterParking, notRefused, withoutReplies, withReplies } from '../pending.ts';
import { type DeliveryFacts, hasAcceptedPart, hasUnknownAttempt, isDirect, isOpen, keepsItsNews } from './delivery.ts';
import { troublesAfter } from './troubles.ts';

/** What a conversation stores about its deliveries. */
export interface WithDeliveries
  extends Pick<ConversationFacts, 'openDelivery' | 'parked' | 'parkedOnChannel' | 'pending' | 'mailedAt' | 'troubles'> {
  /** How many have an unknown outcome, parked ones and an open one. */
  readonly unknown: number;
}

/** A person's request to send it after all, and when it was made. */
export interface Replay {
  readonly askedAt: number;
  readonly evenIfRead: boolean;
}

/** Why a delivery was withdrawn, and when. */
export interface Withdrawal {
  readonly at: number;
  readonly reason: WithdrawalReason;
}

export interface DeliveryState extends DeliveryFacts {
  readonly reason: ParkedReason | null;
  readonly replay: Replay | null;
  /** Set once it is withdrawn; missing in older documents. */
  readonly withdrawn?: Withdrawal;
}

/** A delivery and its conversation, which counts it: a change of one may change the other. */
export interface InConversation<C extends WithDeliveries, D extends DeliveryState> {
  readonly conversation: C;
  readonly delivery: D;
}

/**
 * A delivery's next state, together with what the conversation stores about its deliveries: which one is open, how many
 * are parked, how many have an unknown outcome, and what trouble they are in.
 */
export function withDelivery<C extends WithDeliveries, D extends DeliveryState>(
  { conversation, delivery }: InConversation<C, D>,
  next: D,
): InConversation<C, D> {
  const isTheOpenOne = conversation.openDelivery === next.id;
  const troubles = troublesAfter(conversation.troubles, delivery, next);
  return {
    delivery: next,
    conversation: {
      ...conversation,
      openDelivery: isOpen(next) ? next.id : isTheOpenOne ? null : conversation.openDelivery,
      parked: conversation.parked + count(isParked, next) - count(isParked, delivery),
      unknown: conversation.unknown + count(isOfUnknownOutcome, next) - count(isOfUnknownOutcome, delivery),
      ...(troubles.length > 0 || conversation.troubles !== undefined ? { troubles } : {}),
      ...(isDirect(next) ? withParkedOnChannel(conversation, next) : {}),
    },
  };
}

function withParkedOnChannel({ parkedOnChannel = [] }: WithDeliveries, delivery: DeliveryFacts) {
  const others = parkedOnChannel.filter((seq) => !delivery.newsSeqs.includes(seq));
  const seqs = isParked(delivery) ? [...others, ...delivery.newsSeqs] : others;
  return seqs.length === parkedOnChannel.length && seqs.length === 0 ? {} : { parkedOnChannel: seqs };
}

const isParked = ({ status }: DeliveryFacts) => status === 'parked';
const isOfUnknownOutcome = (delivery: DeliveryFacts) =>
  delivery.status === 'unknown' || (isParked(delivery) && hasUnknownAttempt(delivery));
const count = (is: (delivery: DeliveryFacts) => boolean, delivery: DeliveryFacts) => (is(delivery) ? 1 : 0);

/**
 * Parks the delivery until a person replays it. Its messages stay with it if its outcome is unknown or it was refused
 * as it is; otherwise the next email carries them (design, Delivery).
 */
export function parked<C extends WithDeliveries, D extends DeliveryState>(
  both: InConversation<C, D>,
  reason: ParkedReason,
): InConversation<C, D> {
  const { delivery, conversation } = withDelivery(both, { ...both.delivery, status: 'parked', reason, replay: null });
  // A message on a channel stays with its delivery in any case, and holds back what was written after it.
  if (hasUnknownAttempt(delivery) || isDirect(delivery))
    return { delivery, conversation: withoutNews(conversation, delivery) };
  const pending = conversation.pending.map((reply) =>
    delivery.newsSeqs.includes(reply.seq) ? afterParking(reply, reason) : reply,
  );
  return { delivery, conversation: { ...conversation, pending } };
}

/** No later email carries this delivery's news. */
export function withoutNews<C extends WithDeliveries>(conversation: C, { newsSeqs }: DeliveryFacts): C {
  return { ...conversation, pending: withoutReplies(conversation.pending, newsSeqs) };
}

/** Neither parked any more nor asked for. */
const none = { reason: null, replay: null } as const;

/** It is no longer due. Its news keeps waiting, so nothing is lost. */
export function withdrawn<C extends WithDeliveries, D extends DeliveryState>(
  both: InConversation<C, D>,
  withdrawal: Withdrawal,
): InConversation<C, D> {
  const { delivery } = both;
  // A replayed one is parked again: its news makes no email due, and the person who asked sees that it was not sent.
  if (delivery.replay !== null && delivery.reason !== null) return parked(both, delivery.reason);
  const after = withDelivery(both, { ...delivery, ...none, status: 'withdrawn', withdrawn: withdrawal });
  // The visitor has its beginning, which no other delivery may send again.
  return hasAcceptedPart(delivery) ? { ...after, conversation: withoutNews(after.conversation, delivery) } : after;
}

/**
 * What is left of a parked delivery on a channel once that can no longer be answered: its message waits again, because
 * nobody could replay it, and goes when the visitor writes, or by email if the account has chosen so (design R8). Null
 * if it may have arrived, or its beginning did: then it stays with its delivery.
 * @param left its message, unless that was deleted or cancelled
 */
export function afterWindow<C extends WithDeliveries, D extends DeliveryState>(
  both: InConversation<C, D>,
  left: readonly Pick<PendingReply, 'seq' | 'receivedAt' | 'readAt'>[],
  now: number,
): InConversation<C, D> | null {
  if (!isDirect(both.delivery) || keepsItsNews(both.delivery)) return null;
  const withdrawn = { at: now, reason: 'outsideMessagingWindow' } as const;
  const next: D = { ...both.delivery, ...none, status: 'withdrawn', withdrawn };
  const { delivery, conversation } = withDelivery(both, next);
  return { delivery, conversation: { ...conversation, pending: withReplies(conversation.pending, left, false) } };
}

/** Parks a superseded delivery again, for its old reason; if its outcome is unknown it keeps its messages again. */
export function parkedAgain<
  C extends WithDeliveries,
  D extends DeliveryState & { readonly supersededBy: string | null },
>(both: InConversation<C, D>): InConversation<C, D> {
  const { delivery, conversation } = withDelivery(both, { ...both.delivery, status: 'parked', supersededBy: null });
  return { delivery, conversation: hasUnknownAttempt(delivery) ? withoutNews(conversation, delivery) : conversation };
}

/** Reopens a replayed delivery; its hour starts again. */
export function reopened<C extends WithDeliveries, D extends DeliveryState>(
  both: InConversation<C, D>,
  now: number,
): InConversation<C, D> {
  const { conversation, delivery } = both;
  const pending = conversation.pending.map((reply) =>
    delivery.newsSeqs.includes(reply.seq) ? notRefused(reply) : reply,
  );
  // The reason for parking is kept until it is sent, because it may have to be parked again.
  return withDelivery(
    { conversation: { ...conversation, pending }, delivery },
    { ...delivery, status: 'claimed', hourStartedAt: now, nextAttemptAt: now, held: null },
  );
}
