import type { Suppression, SuppressionListQuery } from '../contract/suppressions.ts';
import { type Answer, part } from './json.ts';
import type { CallOptions } from './options.ts';
import type { ListQuery, Page } from './page.ts';

export function suppressions(answer: Answer) {
  return {
    list: (query?: ListQuery<typeof SuppressionListQuery>, options: CallOptions = {}) =>
      answer<Page<Suppression>>('GET', '/v1/suppressions', { ...options, query }),
    /** Lifts it, at the provider too. */
    delete: async (address: string, options?: CallOptions): Promise<void> => {
      await answer<null>('DELETE', `/v1/suppressions/${part(address)}`, options);
    },
  };
}
