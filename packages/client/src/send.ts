import { type CallOptions, type ClientOptions, sleep } from './options.ts';
import { ProblemError } from './problem-error.ts';
import type { Problem } from './types.ts';
import { backoffMs, retryAfterMs } from './waiting.ts';

/** 408: a server that was held up gave up on the rest of the request, and did nothing (RFC 9110 section 15.5.9). */
const passing = [408, 429, 502, 503, 504];

export type Query = Readonly<Record<string, string | number | undefined>>;

export interface Call extends CallOptions {
  readonly query?: Query | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** False: each time it is sent makes something new. */
  readonly isRepeatable?: boolean;
}

/** Sends one request and reads its answer, if it is a success. */
export type Send = <T>(
  method: string,
  path: string,
  call: Call,
  read: (response: Response) => Promise<T>,
) => Promise<T>;

/**
 * Sends a request, and again while its failure may pass: all but a few calls of the API can be repeated without harm,
 * since ids are the caller's. Rejects with ProblemError, with fetch's own error, or with the signal's reason.
 */
export function sender(options: ClientOptions): Send {
  const { baseUrl, key, retries = 4, sleep: wait = sleep } = options;
  const send = options.fetch ?? ((url: string, init: RequestInit) => fetch(url, init));

  return async (method, path, { query = {}, body, headers = {}, isRepeatable = true, signal }, read) => {
    const init: RequestInit = {
      method,
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    };
    const url = `${baseUrl.replace(/\/$/, '')}${path}${searchOf(query)}`;
    const most = isRepeatable ? retries : 0;
    for (let tries = 0; ; tries += 1) {
      signal?.throwIfAborted();
      let refused: Response | null = null;
      try {
        const response = await send(url, init);
        if (response.ok) return await read(response);
        refused = response;
      } catch (error) {
        // The network failed, before the answer or in the midst of it.
        if (tries >= most || signal?.aborted) throw error;
      }
      if (refused !== null && (tries >= most || !passing.includes(refused.status)))
        throw new ProblemError(`${method} ${path}`, refused.status, await problemOf(refused));
      await refused?.body?.cancel();
      await wait(retryAfterMs(refused) ?? backoffMs(tries), signal);
    }
  };
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
