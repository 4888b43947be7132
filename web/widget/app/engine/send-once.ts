import type { HeldToken } from '../../../../packages/client/src/held-token.ts';
import type { Fetch } from '../../../../packages/client/src/options.ts';
import { ProblemError } from '../../../../packages/client/src/problem-error.ts';
import type { Send } from '../../../../packages/client/src/send.ts';

const limitMs = 30_000;

/**
 * Sends the client's calls, each once: the engine itself waits and tries again, so that it can show what it waits for.
 * Rejects with ProblemError, or with what fetch throws.
 */
export function sendOnce(apiUrl: string, fetch: Fetch, token: Pick<HeldToken, 'now' | 'renewed'>): Send {
  return async (method, path, { query = {}, body, headers, keepalive = false, signal }, read) => {
    const shown = token.now();
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), limitMs);
    try {
      const search = `${new URLSearchParams(query as Record<string, string>)}`;
      const response = await fetch(`${apiUrl}${path}${search && `?${search}`}`, {
        method,
        keepalive,
        // Browsers keep who is online for a minute, for the pages of a site; here it is asked for as it is now.
        cache: 'no-store',
        signal: AbortSignal.any([limit.signal, ...(signal ? [signal] : [])]),
        headers: {
          ...(shown && { authorization: `Bearer ${shown}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      token.renewed(shown, response.headers.get('x-session-token'));
      if (response.ok) return await read(response);
      const problem = await response.json().catch(() => null);
      const after = Number(response.headers.get('retry-after'));
      throw new ProblemError(`${method} ${path}`, response.status, problem, after || null);
    } finally {
      clearTimeout(timer);
    }
  };
}
