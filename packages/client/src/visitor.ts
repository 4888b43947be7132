import { eventsAt, type StreamOptions, type VisitorEvent } from './events.ts';
import type { Answer } from './json.ts';
import type { CallOptions, ClientOptions } from './options.ts';
import type { Page } from './page.ts';
import type { Send } from './send.ts';
import type {
  FilledContactForm,
  ListVisitorMessagesQuery,
  Message,
  PostContactForm,
  PostRead,
  PostVisitorMessage,
  PostVisitorPresence,
  PostVisitorSession,
  ReadState,
  VisitorConversation,
  VisitorSession,
} from './types.ts';

/** What the widget calls: `session` without a key, the rest with the session's token as the key. */
export function visitor(answer: Answer, send: Send, client: ClientOptions) {
  return {
    session: (body: PostVisitorSession, options: CallOptions = {}) =>
      answer<VisitorSession>('POST', '/v1/visitor/sessions', { ...options, body }),
    /** Null until the visitor first writes or fills in the form. */
    conversation: (options?: CallOptions) =>
      answer<VisitorConversation | null>('GET', '/v1/visitor/conversation', options),
    messages: (query?: ListVisitorMessagesQuery, options: CallOptions = {}) =>
      answer<Page<Message>>('GET', '/v1/visitor/messages', { ...options, query }),
    post: (body: PostVisitorMessage, options: CallOptions = {}) =>
      answer<Message>('POST', '/v1/visitor/messages', { ...options, body }),
    contactForm: (body: PostContactForm, options: CallOptions = {}) =>
      answer<FilledContactForm>('POST', '/v1/visitor/contact-form', { ...options, body }),
    read: (body: PostRead, options: CallOptions = {}) =>
      answer<ReadState>('POST', '/v1/visitor/read', { ...options, body }),
    presence: async (body: PostVisitorPresence, options: CallOptions = {}): Promise<void> => {
      await answer<null>('POST', '/v1/visitor/presence', { ...options, body });
    },
    /** What happens in their conversation, as it happens. */
    events: (which: StreamOptions = {}) => eventsAt<VisitorEvent>(send, client, '/v1/visitor/events', which),
  };
}
