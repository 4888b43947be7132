import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient, ProblemError } from '../packages/client/src/index.ts';

/** What became of a call that was sent until it was answered. */
export type Patiently<T> = { readonly tries: number; readonly unanswered: number } & (
  | { readonly kind: 'acknowledged'; readonly value: T }
  /** An answer that sending again would not change. */
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'aborted' }
);

export type PatientClient = ReturnType<typeof patientClient>;

const answerWithinMs = 10_000;
const longestPauseMs = 1_500;
/** What passes, or may: no answer is not one of them, but is treated as such. 408: it was frozen before it had all. */
const passes = (status: number) => status === 408 || status === 429 || status >= 500;

/**
 * A good client: no answer, 408, 429 or 5xx, and it sends the very same again, for as long as it takes.
 * @param urls of APIs, as behind a load balancer: each request goes to the next one
 */
export function patientClient(urls: readonly string[], key: string, stop: AbortSignal) {
  /** Answers other than 503 that say it is the server's fault: there should be none. */
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

  /** The value, or an error if it was refused or the run is over: for what is asked rather than done. */
  async function ask<T>(call: (client: Client) => Promise<T>): Promise<T> {
    const answer = await patiently(call);
    if (answer.kind === 'acknowledged') return answer.value;
    throw new Error(answer.kind === 'refused' ? answer.why : 'stopped');
  }

  return { patiently, ask, serverErrors };
}
