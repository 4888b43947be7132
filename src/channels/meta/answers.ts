import type { ParkedReason } from '../../contract/outcomes.ts';
import type { Meaning } from '../channel.ts';
import type { HttpAnswer } from '../direct.ts';

/** What a refusal asks for. */
type Then =
  /** It is tried again as told, however long the platform throttles. */
  | 'throttled'
  /** It is tried again for an hour, not before the time that the platform names. */
  | 'retry'
  /** It may have been sent: the platform's own fault after it had begun. */
  | 'unknown'
  /** It is not tried again before a person has done something. */
  | { readonly park: ParkedReason };

const park = (reason: ParkedReason): Then => ({ park: reason });

/**
 * The one table of the Graph API's error codes, the same for Messenger and Instagram: `code/subcode` before `code`
 * (Messenger Platform, "Common Error Codes"; Instagram Platform, "Error Codes"; Graph API, "Handle Errors").
 */
const codes: Readonly<Record<string, Then>> = {
  // Of the app, of the user, of the page, of this call, of the business that has the page.
  4: 'throttled',
  17: 'throttled',
  32: 'throttled',
  613: 'throttled',
  80006: 'throttled',
  // The platform's own trouble.
  1: 'retry',
  2: 'retry',
  1200: 'retry',
  // "Received invalid JSON reply": Meta says that what was sent may all have arrived.
  '1/1357046': 'unknown',

  190: park('channelTokenDead'),
  102: park('channelTokenDead'),
  104: park('channelTokenDead'),

  '10/1893063': park('channelRestricted'),
  368: park('channelRestricted'),
  '100/2534029': park('channelRestricted'),
  '100/2534122': park('channelRestricted'),
  '200/2534041': park('channelRestricted'),

  '10/2018278': park('messagingWindowClosed'),
  '10/2534022': park('messagingWindowClosed'),

  551: park('recipientUnavailable'),
  '100/2018001': park('recipientUnavailable'),
  '100/2534014': park('recipientUnavailable'),

  // Permissions: the app, or the token, may not send for this page.
  3: park('senderRejected'),
  10: park('senderRejected'),
  200: park('senderRejected'),
  230: park('senderRejected'),
  294: park('senderRejected'),

  100: park('contentRejected'),
};

/** What an answer of the Graph API means for the part that was sent. */
export function meaningOf(answer: HttpAnswer): Meaning {
  if (answer.kind === 'noConnection') return { kind: 'refused', reason: 'providerBusy', retryAfterSeconds: null };
  if (answer.kind !== 'answered') return { kind: 'unknown' };
  const { status, body, headers } = answer;
  const error = errorIn(body);
  if (error !== null) return meaningOfError(error, headers);
  if (status >= 200 && status < 300) return { kind: 'accepted', providerMessageId: midIn(body) };
  if (status === 413) return { kind: 'rejected', reason: 'tooLarge' };
  if (status === 429) return throttled(headers);
  if (status === 503 || (status >= 300 && status < 400))
    return { kind: 'refused', reason: 'providerBusy', retryAfterSeconds: waitTold(headers) };
  // A gateway says so of a request that may have gone on behind it.
  if (status >= 500) return { kind: 'unknown' };
  return { kind: 'rejected', reason: 'contentRejected' };
}

function meaningOfError({ code, subcode, isTransient }: GraphError, headers: Headers): Meaning {
  const fallback = isTransient ? 'retry' : park('contentRejected');
  const then = codes[`${code}/${subcode}`] ?? codes[code] ?? fallback;
  if (then === 'throttled') return throttled(headers);
  if (then === 'unknown') return { kind: 'unknown' };
  if (then === 'retry') return { kind: 'refused', reason: 'providerBusy', retryAfterSeconds: waitTold(headers) };
  return { kind: 'rejected', reason: then.park };
}

const throttled = (headers: Headers): Meaning => ({
  ...{ kind: 'refused', reason: 'providerBusy', isThrottled: true, retryAfterSeconds: waitTold(headers) },
});

type Headers = Readonly<Record<string, string>>;

const longestWaitSeconds = 3_600;
/** Longer headers are not read: they name a few pages. */
const longestHeader = 10_000;

/**
 * How long the platform asks to wait, if that is sensible: Retry-After in seconds, or the minutes until a page regains
 * access (Graph API, "Rate Limits": X-Business-Use-Case-Usage).
 */
function waitTold(headers: Headers): number | null {
  const after = Number(headers['retry-after']);
  const minutes = regainMinutes(headers['x-business-use-case-usage']);
  const waits = [after, minutes * 60].filter((seconds) => seconds > 0 && Number.isFinite(seconds));
  return waits.length === 0 ? null : Math.min(Math.ceil(Math.max(...waits)), longestWaitSeconds);
}

function regainMinutes(header: string | undefined): number {
  if (header === undefined || header.length > longestHeader) return 0;
  const usage = parsed(header);
  if (!isRecord(usage)) return 0;
  const told = Object.values(usage)
    .flat()
    .map((one) => (isRecord(one) ? Number(one.estimated_time_to_regain_access) : 0));
  return Math.max(0, ...told.filter(Number.isFinite));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

interface GraphError {
  readonly code: number;
  readonly subcode: number | null;
  readonly isTransient: boolean;
}

/** `{error: {message, type, code, error_subcode, is_transient}}`, as the Graph API answers every failure. */
function errorIn(body: unknown): GraphError | null {
  if (!isRecord(body) || !isRecord(body.error) || typeof body.error.code !== 'number') return null;
  const { code, error_subcode, is_transient } = body.error;
  return {
    code,
    subcode: typeof error_subcode === 'number' ? error_subcode : null,
    isTransient: is_transient === true,
  };
}

const detailLength = 200;
/** More than a token and what is said about it. */
const longestWords = 2_000;

/**
 * The platform's own words for a failure, which may quote a name, but never the token: one that is incomplete is quoted
 * ("Malformed access token …").
 */
export function detailOf(body: unknown, accessToken: string): string | null {
  if (!isRecord(body) || !isRecord(body.error) || typeof body.error.message !== 'string') return null;
  const { message, code, error_subcode } = body.error;
  const number = typeof error_subcode === 'number' ? `${String(code)}/${error_subcode}` : String(code);
  const words = message
    .slice(0, longestWords)
    .replaceAll(accessToken, '…')
    .replace(/[\w|.-]{40,}/g, '…');
  return `${number}: ${words}`.slice(0, detailLength).toWellFormed();
}

const longestMid = 500;

function midIn(body: unknown): string | null {
  if (!isRecord(body) || typeof body.message_id !== 'string' || body.message_id.length > longestMid) return null;
  return body.message_id;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
