import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type ProblemContent, ProblemError } from './problem-error.ts';

/** One kind of problem. A text that depends on the occurrence is a function. */
interface ProblemKind {
  /** Stable, for programs to act on. */
  readonly slug: string;
  readonly status: ContentfulStatusCode;
  /** What went wrong, in general terms. */
  readonly title: string | ((about: never) => string);
  /** When it occurs, for readers of the API's description. */
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
    meaning: 'The body is not JSON, or its Content-Type is not.',
    detail: 'Send JSON with Content-Type: application/json.',
  },
  bodyMissing: {
    slug: 'not-json',
    status: 400,
    title: 'The body is missing',
    meaning: 'There is no body.',
    detail: 'Send JSON with Content-Type: application/json.',
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
  notMultipart: {
    slug: 'not-multipart',
    status: 400,
    title: 'The body is not a form',
    meaning: 'The body is not a form, or its Content-Type is not multipart/form-data with a boundary.',
    detail: 'Send the file as multipart/form-data.',
  },
  notOneFile: {
    slug: 'not-one-file',
    status: 400,
    title: 'The body is not a form with one file',
    meaning: 'The form has no file or more than one, or the body breaks off.',
    detail: 'Send a form with one field, "file", and nothing else.',
  },
  notEvents: {
    slug: 'not-json',
    status: 400,
    title: 'The body is not a JSON array',
    meaning: 'The body is not a JSON array.',
    detail: 'Send an array of events, as SendGrid does.',
  },

  unauthorized: {
    slug: 'unauthorized',
    status: 401,
    title: 'A key is required',
    meaning: 'No key was sent, or it is unknown or has been revoked; or the agent is not signed in any more.',
    detail: (key: 'missing' | 'unknown') =>
      key === 'missing'
        ? 'Send it as "Authorization: Bearer <key>". In the inbox, sign in again.'
        : 'This key is unknown or has been revoked. Create one with afterchat key create.',
    headers: bearer,
  },
  siteUnknown: {
    slug: 'site-unknown',
    status: 401,
    title: 'The site key is unknown',
    meaning: 'The site key is unknown.',
    detail: 'Use the site key that was printed when the account was created.',
  },
  identityNotValid: {
    slug: 'identity-not-valid',
    status: 401,
    title: 'The identity token is not valid',
    meaning: 'The identity token is not valid.',
    detail: (why: string) => why,
  },
  codeNotValid: {
    slug: 'code-not-valid',
    status: 401,
    title: 'The code is not valid',
    meaning: 'The code of a link in an email has expired or been used, or does not belong to this site.',
    detail:
      'It has expired or been used, or the link no longer opens the conversation. Begin a session without it, or open the link in the email again.',
  },
  sessionUnknown: {
    slug: 'session-unknown',
    status: 401,
    title: 'A session is required',
    meaning: 'No session token was sent, or it is no longer valid.',
    detail: 'Start one with POST /v1/visitor/sessions and send its token as "Authorization: Bearer <token>".',
    headers: bearer,
  },
  notSigned: {
    slug: 'not-signed',
    status: 401,
    title: 'The report is not signed with a known key',
    meaning: 'The signature is missing or not valid.',
    detail: (why: 'missing' | 'untimely' | 'wrong') =>
      ({
        missing: 'Turn on signature verification of the event webhook in SendGrid.',
        untimely: 'Its timestamp is more than 48 hours old, in the future, or not a time.',
        wrong: 'Its signature matches none of SENDGRID_WEBHOOK_PUBLIC_KEYS.',
      })[why],
  },
  noReportKey: {
    slug: 'no-report-key',
    status: 401,
    title: 'Reports cannot be verified',
    meaning: 'No verification key is configured.',
    detail: 'Set SENDGRID_WEBHOOK_PUBLIC_KEYS to the verification key that SendGrid shows for its event webhook.',
  },
  notTheSecret: {
    slug: 'not-the-secret',
    status: 401,
    title: 'The secret in the address is wrong',
    meaning: 'The secret in the address is wrong.',
    detail: 'The last part of the address must be one of the secrets in INBOUND_PARSE_SECRET.',
  },
  noInboundSecret: {
    slug: 'no-inbound-secret',
    status: 401,
    title: 'Emails cannot be received',
    meaning: 'No secret is configured.',
    detail: "Set INBOUND_PARSE_SECRET to the last part of the address that SendGrid's Inbound Parse posts to.",
  },

  notSignedByMeta: {
    slug: 'not-signed',
    status: 401,
    title: 'The post is not signed with a known secret',
    meaning: "The signature of Meta's webhook is missing or not valid.",
    detail: 'X-Hub-Signature-256 must be a signature of the body by one of the secrets in META_APP_SECRET.',
  },
  noMetaSecret: {
    slug: 'no-meta-secret',
    status: 401,
    title: 'Nothing can be received from Meta',
    meaning: 'No app secret or no verify token is configured.',
    detail: "Set META_APP_SECRET to your app's secret at Meta, and META_VERIFY_TOKEN to a word that you choose.",
  },

  notTheVerifyToken: {
    slug: 'not-the-verify-token',
    status: 403,
    title: 'The verify token is wrong',
    meaning: 'The verify token is wrong, or this is no verification.',
    detail: 'The verify token in your app at Meta must be META_VERIFY_TOKEN.',
  },
  scopeMissing: {
    slug: 'scope-missing',
    status: 403,
    title: 'The key does not allow this',
    meaning: 'The key lacks a scope.',
    detail: (scope: string) => `It needs the scope ${scope}.`,
  },
  notThisAgent: {
    slug: 'not-this-agent',
    status: 403,
    title: 'The session acts only as its agent',
    meaning: "An agent's session was used to act as somebody else.",
    detail: (agentId: string) => `This session belongs to the agent ${agentId}. Use a key to act as anyone else.`,
  },
  notASession: {
    slug: 'not-a-session',
    status: 403,
    title: "An agent's session is required",
    meaning: "A key was sent where an agent's session is required.",
    detail: (held: 'key' | 'cookie') =>
      held === 'key'
        ? 'This is a key. Start a session with POST /v1/agents/{id}/sessions.'
        : 'This is a cookie of the inbox, which is extended by each request.',
  },
  notOurPage: {
    slug: 'not-our-page',
    status: 403,
    title: 'The request does not come from a page of this API',
    meaning: 'A cookie of the inbox was sent with a request that was not made by a page of this API.',
    detail:
      'A cookie opens this API only to its own pages, which send X-Afterchat-Page: 1 with what changes something. Use a key or a session token instead.',
  },
  cameByLink: {
    slug: 'came-by-link',
    status: 403,
    title: 'This session cannot change the address',
    meaning: 'The session was opened by the link in an email, so it cannot change the address.',
    detail:
      'It was opened by the link in an email. The address can be changed in the browser where the conversation began, by an agent, or with an identity token.',
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
    meaning: 'There is nothing with this id in the account.',
    detail: (what: string) => `There is no such ${what} in this account.`,
  },
  pathUnknown: {
    slug: 'not-found',
    status: 404,
    title: 'Not found',
    meaning: 'There is no such path.',
    detail: 'There is no such path; /docs lists all paths.',
  },
  clientNotBuilt: {
    slug: 'not-found',
    status: 404,
    title: 'Not found',
    meaning: 'The client has not been built.',
    detail: 'Build it with `npm run build`.',
  },
  inboxNotBuilt: {
    slug: 'not-found',
    status: 404,
    title: 'Not found',
    meaning: 'The inbox has not been built.',
    detail: 'Build it with `npm run build`.',
  },
  widgetNotBuilt: {
    slug: 'not-found',
    status: 404,
    title: 'Not found',
    meaning: 'The chat widget has not been built.',
    detail: 'Build it with `npm run build`.',
  },
  linkUnknown: {
    slug: 'not-found',
    status: 404,
    title: 'There is no such link',
    meaning: 'No email has this link.',
  },
  fileUnknown: {
    slug: 'not-found',
    status: 404,
    title: 'There is no such file',
    meaning: 'There is no such file (any more), or the link is not signed.',
    detail: 'Load the message again: if it still has the file, it has a link to it.',
  },
  methodNotAllowed: {
    slug: 'method-not-allowed',
    status: 405,
    title: 'The method is not allowed',
    meaning: 'The path does not have this method.',
    detail: (allowed: string) => `This path accepts ${allowed}.`,
    headers: (allow: string) => ({ allow }),
  },

  /** Its slug, reason and detail are those of the store's ConflictError; see `conflicts`. */
  conflict: {
    slug: 'conflict',
    status: 409,
    title: 'The request conflicts with the current state',
    meaning: 'The request conflicts with the current state; repeating it changes nothing.',
    detail: (what: string) => what,
  },

  linkExpired: {
    slug: 'link-expired',
    status: 410,
    title: 'The link has expired',
    meaning: 'The link has expired.',
    detail: 'Load the message again: it has a new link.',
  },

  tooLarge: {
    slug: 'too-large',
    status: 413,
    title: 'The body is too large',
    meaning: 'The body is longer than allowed.',
    detail: (maxBytes: number) => `At most ${maxBytes} bytes are accepted.`,
  },

  invalidRequest: {
    slug: 'invalid-request',
    status: 422,
    title: 'The request is not valid',
    meaning: 'A field of the path, the query or the body is missing, unknown or invalid; `errors` lists each.',
    detail: (fields: string) => `See errors: ${fields}.`,
  },

  tooManyRequests: {
    slug: 'too-many-requests',
    status: 429,
    title: 'Too many requests',
    meaning: 'A limit has been reached.',
    detail: ({ max, what, perSeconds }: Limit) => `At most ${max} ${what} are allowed in ${perSeconds} seconds.`,
    headers: ({ waitSeconds }: Limit) => retryAfter(waitSeconds),
  },
  tooManyAddresses: {
    slug: 'too-many-addresses',
    status: 429,
    title: 'Too many addresses',
    meaning: 'The visitor has given the maximum number of addresses; waiting does not help.',
    detail: (why: string) => why,
  },
  tooManyStreams: {
    slug: 'too-many-streams',
    status: 429,
    title: 'Too many streams are open',
    meaning: 'The maximum number of streams is already open.',
    detail: ({ max, holder }: { readonly max: number; readonly holder: string }) =>
      `At most ${max} streams may be open at a time for ${holder}. Close one first, or let tabs share one.`,
    headers: retryAfter(5),
  },

  internal: {
    slug: 'internal',
    status: 500,
    title: 'Something went wrong on our side',
    meaning: 'Something went wrong on our side; the error is logged.',
  },
  /** What Hono itself refuses, with its own status. */
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
    title: 'The database is unavailable',
    meaning:
      'The database is unavailable. The change may or may not have been made, so send the same request again after Retry-After seconds.',
    detail: 'If the request was to change something, that may or may not have been done. Send the same request again.',
    headers: retryAfter(5),
  },
  busy: {
    slug: 'busy',
    status: 503,
    title: 'This server is busy',
    meaning: 'This server is busy; nothing was changed.',
    detail: 'Nothing was changed. Try again.',
    headers: retryAfter(1),
  },
  tooManyAtATime: {
    slug: 'busy',
    status: 503,
    title: (max: number) => `${max} of your requests are still open`,
    meaning: 'The client has the maximum number of open requests; nothing was changed.',
    detail: 'Nothing was changed. Try again.',
    headers: retryAfter(1),
  },
  stopping: {
    slug: 'stopping',
    status: 503,
    title: 'This server is stopping',
    meaning: 'This server is stopping.',
    detail: 'Connect again.',
    headers: retryAfter(1),
  },
  noStreamsLeft: {
    slug: 'too-many-streams',
    status: 503,
    title: 'This server cannot open more streams',
    meaning: 'This server has the maximum number of open streams.',
    detail: 'Connect again later.',
    headers: retryAfter(5),
  },
  providerAway: {
    slug: 'provider-away',
    status: 503,
    title: 'The email provider could not be reached',
    meaning: 'The email provider could not be reached or refused the request; the address is still suppressed.',
    detail: (why: string) => `The address is still suppressed: ${why}. Try again.`,
    headers: retryAfter(30),
  },
} as const satisfies Record<string, ProblemKind>;

/** How many of something are allowed within how many seconds, and when there is room again. */
export interface Limit {
  readonly max: number;
  readonly what: string;
  readonly perSeconds: number;
  readonly waitSeconds: number;
}

export type ProblemName = keyof typeof problems;

/** The argument that a problem's texts depend on, if any. */
export type About<Name extends ProblemName> = (typeof problems)[Name] extends
  | { readonly detail: (about: infer Given) => string }
  | { readonly title: (about: infer Given) => string }
  ? [about: Given]
  : [];

/** An error for a problem of the table. */
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
