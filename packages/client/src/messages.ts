import { type Answer, part } from './json.ts';
import type { CallOptions } from './options.ts';
import type { Page } from './page.ts';
import type { ListMessagesQuery, Message, PatchMessage, PostMessage } from './types.ts';

const pathOf = (conversationId: string) => `/v1/conversations/${part(conversationId)}/messages`;

export function messages(answer: Answer) {
  return {
    /** The message's id is yours: the same call again answers the message as it is now. */
    post: (conversationId: string, body: PostMessage, options: CallOptions = {}) =>
      answer<Message>('POST', pathOf(conversationId), { ...options, body }),
    list: (conversationId: string, query?: ListMessagesQuery, options: CallOptions = {}) =>
      answer<Page<Message>>('GET', pathOf(conversationId), { ...options, query }),
    patch: (conversationId: string, id: string, body: PatchMessage, options: CallOptions = {}) =>
      answer<Message>('PATCH', `${pathOf(conversationId)}/${part(id)}`, { ...options, body }),
    delete: async (conversationId: string, id: string, options?: CallOptions): Promise<void> => {
      await answer<null>('DELETE', `${pathOf(conversationId)}/${part(id)}`, options);
    },
  };
}
