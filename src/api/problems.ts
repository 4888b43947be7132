import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type ProblemContent, ProblemError } from './problem-error.ts';

/** One kind of problem. A text that depends on the occurrence is a function of what that is about. */
interface ProblemKind {
  /** Stable: what programs look at. */
  readonly slug: string;
  readonly status: ContentfulStatusCode;
  /** What went wrong, in general. */
  readonly title: string | ((about: never) => string);
  /** When it is answered, for whoever reads the API's description. */
  readonly meaning: string;
  /** What to do about it. */
  readonly detail?: string | ((about: never) => string);
  readonly headers?: Headers | ((about: never) => Headers);
}
type Headers = Readonly<Record<string, string>>;

const retryAfter = (seconds: number) => ({ 'retry-after': String(seconds) });
const bearer = { 'www-authenticate': 'Bearer' };

/**
 * Every problem that the API answers (api.md Errors), in the order of their statuses: the errors that are thrown and the
 * examples in /openapi.json are both made of these.
 */
export const problems = {
  notJson: {
    slug: 'not-json',
    status: 400,
    title: 'The body is not JSON',
    meaning: 'The body is not JSON, or does not say that it is.',
    detail: 'Send it with Content-Type: application/json.',
  },
  bodyMissing: {
    slug: 'not-json',
    status: 400,
    title: 'The body is missing',
    meaning: 'There is no body.',
    detail: 'Send it with Content-Type: application/json.',
  },
  brokenJson: {
    slug: 'not-json',
    status: 400,
    title: 'The body is not JSON',
    meaning: 'The body cannot be read as JSON.',
    detail: 'Send a JSON document in UTF-8.',
  },
  notUtf8: {
    slug: 'not-utf8',
    status: 400,
    title: 'The body is not UTF-8',
    meaning: 'The body is not UTF-8.',
    detail: 'Send a JSON document in UTF-8.',
  },
  notEvents: {
    slug: 'not-json',
    status: 400,
    title: 'The body is not a JSON array',
    meaning: 'The body is not a JSON array.',
    detail: 'Send events as SendGrid does.',
  },

  unauthorized: {
    slug: 'unauthorized',
    status: 401,
    title: 'A key is needed',
    meaning: 'No key was sent, or an unknown one.',
    detail: (key: 'missing' | 'unknown') =>
      key === 'missing'
        ? 'Send it as "Authorization: Bearer <key>".'
        : 'This key is not known, or has ended; make one with afterchat key create.',
    headers: bearer,
  },
  siteUnknown: {
    slug: 'site-unknown',
    status: 401,
    title: 'The site key is not known',
    meaning: 'The site key is not known.',
    detail: 'Use the one that was printed when the account was made.',
  },
  identityNotValid: {
    slug: 'identity-not-valid',
    status: 401,
    title: 'The identity token is not valid',
    meaning: 'The identity token is not valid.',
    detail: (why: string) => why,
  },
  sessionUnknown: {
    slug: 'session-unknown',
    status: 401,
    title: 'A session is needed',
    meaning: 'No session token was sent, or one that opens nothing (any more).',
    detail: 'Begin one with POST /v1/visitor/sessions and send its token as "Authorization: Bearer <token>".',
    headers: bearer,
  },
  notSigned: {
    slug: 'not-signed',
    status: 401,
    title: 'The report is not signed by a known key',
    meaning: 'The signature is missing or not valid.',
    detail: (why: 'missing' | 'untimely' | 'wrong') =>
      ({
        missing: 'Turn on the signature of the event webhook in SendGrid.',
        untimely: 'Its timestamp is over 48 hours old, ahead of time, or no time at all.',
        wrong: 'Its signature fits none of SENDGRID_WEBHOOK_PUBLIC_KEYS.',
      })[why],
  },
  noReportKey: {
    slug: 'no-report-key',
    status: 401,
    title: 'Reports cannot be checked',
    meaning: 'No key is configured.',
    detail: 'Set SENDGRID_WEBHOOK_PUBLIC_KEYS to the verification key that SendGrid shows with its event webhook.',
  },

  scopeMissing: {
    slug: 'scope-missing',
    status: 403,
    title: 'The key may not do this',
    meaning: 'The key lacks the scope.',
    detail: (scope: string) => `It needs the scope ${scope}.`,
  },
  notThisAgent: {
    slug: 'not-this-agent',
    status: 403,
    title: 'The session acts only as its agent',
    meaning: "An agent's session would act as somebody else.",
    detail: (agentId: string) => `It is the session of the agent ${agentId}; use a key to act as anyone else.`,
  },
  notASession: {
    slug: 'not-a-session',
    status: 403,
    title: "An agent's session is needed",
    meaning: "A key was sent where only an agent's session will do.",
    detail: 'This is a key; begin a session with POST /v1/agents/{id}/sessions.',
  },
  originNotAllowed: {
    slug: 'origin-not-allowed',
    status: 403,
    title: 'The page may not call this API',
    meaning: 'The page may not call this API.',
    detail: (setting: 'brand.allowedOrigins' | 'inbox.allowedOrigins') =>
      `Add the page's origin to the setting ${setting}.`,
  },

  notFound: {
    slug: 'not-found',
    status: 404,
    title: 'Not found',
    meaning: "There is none with this id, or it is another account's.",
    detail: (what: string) => `There is no such ${what} in this account.`,
  },
  pathUnknown: {
    slug: 'not-found',
    status: 404,
    title: 'Not found',
    meaning: 'There is no such path.',
    detail: 'There is no such path; /docs lists those that there are.',
  },
  linkUnknown: {
    slug: 'not-found',
    status: 404,
    title: 'There is no such link',
    meaning: 'No mail has this link.',
  },
  methodNotAllowed: {
    slug: 'method-not-allowed',
    status: 405,
    title: 'The method is not allowed',
    meaning: 'The path takes other methods.',
    detail: (allowed: string) => `This path takes ${allowed}.`,
    headers: (allow: string) => ({ allow }),
  },

  /** Its slug, reason and detail are those of the store's ConflictError; see `conflicts`. */
  conflict: {
    slug: 'conflict',
    status: 409,
    title: 'It does not fit the present state',
    meaning: 'It does not fit the present state; repeating the request changes nothing.',
    detail: (what: string) => what,
  },

  tooLarge: {
    slug: 'too-large',
    status: 413,
    title: 'The body is too large',
    meaning: 'The body is longer than it may be.',
    detail: (maxBytes: number) => `At most ${maxBytes} bytes are taken.`,
  },

  invalidRequest: {
    slug: 'invalid-request',
    status: 422,
    title: 'The request is not valid',
    meaning: 'A field of the path, the query or the body is missing, unknown or not as described; `errors` names each.',
    detail: (fields: string) => `See errors: ${fields}.`,
  },

  tooManyRequests: {
    slug: 'too-many-requests',
    status: 429,
    title: 'Too many requests',
    meaning: 'A limit is reached.',
    detail: ({ max, what, perSeconds }: Limit) => `At most ${max} ${what} are taken in ${perSeconds} seconds.`,
    headers: ({ waitSeconds }: Limit) => retryAfter(waitSeconds),
  },
  tooManyAddresses: {
    slug: 'too-many-addresses',
    status: 429,
    title: 'Too many addresses',
    meaning: 'The visitor has given as many addresses as one may, for which waiting does not help.',
    detail: (why: string) => why,
  },
  tooManyStreams: {
    slug: 'too-many-streams',
    status: 429,
    title: 'Too many streams are open',
    meaning: 'So many streams are open already.',
    detail: ({ max, holder }: { readonly max: number; readonly holder: string }) =>
      `At most ${max} streams of ${holder} are open at a time: end one first, or let tabs share one.`,
    headers: retryAfter(5),
  },

  internal: {
    slug: 'internal',
    status: 500,
    title: 'Something went wrong on our side',
    meaning: 'Something went wrong on our side; it is logged.',
  },
  /** What Hono itself refuses: with its own status. */
  refused: {
    slug: 'http-error',
    status: 500,
    title: 'The request was refused',
    meaning: 'The request cannot be served.',
    detail: (why: string) => why,
  },

  storeAway: {
    slug: 'store-away',
    status: 503,
    title: 'The database is away',
    meaning:
      'The database is away; nothing was changed for certain, so send the same request again after Retry-After seconds.',
    detail: 'Nothing was changed for certain; try again.',
    headers: retryAfter(5),
  },
  busy: {
    slug: 'busy',
    status: 503,
    title: 'This server has too much to do',
    meaning: 'This server has too much to do; nothing was changed.',
    detail: 'Nothing was changed; try again.',
    headers: retryAfter(1),
  },
  tooManyAtATime: {
    slug: 'busy',
    status: 503,
    title: (max: number) => `${max} requests of yours are still open`,
    meaning: 'As many requests of one client are open as may be; nothing was changed.',
    detail: 'Nothing was changed; try again.',
    headers: retryAfter(1),
  },
  stopping: {
    slug: 'stopping',
    status: 503,
    title: 'This server is about to stop',
    meaning: 'This server is about to stop.',
    detail: 'Connect anew.',
    headers: retryAfter(1),
  },
  noStreamsLeft: {
    slug: 'too-many-streams',
    status: 503,
    title: 'This server has no more streams',
    meaning: 'This server has as many streams as it can.',
    detail: 'Connect anew in a while.',
    headers: retryAfter(5),
  },
  providerAway: {
    slug: 'provider-away',
    status: 503,
    title: 'The provider could not be told',
    meaning: 'The provider is away; the address may still be suppressed.',
    detail: (why: string) => `${why}: the address is still suppressed; try again.`,
    headers: retryAfter(30),
  },
} as const satisfies Record<string, ProblemKind>;

/** So many of something within so many seconds, and when there is room again. */
export interface Limit {
  readonly max: number;
  readonly what: string;
  readonly perSeconds: number;
  readonly waitSeconds: number;
}

export type ProblemName = keyof typeof problems;

/** What an occurrence is about, where its texts depend on it. */
export type About<Name extends ProblemName> = (typeof problems)[Name] extends
  | { readonly detail: (about: infer Given) => string }
  | { readonly title: (about: infer Given) => string }
  ? [about: Given]
  : [];

/** A problem of the table, to be thrown. */
export function problem<Name extends ProblemName>(name: Name, ...[about]: About<Name>): ProblemError {
  return new ProblemError(contentOf(problems[name], about));
}

function contentOf({ slug, status, title, detail, headers }: ProblemKind, about: unknown): ProblemContent {
  const said = <Text>(text: Text | ((about: never) => Text)): Text =>
    typeof text === 'function' ? (text as (about: unknown) => Text)(about) : text;
  return {
    slug,
    title: said(title),
    status,
    ...(detail === undefined ? {} : { detail: said(detail) }),
    ...(headers === undefined ? {} : { headers: said(headers) }),
  };
}

export const notFound = (what: string) => problem('notFound', what);
