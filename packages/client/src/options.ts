/** Fetch, as far as the client needs it: its own address in front of the path. */
export type Fetch = (url: string, init: RequestInit) => Response | Promise<Response>;

export interface ClientOptions {
  /** Where the API is, such as https://chat.acme.example; empty for this page's own origin. */
  readonly baseUrl: string;
  /** An API key, or a session's token; none to begin a visitor's session, whose token then takes its place. */
  readonly key?: string;
  /** Instead of the platform's. */
  readonly fetch?: Fetch;
  /** Waits; rejects when the signal aborts. */
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** How often a request is repeated that met a failing network, no answer in time, 408, 429, 502, 503 or 504; 4 unless told. */
  readonly retries?: number;
  /** How long one try of a request may take until its answer is there, or until a stream begins; 30 unless told. */
  readonly timeoutSeconds?: number;
  /**
   * Told the token of a visitor's session that this client begins, and each newer one that an answer brings. The client
   * goes on with it by itself; a page stores it, and gives it as `resumeToken` the next time.
   */
  readonly onToken?: (token: string) => void;
  /** Told when the API takes no more requests for the moment (429), and for how long the client waits before the next try. */
  readonly onRateLimited?: (seconds: number) => void;
}

export interface CallOptions {
  /** Ends the call; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Instead of the client's. */
  readonly timeoutSeconds?: number;
  /** The request goes on when the page is left, as `fetch` has it: for bodies of 64 KiB at most. */
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
