import { type Answer, part } from './json.ts';
import type { CallOptions } from './options.ts';
import type { Page } from './page.ts';
import type { ListSuppressionsQuery, PutSuppression, Suppression } from './types.ts';

export function suppressions(answer: Answer) {
  return {
    /** The addresses that get no email, newest first. */
    list: (query?: ListSuppressionsQuery, options: CallOptions = {}) =>
      answer<Page<Suppression>>('GET', '/v1/suppressions', { ...options, query }),
    /** Suppresses an address by hand; one that is suppressed already stays as it is, and is returned. */
    put: (address: string, body: PutSuppression = {}, options: CallOptions = {}) =>
      answer<Suppression>('PUT', `/v1/suppressions/${part(address)}`, { ...options, body }),
    /** Lifts the suppression of an address, at the provider too. */
    delete: async (address: string, options?: CallOptions): Promise<void> => {
      await answer<null>('DELETE', `/v1/suppressions/${part(address)}`, options);
    },
  };
}
