import type { DeadLetterReason } from '../../contract/inbound.ts';
import type { AlertKind } from '../../contract/status.ts';

/** What alerts about emails that come in are derived from. Times are epoch milliseconds, null if there is none. */
export interface InboundFacts {
  /** Dead letters of the account, and of nobody, counted up to a limit. Those of nobody alert no account. */
  readonly deadLetters: number;
  readonly ofNobody: number;
  /** When the account's oldest came in that nobody signed, and its oldest with one of `alertingReasons`. */
  readonly badSignatureSince: number | null;
  readonly deadLetterSince: number | null;
  /** When the oldest came in that has not been processed, in all accounts. */
  readonly waitingSince: number | null;
}

/**
 * The dead letters that have a cause which somebody should remove. The others are what strangers and spammers send to any
 * domain, or what the account itself refuses.
 */
export const alertingReasons = [
  'tooLarge',
  'unreadable',
  'otherAccount',
  'tooMany',
  'internal',
] as const satisfies readonly DeadLetterReason[];

/** An email is processed within seconds, and failing ones are tried again every minute. */
const processedWithinMs = 10 * 60_000;

export function inboundAlertsOf(
  { badSignatureSince, deadLetterSince, waitingSince }: InboundFacts,
  now: number,
): { readonly kind: AlertKind; readonly since: number }[] {
  const alert = (kind: AlertKind, since: number | null) => (since === null ? [] : [{ kind, since }]);
  const isLate = waitingSince !== null && waitingSince <= now - processedWithinMs;
  return [
    ...alert('inboundWaiting', isLate ? waitingSince : null),
    ...alert('inboundBadSignature', badSignatureSince),
    ...alert('inboundDeadLetters', deadLetterSince),
  ];
}
