import { type Answer, part } from './json.ts';
import type { CallOptions } from './options.ts';
import type { Page } from './page.ts';
import type { CreatedKey, Key, ListKeysQuery, PostKey } from './types.ts';

export function keys(answer: Answer) {
  return {
    /** Newest first, without the keys themselves. */
    list: (query?: ListKeysQuery, options: CallOptions = {}) =>
      answer<Page<Key>>('GET', '/v1/keys', { ...options, query }),
    /** The key itself is told this once. Never sent again by itself, since each call makes another key. */
    post: (body: PostKey, options: CallOptions = {}) =>
      answer<CreatedKey>('POST', '/v1/keys', { ...options, body, isRepeatable: false }),
    /** Revokes it; what it opened is closed within seconds. */
    delete: async (id: string, options?: CallOptions): Promise<void> => {
      await answer<null>('DELETE', `/v1/keys/${part(id)}`, options);
    },
  };
}
