import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient, ProblemError } from '../packages/client/src/index.ts';

/** The result of a call that was repeated until it was answered. */
export type Patiently<T> = { readonly tries: number; readonly unanswered: number } & (
  | { readonly kind: 'acknowledged'; readonly value: T }
  /** An answer that repeating the request would not change. */
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'aborted' }
);

export type PatientClient = ReturnType<typeof patientClient>;

const answerWithinMs = 10_000;
const longestPauseMs = 1_500;
/**
 * Statuses that may be temporary; no answer is treated in the same way. 408: the server was frozen before it had the
 * request.
 */
const passes = (status: number) => status === 408 || status === 429 || status >= 500;

/**
 * A good client: after no answer, 408, 429 or 5xx it sends exactly the same request again, as often as necessary.
 * @param urls of the APIs; each request goes to the next one, as behind a load balancer
 */
export function patientClient(urls: readonly string[], key: string, stop: AbortSignal) {
  /** Server errors other than 503, of which there should be none. */
  const serverErrors: string[] = [];
  let turn = 0;
  const client = createClient({
    baseUrl: '',
    key,
    retries: 0,
    fetch: (path, init) => {
      turn += 1;
      return fetch(`${urls[turn % urls.length]}${path}`, { ...init, signal: AbortSignal.timeout(answerWithinMs) });
    },
  });

  async function patiently<T>(call: (client: Client) => Promise<T>): Promise<Patiently<T>> {
    let unanswered = 0;
    for (let tries = 1; ; tries += 1) {
      try {
        return { kind: 'acknowledged', value: await call(client), tries, unanswered };
      } catch (error) {
        if (error instanceof ProblemError) {
          const why = `${error.status} ${error.message}`;
          if (!passes(error.status)) return { kind: 'refused', why, tries, unanswered };
          if (error.status >= 500 && error.status !== 503) serverErrors.push(why);
        } else unanswered += 1;
      }
      await sleep(Math.min(longestPauseMs, 100 * 2 ** tries), undefined, { signal: stop }).catch(() => {});
      if (stop.aborted) return { kind: 'aborted', tries, unanswered };
    }
  }

  /** For reading: returns the value, or throws if the request was refused or the run is over. */
  async function ask<T>(call: (client: Client) => Promise<T>): Promise<T> {
    const answer = await patiently(call);
    if (answer.kind === 'acknowledged') return answer.value;
    throw new Error(answer.kind === 'refused' ? answer.why : 'stopped');
  }

  return { patiently, ask, serverErrors };
}
