import type { z } from 'zod';
import type { CreatedKey, Key, PostKey } from '../contract/keys.ts';
import type { PageQuery } from '../contract/primitives.ts';
import { type Answer, part } from './json.ts';
import type { CallOptions } from './options.ts';
import type { ListQuery, Page } from './page.ts';

export function keys(answer: Answer) {
  return {
    list: (query?: ListQuery<typeof PageQuery>, options: CallOptions = {}) =>
      answer<Page<Key>>('GET', '/v1/keys', { ...options, query }),
    /** The key itself is told this once. Never sent again by itself, since each call makes another key. */
    post: (body: z.input<typeof PostKey>, options: CallOptions = {}) =>
      answer<z.output<typeof CreatedKey>>('POST', '/v1/keys', { ...options, body, isRepeatable: false }),
    delete: async (id: string, options?: CallOptions): Promise<void> => {
      await answer<null>('DELETE', `/v1/keys/${part(id)}`, options);
    },
  };
}
