import type { HeldToken } from './held-token.ts';
import type { Answer } from './json.ts';
import type { CallOptions } from './options.ts';
import type { Page } from './page.ts';
import { ProblemError } from './problem-error.ts';
import type {
  FilledContactForm,
  GetWidgetConfigurationQuery,
  ListVisitorMessagesQuery,
  Message,
  PostContactForm,
  PostedVisitorMessage,
  PostRead,
  PostRestoreLink,
  PostVisitorMessage,
  PostVisitorPresence,
  PostVisitorSession,
  PostVisitorTyping,
  ReadState,
  VisitorConversation,
  VisitorSession,
  WidgetConfiguration,
} from './types.ts';

/** Those of a visitor's calls that are a request with JSON: the widget has the others in parts that it loads later. */
export function visitorCalls(answer: Answer, token: HeldToken) {
  return {
    /** What a page's widget needs to know before anybody writes; begins no session. */
    widget: (query: GetWidgetConfigurationQuery, options: CallOptions = {}) =>
      answer<WidgetConfiguration>('GET', '/v1/visitor/widget', { ...options, query }),
    /**
     * Begins or resumes a session. A client without a key then uses its token; pass that as `resumeToken` next time.
     */
    session: async (body: PostVisitorSession, options: CallOptions = {}): Promise<VisitorSession> => {
      const session = await answer<VisitorSession>('POST', '/v1/visitor/sessions', { ...options, body });
      token.begun(session.token);
      return session;
    },
    /**
     * Emails this address links to its conversations, if it has any; the answer never tells. The links lead to the
     * page of the chat, with a code for `session` (`takeReturnCode`).
     */
    restoreLink: async (body: PostRestoreLink, options: CallOptions = {}): Promise<void> => {
      await answer<null>('POST', '/v1/visitor/restore-link', { ...options, body });
    },
    /**
     * Ends the session: the next person at this browser sees nothing of the conversation. Forget the token, too. With an
     * identity token the visitor finds the conversation again.
     */
    logout: async (options?: CallOptions): Promise<void> => {
      const shown = token.now();
      await answer<null>('DELETE', '/v1/visitor/session', options).catch(unlessEnded);
      token.ended(shown);
    },
    /** The visitor's conversation; null until they first write or fill in the form. */
    conversation: (options?: CallOptions) =>
      answer<VisitorConversation | null>('GET', '/v1/visitor/conversation', options),
    /** The messages as the visitor sees them, in the order of `seq`. */
    messages: (query?: ListVisitorMessagesQuery, options: CallOptions = {}) =>
      answer<Page<Message>>('GET', '/v1/visitor/messages', { ...options, query }),
    /** You choose the id: the same call again returns the message as it is now. */
    post: (body: PostVisitorMessage, options: CallOptions = {}) =>
      answer<PostedVisitorMessage>('POST', '/v1/visitor/messages', { ...options, body }),
    /** Fills in the contact form, and releases the messages that were held for it. */
    contactForm: (body: PostContactForm, options: CallOptions = {}) =>
      answer<FilledContactForm>('POST', '/v1/visitor/contact-form', { ...options, body }),
    /** Reports what the visitor has seen; what is reported as read is never emailed. */
    read: (body: PostRead, options: CallOptions = {}) =>
      answer<ReadState>('POST', '/v1/visitor/read', { ...options, body }),
    /**
     * Reports `here` every `presence.heartbeatSeconds` of the session, and `active` when the visitor does something.
     */
    presence: async (body: PostVisitorPresence, options: CallOptions = {}): Promise<void> => {
      await answer<null>('POST', '/v1/visitor/presence', { ...options, body });
    },
    /**
     * Tells agents that the visitor types, for 6 seconds: call it every 3 seconds or so while they do. `stopped` ends it
     * sooner, and so does their message.
     */
    typing: async (body: PostVisitorTyping = {}, options: CallOptions = {}): Promise<void> => {
      await answer<null>('POST', '/v1/visitor/typing', { ...options, body });
    },
  };
}

/** It may have been ended by a try whose answer was lost, or by another tab. */
function unlessEnded(error: unknown): void {
  if (!(error instanceof ProblemError && error.status === 401)) throw error;
}
