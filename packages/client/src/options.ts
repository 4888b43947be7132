/** Fetch, as far as the client needs it: its own address in front of the path. */
export type Fetch = (url: string, init: RequestInit) => Response | Promise<Response>;

export interface ClientOptions {
  /** Where the API is, such as https://chat.acme.example; empty for this page's own origin. */
  readonly baseUrl: string;
  /** An API key or a session's token. Omit it to begin a visitor's session, whose token the client then uses. */
  readonly key?: string;
  /** Used instead of the platform's `fetch`. */
  readonly fetch?: Fetch;
  /** Used for waiting; must reject when the signal aborts. */
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /**
   * How often a request is repeated if the network fails, no answer comes in time, or it is 408, 429, 502, 503 or 504;
   * default 4.
   */
  readonly retries?: number;
  /** How long one try may take until its answer is complete, or until a stream begins; default 30. */
  readonly timeoutSeconds?: number;
  /**
   * Called with the token of a visitor's session that this client begins, and with each newer one that an answer
   * brings. The client uses it by itself; a page should store it and pass it as `resumeToken` next time.
   */
  readonly onToken?: (token: string) => void;
  /** Called before each wait after a 429, with the seconds until the next try. */
  readonly onRateLimited?: (seconds: number) => void;
}

export interface CallOptions {
  /** Ends the call; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Overrides the client's `timeoutSeconds`. */
  readonly timeoutSeconds?: number;
  /** Lets the request outlive the page, as with `fetch`; for bodies of at most 64 KiB. */
  readonly keepalive?: boolean;
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
