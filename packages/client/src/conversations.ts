import { type Answer, part } from './json.ts';
import { type CallOptions, sleep } from './options.ts';
import type { Page } from './page.ts';
import { ProblemError } from './problem-error.ts';
import type {
  Conversation,
  ConversationExport,
  ErasureUnderWay,
  Forwarding,
  ListConversationsQuery,
  MergedConversation,
  PatchVisitor,
  PostForwarding,
  PostPresence,
  PostRead,
  PostTyping,
  PutAssignee,
  PutConversation,
  ReadState,
} from './types.ts';

const pathOf = (id: string) => `/v1/conversations/${part(id)}`;

const betweenLooksMs = 500;

/** The server answers before it has finished if that takes long; asking again tells. */
async function untilErased(answer: Answer, path: string, options: CallOptions): Promise<void> {
  const asked = () => answer<ErasureUnderWay | null>('DELETE', path, options);
  for (let now = await asked(); now !== null; now = await asked().catch(goneMeanwhile))
    await sleep(betweenLooksMs, options.signal);
}

/** Of an erased visitor nothing is known any more. */
function goneMeanwhile(error: unknown): null {
  if (error instanceof ProblemError && error.status === 404) return null;
  throw error;
}

export function conversations(answer: Answer) {
  return {
    /** Creates a conversation, or updates the given fields of an existing one. */
    put: (id: string, body: PutConversation = {}, options: CallOptions = {}) =>
      answer<MergedConversation>('PUT', pathOf(id), { ...options, body }),
    /** One conversation, and when its next email is due. */
    get: (id: string, options?: CallOptions) => answer<Conversation>('GET', pathOf(id), options),
    /** What an inbox shows. A page may be short and yet have a `nextCursor`. */
    list: (query?: ListConversationsQuery, options: CallOptions = {}) =>
      answer<Page<Conversation>>('GET', '/v1/conversations', { ...options, query }),
    /** Identifies the visitor; `email: null` removes the address. */
    patchVisitor: (id: string, body: PatchVisitor, options: CallOptions = {}) =>
      answer<Conversation>('PATCH', `${pathOf(id)}/visitor`, { ...options, body }),
    /** Reports presence. Give `at` if a repeated request could arrive after a later one of the same tab. */
    presence: async (id: string, body: PostPresence, options: CallOptions = {}): Promise<void> => {
      await answer<null>('POST', `${pathOf(id)}/presence`, { ...options, body });
    },
    /**
     * Reports up to which message (its `seq`) the visitor has read, or in an agent's session that agent; this never
     * decreases.
     */
    read: (id: string, body: PostRead, options: CallOptions = {}) =>
      answer<ReadState>('POST', `${pathOf(id)}/read`, { ...options, body }),
    /** Marks a conversation as unread for the agent of the session, until they read it again. */
    unread: (id: string, options?: CallOptions) => answer<Conversation>('POST', `${pathOf(id)}/unread`, options),
    /** Assigns a conversation to an agent, or with null to nobody. Scope `inbox`. */
    assign: (id: string, body: PutAssignee, options: CallOptions = {}) =>
      answer<Conversation>('PUT', `${pathOf(id)}/assignee`, { ...options, body }),
    /**
     * Tells the visitor that an agent types, for 6 seconds: call it every 3 seconds or so while they do. Scope `inbox`.
     */
    typing: async (id: string, body: PostTyping = {}, options: CallOptions = {}): Promise<void> => {
      await answer<null>('POST', `${pathOf(id)}/typing`, { ...options, body });
    },
    /** Emails the waiting replies now, or cancels them. Scope `inbox`. */
    forwarding: (id: string, body: PostForwarding, options: CallOptions = {}) =>
      answer<Forwarding>('POST', `${pathOf(id)}/forwarding`, { ...options, body }),
    /** All that is stored about the visitor, to hand over to them. Scope `admin`. */
    export: (id: string, options?: CallOptions) => answer<ConversationExport>('GET', `${pathOf(id)}/export`, options),
    /**
     * Revokes the addresses that the conversation's emails are answered at: answers to those sent so far no longer
     * arrive, and the next email has another address. Scope `inbox`.
     */
    revokeReplyAddresses: async (id: string, options: CallOptions = {}): Promise<void> => {
      await answer<null>('DELETE', `${pathOf(id)}/reply-addresses`, options);
    },
    /**
     * Erases a conversation for good, and resolves once everything of it is deleted. Its id cannot be used again. Scope
     * `admin`.
     */
    erase: (id: string, options: CallOptions = {}) => untilErased(answer, pathOf(id), options),
    /** Erases all conversations of a visitor, by the `visitor.id` that they have. Scope `admin`. */
    eraseVisitor: (visitorId: string, options: CallOptions = {}) =>
      untilErased(answer, `/v1/visitors/${part(visitorId)}`, options),
    /** Closes a conversation. Waiting replies are still emailed; the next message reopens it. Scope `inbox`. */
    close: (id: string, options?: CallOptions) => answer<Conversation>('POST', `${pathOf(id)}/close`, options),
    /** Opens a closed conversation again, as the next message would. Scope `inbox`. */
    reopen: (id: string, options?: CallOptions) => answer<Conversation>('POST', `${pathOf(id)}/reopen`, options),
  };
}
