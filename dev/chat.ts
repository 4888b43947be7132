import type { Conversation } from '../src/contract/conversations.ts';
import type { Delivery } from '../src/contract/deliveries.ts';
import type { Message } from '../src/contract/messages.ts';
import type { Settings } from '../src/contract/settings.ts';

/** How requests reach the API: `fetch` with its address in front, or an app's own `request`. */
export type Request = (path: string, init: RequestInit) => Response | Promise<Response>;

/** The API answered something else than success; carries the problem document. */
export class ChatError extends Error {
  readonly status: number;
  readonly problem: unknown;

  constructor(call: string, status: number, problem: unknown) {
    super(`${call} was answered ${status}: ${JSON.stringify(problem)}`);
    this.name = 'ChatError';
    this.status = status;
    this.problem = problem;
  }
}

/** A part of the settings, as PATCH takes them. */
export type SettingsPatch = { readonly [Group in keyof Settings]?: Partial<Settings[Group]> | Settings[Group] };

export type ChatFrontend = ReturnType<typeof chatFrontend>;
export type Chat = ReturnType<ChatFrontend['conversation']>;

/** What a chat frontend does over the API, in its words: for the example and for tests. */
export function chatFrontend(request: Request, apiKey: string) {
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await request(path, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = text === '' ? null : JSON.parse(text);
    if (!response.ok) throw new ChatError(`${method} ${path}`, response.status, answer);
    return answer as T;
  }

  return {
    call,
    changeSettings: (patch: SettingsPatch) => call<Settings>('PATCH', '/v1/settings', patch),
    addAgent: (id: string, name: string) => call('PUT', `/v1/agents/${id}`, { name }),
    setStatus: (id: string, status: 'online' | 'offline' | 'invisible', expiresInSeconds?: number) =>
      call('PUT', `/v1/agents/${id}/status`, { status, expiresInSeconds }),
    deliveries: async (query = '') => (await call<{ items: Delivery[] }>('GET', `/v1/deliveries${query}`)).items,
    delivery: (id: string) => call<Delivery>('GET', `/v1/deliveries/${id}`),
    replay: (id: string, evenIfRead = false) => call<Delivery>('POST', `/v1/deliveries/${id}/replay`, { evenIfRead }),
    conversation: (id: string) => {
      const path = `/v1/conversations/${id}`;
      let posted = 0;
      const post = (author: { kind: 'visitor' | 'agent' | 'bot'; id?: string; name?: string }, text: string) => {
        posted += 1;
        return call<Message>('POST', `${path}/messages`, { id: `${author.kind}-${posted}`, author, text });
      };
      return {
        id,
        begin: (visitor: Record<string, unknown> = {}) => call<Conversation>('PUT', path, { visitor }),
        get: () => call<Conversation>('GET', path),
        messages: async () => (await call<{ items: Message[] }>('GET', `${path}/messages?limit=200`)).items,
        visitorSays: (text: string) => post({ kind: 'visitor' }, text),
        agentSays: (text: string, name = 'Ada') => post({ kind: 'agent', id: 'ada', name }, text),
        botSays: (text: string) => post({ kind: 'bot', name: 'Assistant' }, text),
        edit: (messageId: string, text: string) => call<Message>('PATCH', `${path}/messages/${messageId}`, { text }),
        remove: (messageId: string) => call<null>('DELETE', `${path}/messages/${messageId}`),
        presence: (state: 'here' | 'active' | 'left', more: { at?: string; tab?: string } = {}) =>
          call<null>('POST', `${path}/presence`, { state, ...more }),
        readUpTo: (upTo: number) => call<{ readUpTo: number }>('POST', `${path}/read`, { upTo }),
        identify: (email: string | null, source: 'contactForm' | 'agent' | 'identity' = 'agent') =>
          call<Conversation>('PATCH', `${path}/visitor`, { email, source }),
        close: () => call<Conversation>('POST', `${path}/close`),
      };
    },
  };
}
