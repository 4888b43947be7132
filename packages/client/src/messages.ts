import { type Answer, part } from './json.ts';
import type { CallOptions } from './options.ts';
import type { Page } from './page.ts';
import type { Send } from './send.ts';
import type { ListMessagesQuery, Message, PatchMessage, PostMessage } from './types.ts';

const pathOf = (conversationId: string) => `/v1/conversations/${part(conversationId)}/messages`;

export function messages(answer: Answer, send: Send) {
  return {
    /**
     * You choose the id: the same call again returns the message as it is now. Agents' messages need the scope `inbox`.
     */
    post: (conversationId: string, body: PostMessage, options: CallOptions = {}) =>
      answer<Message>('POST', pathOf(conversationId), { ...options, body }),
    /** In the order of `seq`. */
    list: (conversationId: string, query?: ListMessagesQuery, options: CallOptions = {}) =>
      answer<Page<Message>>('GET', pathOf(conversationId), { ...options, query }),
    /**
     * The whole email that a message came by, as a page that loads and runs nothing, for the `srcdoc` of a frame with
     * `sandbox`. Scope `inbox`.
     */
    email: (conversationId: string, id: string, options: CallOptions = {}) =>
      send('GET', `${pathOf(conversationId)}/${part(id)}/email`, options, (response) => response.text()),
    /** Changes the text. Scope `inbox`. */
    patch: (conversationId: string, id: string, body: PatchMessage, options: CallOptions = {}) =>
      answer<Message>('PATCH', `${pathOf(conversationId)}/${part(id)}`, { ...options, body }),
    /** Deletes a message. If it has not been emailed yet, it will not be. Scope `inbox`. */
    delete: async (conversationId: string, id: string, options?: CallOptions): Promise<void> => {
      await answer<null>('DELETE', `${pathOf(conversationId)}/${part(id)}`, options);
    },
  };
}
