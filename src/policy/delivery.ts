import type { ParkedReason } from '../contract/outcomes.ts';

/** A delivery's life (design, Delivery). Claimed and sending ones are open: at most one a conversation. */
export type DeliveryStatus =
  | 'claimed'
  | 'sending'
  | 'accepted'
  | 'deferred'
  | 'delivered'
  | 'bounced'
  | 'dropped'
  | 'parked'
  | 'superseded'
  | 'withdrawn';

export const openStatuses = ['claimed', 'sending'] as const satisfies DeliveryStatus[];

/** One call to the provider, noted before it is made; `end` is null until its end is known. */
export interface Attempt {
  /** Its own, so that noting it again, when the answer to the first note was lost, is seen. */
  readonly id: string;
  readonly at: number;
  /** Nothing is sent from here on, even if the process wakes up again. */
  readonly giveUpAt: number;
  /** By now the attempt is over, one way or the other. */
  readonly overAt: number;
  readonly end: 'accepted' | 'refused' | 'rejected' | 'unknown' | null;
  readonly endedAt: number | null;
  /** What the provider said, for the ledger. */
  readonly result: string | null;
}

export interface DeliveryFacts {
  readonly id: string;
  readonly status: DeliveryStatus;
  readonly newsSeqs: readonly number[];
  readonly attempts: readonly Attempt[];
  /** The start of the hour in which delivery is retried: the claim, or the last replay (design R9). */
  readonly hourStartedAt: number;
  readonly nextAttemptAt: number;
}

const firstRetryMs = 15_000;
const longestRetryMs = 480_000;

export type AfterRefusal =
  | { readonly kind: 'retry'; readonly at: number }
  | { readonly kind: 'park'; readonly reason: ParkedReason };

/**
 * What follows a refused attempt: another after 15 s, doubling to 8 min, the last at the end of the hour; then it is
 * parked for the reason of the refusal (design R9).
 * @param retryAfterSeconds as told by the provider; null if it was not
 */
export function afterRefusal(
  delivery: DeliveryFacts,
  reason: ParkedReason,
  retryForSeconds: number,
  now: number,
  retryAfterSeconds: number | null,
): AfterRefusal {
  const hourEndsAt = delivery.hourStartedAt + retryForSeconds * 1_000;
  if (now >= hourEndsAt) return { kind: 'park', reason };
  const refusals = delivery.attempts.filter(({ at, end }) => at >= delivery.hourStartedAt && end === 'refused').length;
  const backOffMs = Math.min(firstRetryMs * 2 ** refusals, longestRetryMs);
  return { kind: 'retry', at: Math.min(now + Math.max(backOffMs, (retryAfterSeconds ?? 0) * 1_000), hourEndsAt) };
}

/** Whether some attempt may have gone out without anyone knowing; then the mail is repeated byte for byte (design R5). */
export function hasUnknownAttempt({ attempts }: Pick<DeliveryFacts, 'attempts'>): boolean {
  return attempts.some(({ end }) => end === 'unknown');
}

/** When the last attempt is over, one way or the other; if its end is not told by then, nobody will. */
export function overAt({ attempts, hourStartedAt }: DeliveryFacts): number {
  return attempts.at(-1)?.overAt ?? hourStartedAt;
}
