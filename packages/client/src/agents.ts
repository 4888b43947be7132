import { type Answer, part } from './json.ts';
import type { CallOptions } from './options.ts';
import type { Page } from './page.ts';
import type {
  Agent,
  AgentSession,
  AgentStatus,
  ListAgentsQuery,
  Me,
  PatchPreferences,
  Preferences,
  PutAgent,
  PutStatus,
} from './types.ts';

const pathOf = (id: string) => `/v1/agents/${part(id)}`;

export function agents(answer: Answer) {
  return {
    /** Creates or replaces an agent. Scope `admin`. */
    put: (id: string, body: PutAgent, options: CallOptions = {}) =>
      answer<Agent>('PUT', pathOf(id), { ...options, body }),
    /** Newest first. Scope `inbox`. */
    list: (query?: ListAgentsQuery, options: CallOptions = {}) =>
      answer<Page<Agent>>('GET', '/v1/agents', { ...options, query }),
    /** Scope `inbox`. */
    get: (id: string, options?: CallOptions) => answer<Agent>('GET', pathOf(id), options),
    /** Who is signed in, to which account, and how they like to work; needs an agent's session. */
    me: (options?: CallOptions) => answer<Me>('GET', '/v1/agents/me', options),
    /** Changes some of your own preferences; needs an agent's session. */
    patchPreferences: (body: PatchPreferences, options: CallOptions = {}) =>
      answer<Preferences>('PATCH', '/v1/agents/me/preferences', { ...options, body }),
    /** Deletes an agent and ends their sessions; their messages stay. Scope `admin`. */
    delete: async (id: string, options?: CallOptions): Promise<void> => {
      await answer<null>('DELETE', pathOf(id), options);
    },
    /** Begins a session whose token acts only as this agent. Scope `admin`. */
    session: (id: string, options?: CallOptions) => answer<AgentSession>('POST', `${pathOf(id)}/sessions`, options),
    /** Extends the session by another 12 hours; needs the session's token as the key. */
    renewSession: (options?: CallOptions) => answer<AgentSession>('POST', '/v1/agents/me/session/renew', options),
    /** Signs out; needs the session's token as the key. */
    endSession: async (options?: CallOptions): Promise<void> => {
      await answer<null>('DELETE', '/v1/agents/me/session', options);
    },
    /**
     * Sets an agent's status. With `expiresInSeconds` it is a lease: send it again before it expires. Scope `inbox`.
     */
    putStatus: (id: string, body: PutStatus, options: CallOptions = {}) =>
      answer<AgentStatus>('PUT', `${pathOf(id)}/status`, { ...options, body }),
  };
}
