import type { ParkedReason } from '../../contract/outcomes.ts';
import { withoutReplies } from '../pending.ts';
import { withReference } from '../thread.ts';
import {
  type Attempt,
  type AttemptedFacts,
  afterRefusal,
  afterThrottling,
  type DeliveryFacts,
  isDirect,
} from './delivery.ts';
import { type DeliveryState, type InConversation, parked, type WithDeliveries, withDelivery } from './transitions.ts';

/** A platform that throttles for so long, 5 days at least, is as good as one that does not take it at all. */
const maxAttemptsThrottled = 1_000;

/** How an attempt ended (design, Delivery; mail/answers.ts says what an answer means). */
export type AttemptEnd =
  | { readonly kind: 'accepted'; readonly providerMessageId: string | null; readonly result: string }
  | {
      readonly kind: 'refused';
      readonly reason: ParkedReason;
      readonly retryAfterSeconds: number | null;
      /** Only because there were too many requests. */
      readonly isThrottled?: true;
      readonly result: string;
    }
  | { readonly kind: 'rejected'; readonly reason: ParkedReason; readonly result: string }
  | { readonly kind: 'unknown'; readonly result: string };

/**
 * The delivery with the end of one attempt recorded.
 * @param number 1 for its first attempt
 */
export function withEnd<D extends AttemptedFacts>(
  delivery: D,
  number: number,
  { kind, result, reason }: Pick<Attempt, 'result' | 'reason'> & { readonly kind: NonNullable<Attempt['end']> },
  now: number,
): D {
  const why = reason === undefined ? {} : { reason };
  const attempts = delivery.attempts.map((attempt, index) =>
    index === number - 1 ? { ...attempt, end: kind, endedAt: now, result, ...why } : attempt,
  );
  return { ...delivery, attempts };
}

/** The last attempt may have been sent, which counts towards the hourly limit; the provider's report is awaited. */
export function outcomeUnknown<C extends WithDeliveries, D extends DeliveryState>(
  both: InConversation<C, D>,
  result: string | null,
  now: number,
): InConversation<C, D> {
  const ended = withEnd(both.delivery, both.delivery.attempts.length, { kind: 'unknown', result }, now);
  const { delivery, conversation } = withDelivery(both, { ...ended, status: 'unknown' });
  if (isDirect(delivery)) return { delivery, conversation };
  return { delivery, conversation: { ...conversation, mailedAt: withinTheHour([...conversation.mailedAt, now], now) } };
}

/** The last attempt ended, and the provider did not accept the email. */
export function notAccepted<C extends WithDeliveries, D extends DeliveryState>(
  sending: InConversation<C, D>,
  { retryForSeconds }: { readonly retryForSeconds: number },
  end: Exclude<AttemptEnd, { kind: 'accepted' }>,
  now: number,
): InConversation<C, D> {
  if (end.kind === 'unknown') return outcomeUnknown(sending, end.result, now);
  const ended = { ...sending, delivery: withEnd(sending.delivery, sending.delivery.attempts.length, end, now) };
  switch (end.kind) {
    case 'rejected':
      return parked(ended, end.reason);
    case 'refused': {
      const { reason, retryAfterSeconds, isThrottled = false } = end;
      if (isThrottled && ended.delivery.attempts.length < maxAttemptsThrottled) {
        const later = afterThrottling(sending.delivery, { retryAfterSeconds, now });
        return withDelivery(ended, { ...ended.delivery, status: 'claimed', ...later });
      }
      const after = afterRefusal(sending.delivery, { reason, retryForSeconds, retryAfterSeconds, now });
      if (after.kind === 'park') return parked(ended, after.reason);
      return withDelivery(ended, { ...ended.delivery, status: 'claimed', nextAttemptAt: after.at });
    }
    default:
      return end satisfies never;
  }
}

interface WithThread extends WithDeliveries {
  readonly thread: { readonly subject: string | null; readonly references: readonly string[] };
  readonly updatedAt: number;
}

interface SentDelivery extends DeliveryState {
  readonly subject: string | null;
  readonly messageId: string | null;
}

/**
 * The provider accepted the email, according to its answer or a report. The thread gets its next reference, and what
 * was carried is no longer pending.
 * @param next the delivery with the end of the attempt recorded
 */
export function accepted<C extends WithThread, D extends SentDelivery>(
  before: InConversation<C, D>,
  next: D,
  now: number,
): InConversation<C, D> {
  const { newsSeqs, subject, messageId } = before.delivery;
  const { delivery, conversation } = withDelivery(before, { ...next, replay: null });
  const { thread } = conversation;
  // If the outcome was unknown, it has counted towards the hourly limit since then.
  const newlyMailed = unknownEnds(next) < unknownEnds(before.delivery) ? [] : [now];
  const lastSeq = Math.max(...newsSeqs);
  return {
    delivery,
    conversation: {
      ...conversation,
      mailedAt: withinTheHour([...conversation.mailedAt, ...newlyMailed], now),
      pending: withoutReplies(conversation.pending, newsSeqs).filter(
        ({ seq, isDeleted }) => !(isDeleted && seq < lastSeq),
      ),
      thread: {
        ...(messageId === null ? thread : withReference(thread, messageId)),
        subject: thread.subject ?? subject,
      },
      updatedAt: now,
    },
  };
}

const unknownEnds = ({ attempts }: DeliveryFacts) => attempts.filter(({ end }) => end === 'unknown').length;

/** The times of emails that count towards a conversation's hourly limit (design, Delivery). */
export function withinTheHour(times: readonly number[], now: number): number[] {
  return times.filter((time) => time > now - 3_600_000);
}
