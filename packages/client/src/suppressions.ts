import { type Answer, part } from './json.ts';
import type { CallOptions } from './options.ts';
import type { Page } from './page.ts';
import type { ListSuppressionsQuery, Suppression } from './types.ts';

export function suppressions(answer: Answer) {
  return {
    /** The addresses that get no email, newest first. */
    list: (query?: ListSuppressionsQuery, options: CallOptions = {}) =>
      answer<Page<Suppression>>('GET', '/v1/suppressions', { ...options, query }),
    /** Lifts the suppression of an address, at the provider too. */
    delete: async (address: string, options?: CallOptions): Promise<void> => {
      await answer<null>('DELETE', `/v1/suppressions/${part(address)}`, options);
    },
  };
}
