import { type Answer, part } from './json.ts';
import type { CallOptions } from './options.ts';
import type { Page } from './page.ts';
import type { CreatedKey, Key, ListKeysQuery, PostKey } from './types.ts';

export function keys(answer: Answer) {
  return {
    /** Newest first, without the keys themselves. */
    list: (query?: ListKeysQuery, options: CallOptions = {}) =>
      answer<Page<Key>>('GET', '/v1/keys', { ...options, query }),
    /**
     * Creates a key, which is returned only this once. The request is never repeated, because each one creates a key.
     */
    post: (body: PostKey, options: CallOptions = {}) =>
      answer<CreatedKey>('POST', '/v1/keys', { ...options, body, isRepeatable: false }),
    /** Revokes a key; its open streams are closed within seconds. */
    delete: async (id: string, options?: CallOptions): Promise<void> => {
      await answer<null>('DELETE', `/v1/keys/${part(id)}`, options);
    },
  };
}
