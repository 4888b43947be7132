import type { HeldToken } from './held-token.ts';
import { type CallOptions, type ClientOptions, sleep } from './options.ts';
import { ProblemError } from './problem-error.ts';
import { timeLimit } from './time-limit.ts';
import { TimeoutError } from './timeout-error.ts';
import type { Problem } from './types.ts';
import { backoffMs, longestWaitSeconds, retryAfterSeconds } from './waiting.ts';

/**
 * 408: a server that was held up did not wait for the rest of the request, and did nothing (RFC 9110 section 15.5.9).
 */
const passing = [408, 429, 502, 503, 504];

export type Query = Readonly<Record<string, string | number | undefined>>;

export interface Call extends CallOptions {
  readonly query?: Query | undefined;
  readonly body?: unknown;
  /** Sent instead of a body, as multipart/form-data. */
  readonly form?: FormData;
  readonly headers?: Readonly<Record<string, string>>;
  /** False if each request creates something new. */
  readonly isRepeatable?: boolean;
}

/** Sends one request, and reads its answer if that is a success. */
export type Send = <T>(
  method: string,
  path: string,
  call: Call,
  read: (response: Response) => Promise<T>,
) => Promise<T>;

type Tried<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'refused'; readonly error: ProblemError }
  /** The network failed or was too slow, before or during the answer. */
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * Sends a request, and repeats it after temporary failures: nearly all calls can be repeated without harm, because the
 * caller chooses the ids. Rejects with ProblemError, TimeoutError, fetch's own error, or the signal's reason.
 */
export function sender(options: ClientOptions, token: HeldToken): Send {
  const { retries = 4, timeoutSeconds = 30, sleep: wait = sleep, onRateLimited } = options;
  const fetch = fetchOf(options);

  async function attempt<T>(
    method: string,
    path: string,
    call: Call,
    read: (response: Response) => Promise<T>,
  ): Promise<Tried<T>> {
    const name = `${method} ${path}`;
    const seconds = call.timeoutSeconds ?? timeoutSeconds;
    const limit = timeLimit(seconds, call.signal);
    const shown = token.now();
    try {
      const response = await fetch(`${path}${searchOf(call.query ?? {})}`, initOf(method, call, shown, limit.signal));
      token.renewed(shown, response.headers.get('x-session-token'));
      if (response.ok) return { kind: 'answered', value: await read(response) };
      const problem = await problemOf(response);
      return { kind: 'refused', error: new ProblemError(name, response.status, problem, retryAfterSeconds(response)) };
    } catch (error) {
      return { kind: 'failed', error: limit.isOver() ? new TimeoutError(name, seconds) : error };
    } finally {
      limit.lift();
    }
  }

  return async (method, path, call, read) => {
    const { isRepeatable = true, signal } = call;
    const most = isRepeatable ? retries : 0;
    for (let tries = 0; ; tries += 1) {
      signal?.throwIfAborted();
      const tried = await attempt(method, path, call, read);
      if (tried.kind === 'answered') return tried.value;
      if (tries >= most || signal?.aborted || !mayPass(tried)) throw tried.error;
      await wait(tried.kind === 'refused' ? waitMs(tried.error, tries) : backoffMs(tries), signal);
    }
  };

  function waitMs({ status, retryAfterSeconds }: ProblemError, tries: number): number {
    const ms = retryAfterSeconds === null ? backoffMs(tries) : retryAfterSeconds * 1_000;
    if (status === 429) onRateLimited?.(Math.ceil(ms / 1_000));
    return ms;
  }
}

function mayPass(tried: Tried<unknown>): boolean {
  if (tried.kind !== 'refused') return true;
  const { status, retryAfterSeconds } = tried.error;
  return passing.includes(status) && (retryAfterSeconds ?? 0) <= longestWaitSeconds;
}

/** `fetch` with the API's address in front of the path. */
export function fetchOf({ baseUrl, fetch: given }: ClientOptions) {
  const base = baseUrl.replace(/\/$/, '');
  return async (path: string, init: RequestInit): Promise<Response> => (given ?? fetch)(`${base}${path}`, init);
}

function initOf(
  method: string,
  { body, form, headers, keepalive }: Call,
  token: string | undefined,
  signal: AbortSignal,
) {
  return {
    method,
    signal,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(form === undefined ? {} : { body: form }),
    ...(keepalive === undefined ? {} : { keepalive }),
  } satisfies RequestInit;
}

function searchOf(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? '' : `?${search}`;
}

async function problemOf(response: Response): Promise<Problem | null> {
  const text = await response.text();
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return null;
  return JSON.parse(text) as Problem;
}
