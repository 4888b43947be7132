import type { z } from 'zod';
import type {
  Conversation,
  ConversationListQuery,
  Forwarding,
  MergedConversation,
  PatchVisitor,
  PostForwarding,
  PostPresence,
  PostRead,
  PutConversation,
  ReadState,
} from '../contract/conversations.ts';
import { type Answer, part } from './json.ts';
import type { CallOptions } from './options.ts';
import type { ListQuery, Page } from './page.ts';

const pathOf = (id: string) => `/v1/conversations/${part(id)}`;

export function conversations(answer: Answer) {
  return {
    /** Creates a conversation, or merges what is given into it. */
    put: (id: string, body: z.input<typeof PutConversation> = {}, options: CallOptions = {}) =>
      answer<MergedConversation>('PUT', pathOf(id), { ...options, body }),
    get: (id: string, options?: CallOptions) => answer<Conversation>('GET', pathOf(id), options),
    list: (query?: ListQuery<typeof ConversationListQuery>, options: CallOptions = {}) =>
      answer<Page<Conversation>>('GET', '/v1/conversations', { ...options, query }),
    /** Identifies the visitor; `email: null` takes the address back. */
    patchVisitor: (id: string, body: z.input<typeof PatchVisitor>, options: CallOptions = {}) =>
      answer<Conversation>('PATCH', `${pathOf(id)}/visitor`, { ...options, body }),
    /** Give `at` where a repeated request could arrive after a later one of the same tab. */
    presence: async (id: string, body: z.input<typeof PostPresence>, options: CallOptions = {}): Promise<void> => {
      await answer<null>('POST', `${pathOf(id)}/presence`, { ...options, body });
    },
    read: (id: string, body: z.input<typeof PostRead>, options: CallOptions = {}) =>
      answer<z.output<typeof ReadState>>('POST', `${pathOf(id)}/read`, { ...options, body }),
    /** Sends what waits at once, or mails it no more. */
    forwarding: (id: string, body: z.input<typeof PostForwarding>, options: CallOptions = {}) =>
      answer<z.output<typeof Forwarding>>('POST', `${pathOf(id)}/forwarding`, { ...options, body }),
    close: (id: string, options?: CallOptions) => answer<Conversation>('POST', `${pathOf(id)}/close`, options),
  };
}
