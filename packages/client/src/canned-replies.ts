import { type Answer, part } from './json.ts';
import type { CallOptions } from './options.ts';
import type { Page } from './page.ts';
import type { CannedReply, ListCannedRepliesQuery, PutCannedReply } from './types.ts';

export function cannedReplies(answer: Answer) {
  return {
    /** Newest first: shared ones and, in an agent's session, that agent's own. */
    list: (query?: ListCannedRepliesQuery, options: CallOptions = {}) =>
      answer<Page<CannedReply>>('GET', '/v1/canned-replies', { ...options, query }),
    /** Creates or replaces one. Without `agentId` all agents share it, which requires the scope `settings`. */
    put: (id: string, body: PutCannedReply, options: CallOptions = {}) =>
      answer<CannedReply>('PUT', `/v1/canned-replies/${part(id)}`, { ...options, body }),
    delete: async (id: string, options?: CallOptions): Promise<void> => {
      await answer<null>('DELETE', `/v1/canned-replies/${part(id)}`, options);
    },
  };
}
