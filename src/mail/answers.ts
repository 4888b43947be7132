import type { ParkedReason } from '../contract/outcomes.ts';

/** How an attempt to hand an email to the provider ended, as the adapter saw it. */
export type Answer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Keyed by lower-case name. */
      readonly headers: Readonly<Record<string, string>>;
      /** The provider's own words, if it said why. */
      readonly detail?: string | null;
    }
  /** No connection was made, so no byte of the request left. */
  | { readonly kind: 'notConnected' }
  /** The connection broke or timed out without an answer. */
  | { readonly kind: 'noAnswer' };

/** What an answer means for the email. */
export type Meaning =
  | { readonly kind: 'accepted'; readonly providerMessageId: string | null }
  /** Not sent: try again, but not before `retryAfterSeconds` if the provider named a time. */
  | {
      readonly kind: 'refused';
      readonly reason: Extract<ParkedReason, 'providerBusy' | 'senderRejected' | 'providerAuth' | 'outOfCredits'>;
      readonly retryAfterSeconds: number | null;
    }
  /** Whether it was sent is unknown: only the provider's report, or a person, can tell. */
  | { readonly kind: 'unknown' }
  /** Not sent, and never accepted as it is. */
  | { readonly kind: 'rejected'; readonly reason: Extract<ParkedReason, 'contentRejected' | 'tooLarge'> };

/**
 * The one table of what a provider's answers mean (design 'Delivery'). `now` (epoch milliseconds) is for times that the
 * provider names. A status that is not listed is judged by its class: with 3xx the email was not accepted, 4xx is about
 * this email, and a 5xx may come from a gateway after the email was accepted.
 */
export function meaningOf(answer: Answer, now: number): Meaning {
  if (answer.kind === 'notConnected') return refused('providerBusy');
  if (answer.kind === 'noAnswer') return { kind: 'unknown' };
  const { status, headers, detail = null } = answer;
  if ((status === 401 || status === 403) && tellsOfCredits(detail)) return refused('outOfCredits');
  switch (status) {
    case 401:
      return refused('providerAuth');
    case 403:
      return refused('senderRejected');
    case 413:
      return { kind: 'rejected', reason: 'tooLarge' };
    case 408:
    case 429:
    case 500:
    case 503:
      return refused('providerBusy', retryAfterSeconds(headers, now));
  }
  if (status >= 200 && status < 300) return { kind: 'accepted', providerMessageId: headers['x-message-id'] ?? null };
  if (status >= 300 && status < 400) return refused('providerBusy');
  if (status >= 400 && status < 500) return { kind: 'rejected', reason: 'contentRejected' };
  return { kind: 'unknown' };
}

/** When credits are used up, SendGrid refuses emails with 401 although the key is valid; only the words differ. */
const creditWords = ['credits exceeded', 'credit limit', 'out of credits', 'exceeded your messaging limits'];

function tellsOfCredits(detail: string | null): boolean {
  const words = detail?.toLowerCase() ?? '';
  return creditWords.some((some) => words.includes(some));
}

function refused(
  reason: Extract<Meaning, { kind: 'refused' }>['reason'],
  retryAfterSeconds: number | null = null,
): Meaning {
  return { kind: 'refused', reason, retryAfterSeconds };
}

const longestWaitSeconds = 3_600;

/** Retry-After (RFC 9110 section 10.2.3) or SendGrid's X-RateLimit-Reset (epoch seconds), if it is a sensible wait. */
function retryAfterSeconds(headers: Readonly<Record<string, string>>, now: number): number | null {
  const waits = [wait(headers['retry-after'], now), wait(headers['x-ratelimit-reset'], now)];
  return waits.find((seconds) => seconds !== null && seconds > 0 && seconds <= longestWaitSeconds) ?? null;
}

function wait(value: string | undefined, now: number): number | null {
  if (value === undefined) return null;
  if (!/^\d+$/.test(value)) return secondsUntil(Date.parse(value), now);
  const number = Number(value);
  return number < 1e9 ? number : secondsUntil(number * 1_000, now);
}

function secondsUntil(at: number, now: number): number | null {
  return Number.isNaN(at) ? null : Math.ceil((at - now) / 1_000);
}
