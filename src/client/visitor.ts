import type { z } from 'zod';
import type { PostRead, ReadState } from '../contract/conversations.ts';
import type { Message, MessageListQuery } from '../contract/messages.ts';
import type {
  FilledContactForm,
  PostContactForm,
  PostVisitorMessage,
  PostVisitorPresence,
  PostVisitorSession,
  VisitorConversation,
  VisitorSession,
} from '../contract/visitors.ts';
import { eventsAt, type StreamOptions, type VisitorEvent } from './events.ts';
import type { Answer } from './json.ts';
import type { CallOptions, ClientOptions } from './options.ts';
import type { ListQuery, Page } from './page.ts';
import type { Send } from './send.ts';

/** What the widget calls: `session` without a key, the rest with the session's token as the key. */
export function visitor(answer: Answer, send: Send, client: ClientOptions) {
  return {
    session: (body: z.input<typeof PostVisitorSession>, options: CallOptions = {}) =>
      answer<z.output<typeof VisitorSession>>('POST', '/v1/visitor/sessions', { ...options, body }),
    /** Null until the visitor first writes or fills in the form. */
    conversation: (options?: CallOptions) =>
      answer<VisitorConversation | null>('GET', '/v1/visitor/conversation', options),
    messages: (query?: ListQuery<typeof MessageListQuery>, options: CallOptions = {}) =>
      answer<Page<Message>>('GET', '/v1/visitor/messages', { ...options, query }),
    post: (body: z.input<typeof PostVisitorMessage>, options: CallOptions = {}) =>
      answer<Message>('POST', '/v1/visitor/messages', { ...options, body }),
    contactForm: (body: z.input<typeof PostContactForm>, options: CallOptions = {}) =>
      answer<z.output<typeof FilledContactForm>>('POST', '/v1/visitor/contact-form', { ...options, body }),
    read: (body: z.input<typeof PostRead>, options: CallOptions = {}) =>
      answer<z.output<typeof ReadState>>('POST', '/v1/visitor/read', { ...options, body }),
    presence: async (body: z.input<typeof PostVisitorPresence>, options: CallOptions = {}): Promise<void> => {
      await answer<null>('POST', '/v1/visitor/presence', { ...options, body });
    },
    /** What happens in their conversation, as it happens. */
    events: (which: StreamOptions = {}) => eventsAt<VisitorEvent>(send, client, '/v1/visitor/events', which),
  };
}
