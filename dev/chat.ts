import { createClient, type PostMessage, ProblemError, type SettingsPatch } from '../packages/client/src/index.ts';
import type { Conversation } from '../src/contract/conversations.ts';
import type { Delivery } from '../src/contract/deliveries.ts';

/** How requests reach the API: `fetch` with its address in front, or an app's own `request`. */
export type Request = (path: string, init: RequestInit) => Response | Promise<Response>;

/** The API's answer was not a success; contains the problem document. */
export { ProblemError as ChatError, type SettingsPatch };

export type ChatFrontend = ReturnType<typeof chatFrontend>;
export type Chat = ReturnType<ChatFrontend['conversation']>;

/** What a chat frontend does over the API, for the example and for tests. */
export function chatFrontend(request: Request, apiKey: string) {
  // Callers that play faults need to see each answer, so nothing is repeated.
  const client = createClient({ baseUrl: '', key: apiKey, fetch: request, retries: 0 });
  const call = <T>(method: string, path: string, body?: unknown): Promise<T> => client.call<T>(method, path, { body });

  return {
    call,
    changeSettings: (patch: SettingsPatch) => client.settings.patch(patch),
    addAgent: (id: string, name: string, email?: string) => client.agents.put(id, { name, email }),
    setStatus: (id: string, status: 'online' | 'offline' | 'invisible', expiresInSeconds?: number) =>
      client.agents.putStatus(id, { status, expiresInSeconds }),
    deliveries: async (query = '') => (await call<{ items: Delivery[] }>('GET', `/v1/deliveries${query}`)).items,
    delivery: (id: string) => client.deliveries.get(id),
    replay: (id: string, evenIfRead = false) => client.deliveries.replay(id, { evenIfRead }),
    conversation: (id: string) => {
      let posted = 0;
      const post = (
        author: { kind: 'visitor' | 'agent' | 'bot'; id?: string; name?: string },
        text: string,
        more: Partial<PostMessage> = {},
      ) => {
        posted += 1;
        return client.messages.post(id, { id: `${author.kind}-${posted}`, author, text, ...more });
      };
      return {
        id,
        begin: (visitor: Record<string, unknown> = {}) =>
          call<Conversation>('PUT', `/v1/conversations/${id}`, { visitor }),
        get: () => client.conversations.get(id),
        messages: async (view: 'agent' | 'visitor' = 'agent') =>
          (await client.messages.list(id, { limit: 200, view })).items,
        visitorSays: (text: string) => post({ kind: 'visitor' }, text),
        agentSays: (text: string, name = 'Ada', more: Partial<PostMessage> = {}) =>
          post({ kind: 'agent', id: 'ada', name }, text, more),
        botSays: (text: string) => post({ kind: 'bot', name: 'Assistant' }, text),
        edit: (messageId: string, text: string) => client.messages.patch(id, messageId, { text }),
        remove: (messageId: string) => client.messages.delete(id, messageId),
        presence: (state: 'here' | 'active' | 'left', more: { at?: string; tab?: string } = {}) =>
          client.conversations.presence(id, { state, ...more }),
        readUpTo: (upTo: number) => client.conversations.read(id, { upTo }),
        identify: (email: string | null, source: 'contactForm' | 'agent' | 'identity' = 'agent') =>
          client.conversations.patchVisitor(id, { email, source }),
        forwarding: (action: 'sendNow' | 'cancel') => client.conversations.forwarding(id, { action }),
        close: () => client.conversations.close(id),
        reopen: () => client.conversations.reopen(id),
      };
    },
  };
}
