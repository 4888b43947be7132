/** Fetch, as far as the client needs it: its own address in front of the path. */
export type Fetch = (url: string, init: RequestInit) => Response | Promise<Response>;

export interface ClientOptions {
  /** Where the API is, such as https://chat.acme.example; empty for this page's own origin. */
  readonly baseUrl: string;
  /** An API key, or a session's token; none to begin a visitor's session. */
  readonly key?: string;
  readonly fetch?: Fetch;
  /** Waits; rejects when the signal aborts. */
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** How often a request is repeated that met a failing network, 408, 429, 502, 503 or 504; 4 unless told. */
  readonly retries?: number;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** Waits as long as it takes; the default for `sleep`. */
export function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', aborted, { once: true });

    function done() {
      signal?.removeEventListener('abort', aborted);
      resolve();
    }
    function aborted() {
      clearTimeout(timer);
      reject(signal?.reason);
    }
  });
}
