import type { OpenApiDocument, Placed } from '../../src/api/documentation/open-api.ts';
import { putWebhook } from '../../src/store/webhooks/webhooks.ts';
import { agentEmail } from '../support/agent-email.ts';
import { connected } from '../support/channels.ts';
import { deadLetter } from '../support/dead-letter.ts';
import { emailedMessage } from '../support/emailed-message.ts';
import { openStage } from './openapi-stage.ts';
import { parkedDelivery } from './parked-delivery.ts';

/** A request to a route: what stands in its places and its query, its headers and its body as it goes. */
export interface AnyRequest {
  readonly places: Readonly<Record<string, string>>;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer> | null;
}

export type AnyRequestStage = Awaited<ReturnType<typeof openAnyRequestStage>>;

/** So long after each other requests come that no limit of visitors is reached but that of addresses. */
const betweenRequestsMs = 13 * 60_000;

/** An account with one of each thing, whose every answer is held against the document. */
export async function openAnyRequestStage() {
  const time = { now: Date.now() };
  const stage = await openStage(() => time.now);
  const { call, request, accountId, store } = stage;
  const document = (await (await stage.app.request('/openapi.json')).json()) as OpenApiDocument;
  const siteKey = (await store.accounts.findOne({ _id: accountId }))?.siteKey ?? '';
  const told = async (answer: Promise<Response>) => (await (await answer).json()) as Record<string, string>;

  await parkedDelivery(stage, 'c2');
  await call('PUT', '/v1/conversations/c1', { visitor: { email: 'ada@example.com' } });
  await call('POST', '/v1/conversations/c1/messages', { id: 'm1', author: { kind: 'agent' }, text: 'Hello' });
  await emailedMessage(store, { accountId, conversationId: 'c1' }, { id: 'e1', words: 'Thank you!', at: time.now });
  await call('POST', '/v1/deliveries/replay', { id: 'j1' });
  const delivery = await store.deliveries.findOne({ accountId });

  /** Created again for each route, because the routes before may have deleted it. */
  async function goodPlaces({ method, path }: Pick<Placed, 'method' | 'path'>): Promise<Record<string, string>> {
    if (path === '/v1/visitors/{id}' || (method === 'DELETE' && path === '/v1/conversations/{id}')) return toErase();
    if (path.startsWith('/v1/deliveries')) return { id: delivery?.id ?? '' };
    if (path.startsWith('/v1/agent-emails'))
      return { id: await agentEmail(store, { accountId, conversationId: 'c1' }) };
    if (path.startsWith('/v1/suppressions')) return { address: 'ada@example.com' };
    // Behind a right secret, everything is taken.
    if (path.startsWith('/webhooks')) return { secret: 'not-the-secret' };
    if (path.startsWith('/v1/inbound')) return { id: await deadLetter(store, { accountId, now: Date.now() }) };
    if (path.startsWith('/v1/jobs')) return { id: 'j1' };
    if (path.startsWith('/v1/keys'))
      return { id: (await told(call('POST', '/v1/keys', { scopes: ['chat'] }))).id ?? '' };
    if (path.startsWith('/v1/canned-replies')) {
      await call('PUT', '/v1/agents/ada', { name: 'Ada' });
      await call('PUT', '/v1/canned-replies/r1', { shortcut: 'hi', title: 'Greeting', text: 'Hello' });
      return { id: 'r1' };
    }
    if (path.startsWith('/v1/channels')) {
      await connected(store, stage.channels, accountId, '104857600000001');
      return { kind: 'messenger', id: '104857600000001' };
    }
    if (path.startsWith('/v1/webhooks')) {
      const content = { url: 'https://192.0.2.1/hook', events: ['alert' as const], enabled: true };
      await putWebhook(store, { accountId, id: 'w1' }, content, time.now);
      return { id: 'w1' };
    }
    if (path.startsWith('/v1/agents')) {
      await call('PUT', '/v1/agents/ada', { name: 'Ada' });
      return { id: 'ada' };
    }
    return { id: 'c1', messageId: path.endsWith('/email') ? 'e1' : 'm1' };
  }

  /** A conversation of its own, and its visitor, both of this id. */
  async function toErase(): Promise<Record<string, string>> {
    await call('PUT', '/v1/conversations/to-erase', { visitor: { id: 'to-erase' } });
    return { id: 'to-erase' };
  }

  const beginSession = async () => (await told(call('POST', '/v1/visitor/sessions', { siteKey }, null))).token ?? '';

  return {
    document,
    siteKey,
    goodPlaces,
    beginSession,
    stop: stage.stop,
    /** Who may call the route: a key with all scopes, a visitor, or anyone. */
    secretFor: async ({ operation }: Placed): Promise<string | null> => {
      const [scheme] = operation.security ?? [];
      if (scheme === undefined) return null;
      return 'session' in scheme ? beginSession() : stage.apiKey;
    },
    /** Throws if the answer is a 5xx or not as documented. */
    send: async ({ method, path }: Placed, { places, query, headers, body }: AnyRequest): Promise<void> => {
      time.now += betweenRequestsMs;
      const called = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(places[name] ?? ''));
      const search = query.length === 0 ? '' : `?${new URLSearchParams(query.map(([...pair]) => pair))}`;
      const answer = await request(called + search, { method, headers, ...(body === null ? {} : { body }) });
      await answer.body?.cancel();
      if (answer.status >= 500) throw new Error(`${method} ${path} answered ${answer.status}`);
    },
    /** Whatever was taken, everything can still be read. */
    readAll: async (): Promise<void> => {
      for (const path of ['', '/c1', '/c1/messages', '/c1/messages?view=visitor', '/c2/messages'])
        await mustBe200(`/v1/conversations${path}`);
      for (const path of ['settings', 'agents', 'keys', 'deliveries']) await mustBe200(`/v1/${path}`);
    },
  };

  async function mustBe200(path: string): Promise<void> {
    const answer = await call('GET', path);
    if (answer.status !== 200) throw new Error(`GET ${path} answered ${answer.status}: ${await answer.text()}`);
    await answer.body?.cancel();
  }
}
