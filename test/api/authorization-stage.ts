import { randomInt, randomUUID } from 'node:crypto';
import { type OpenApiDocument, operationsOf, type Placed } from '../../src/api/documentation/open-api.ts';
import { cookieName } from '../../src/api/page-cookie.ts';
import { type Scope, scopes } from '../../src/contract/keys.ts';
import { Settings } from '../../src/contract/settings.ts';
import { createAccount } from '../../src/store/accounts/accounts.ts';
import { createAgentSession } from '../../src/store/accounts/agent-sessions.ts';
import { putWebhook } from '../../src/store/webhooks/webhooks.ts';
import { agentEmail } from '../support/agent-email.ts';
import { connected } from '../support/channels.ts';
import { deadLetter } from '../support/dead-letter.ts';
import { emailedMessage } from '../support/emailed-message.ts';
import { fingerprints, fingerprintsOf } from '../support/fingerprints.ts';
import { suppressedElsewhere } from '../support/suppressed.ts';
import { openStage } from './openapi-stage.ts';
import { parkedDelivery } from './parked-delivery.ts';

/** Stands in all that the account has, so that it is noticed wherever another one sees it. */
export const mark = 'private to this account';

/** Two accounts, all kinds of keys and tokens, and for each route of the document something of its own to work on. */
export async function openAuthorizationStage() {
  const stage = await openStage();
  const { call, store, accountId } = stage;
  const document = (await (await stage.app.request('/openapi.json')).json()) as OpenApiDocument;
  const home = await store.accounts.findOne({ _id: accountId });
  const settings = Settings.parse({ sender: { name: 'Other', address: 'chat@other.example' } });
  const other = await createAccount(store, { name: 'Other', settings }, Date.now());
  await call('PATCH', '/v1/settings', { sender: { name: mark, address: 'chat@acme.example' } });
  await call('PUT', '/v1/agents/ada', { name: mark });

  const told = async <Field extends string>(answer: Promise<Response>) =>
    (await (await answer).json()) as Record<Field, string>;
  const begins = async (siteKey: string | undefined) =>
    (await told<'token'>(call('POST', '/v1/visitor/sessions', { siteKey }, null))).token;
  const [visitor, othersVisitor] = [await begins(home?.siteKey), await begins(other.siteKey)];
  await call('POST', '/v1/visitor/messages', { id: 'm1', text: mark }, visitor);
  const { token: agent } = await told<'token'>(call('POST', '/v1/agents/ada/sessions'));
  /** As signing in makes them. */
  const cookieOf = async (agentId: string) => {
    const session = await createAgentSession(store, { accountId, agentId }, 'cookie', Date.now());
    return `cookie ${session?.token}`;
  };
  await call('PUT', '/v1/agents/boss', { name: mark, role: 'admin' });
  const revoked = await told<'id' | 'key'>(call('POST', '/v1/keys', { scopes: ['admin'] }));
  await call('GET', '/v1/settings', undefined, revoked.key);
  await call('DELETE', `/v1/keys/${revoked.id}`);
  const keys = new Map<Scope, string>();
  for (const scope of scopes) keys.set(scope, await stage.keyFor(scope));

  /** A conversation, an agent, a delivery, a job or a key that has not been used yet, and its name in a path. */
  async function placeIn(path: string, method = 'GET'): Promise<Record<string, string>> {
    const id = randomUUID();
    if (path.startsWith('/v1/conversations/')) {
      await call('PUT', `/v1/conversations/${id}`, { visitor: { id: 'customer-12', name: mark } });
      if (path.endsWith('/email')) {
        await emailedMessage(store, { accountId, conversationId: id }, { id: 'e1', words: mark, at: Date.now() });
        return { id, messageId: 'e1' };
      }
      const message = { id: 'm1', author: { kind: 'agent', id: 'ada' }, text: mark };
      await call('POST', `/v1/conversations/${id}/messages`, message);
      return { id, messageId: 'm1' };
    }
    if (path.startsWith('/v1/visitors/')) await call('PUT', `/v1/conversations/${id}`, { visitor: { id } });
    if (path.startsWith('/v1/agents/')) await call('PUT', `/v1/agents/${id}`, { name: mark });
    if (path.startsWith('/v1/canned-replies/'))
      await call('PUT', `/v1/canned-replies/${id}`, { agentId: 'ada', shortcut: 'hi', title: mark, text: mark });
    if (path.startsWith('/v1/webhooks/')) {
      // An address of nobody's: nothing is connected to. One account has ten at most.
      const url = 'https://192.0.2.1/hook';
      await store.webhooks.deleteMany({ accountId });
      const hook = { accountId, id };
      await putWebhook(store, hook, { url, events: ['alert'], enabled: true }, Date.now());
    }
    if (path.startsWith('/v1/channels/')) {
      const pageId = String(randomInt(10 ** 12));
      await store.channelConnections.deleteMany({ accountId });
      // A page belongs to one account, so another one could not connect it.
      if (method !== 'PUT') await connected(store, stage.channels, accountId, pageId);
      return { kind: 'messenger', id: pageId };
    }
    if (path.startsWith('/v1/keys/'))
      return { id: (await told<'id'>(call('POST', '/v1/keys', { scopes: ['chat'], name: mark }))).id };
    if (path.startsWith('/v1/suppressions/')) {
      if (method !== 'PUT') await suppressedElsewhere(stage, `${id}@example.com`);
      return { address: `${id}@example.com` };
    }
    if (path.startsWith('/v1/agent-emails/')) return { id: await agentEmail(store, { accountId, conversationId: id }) };
    if (path.startsWith('/v1/inbound/'))
      return { id: await deadLetter(store, { accountId, now: Date.now(), subject: mark }) };
    const isJob = path.startsWith('/v1/jobs/');
    if (!isJob && !path.startsWith('/v1/deliveries/')) return { id };
    await parkedDelivery(stage, id);
    if (isJob) return { id: (await told<'id'>(call('POST', '/v1/deliveries/replay', { id }))).id };
    const { items } = (await (await call('GET', `/v1/deliveries?conversation=${id}`)).json()) as {
      items: { id: string }[];
    };
    return { id: items[0]?.id ?? '' };
  }

  /** The signed link to a file, or to its preview. */
  async function linkTo(path: string): Promise<string> {
    const { id } = await placeIn('/v1/conversations/');
    const upload = call('POST', `/v1/conversations/${id}/attachments`, someFile());
    const { url, previewUrl } = await told<'url' | 'previewUrl'>(upload);
    return path.endsWith('/preview') ? previewUrl : url;
  }

  /** A request to a route that is good but for who sends it. */
  async function goodRequest({ method, path, operation }: Placed): Promise<GoodRequest> {
    if (path === '/v1/visitor/widget') return { method, path: `${path}?siteKey=${home?.siteKey}`, body: undefined };
    if (path.startsWith('/v1/attachments/')) return { method, path: await linkTo(path), body: undefined };
    const places = path.includes('{') ? await placeIn(path, method) : {};
    const content = operation.requestBody?.content;
    const example = content?.['multipart/form-data'] ? someFile() : content?.['application/json']?.example;
    return {
      path: path.replaceAll(/\{(\w+)\}/g, (_, name: string) => places[name] ?? ''),
      body: path === '/v1/visitor/sessions' ? { siteKey: home?.siteKey } : example,
      method,
    };
  }

  const { keys: storedKeys, conversations, messages, deliveries, agentEmails, suppressions, jobs, uploads } = store;
  const owned = [storedKeys, conversations, messages, deliveries, agentEmails, suppressions, jobs, uploads];

  return {
    document,
    operations: new Map(operationsOf(document).map((placed) => [`${placed.method} ${placed.path}`, placed])),
    keyFor: stage.keyFor,
    store,
    accountId,
    home: {
      key: stage.apiKey,
      visitor,
      agent,
      agentsCookie: await cookieOf('ada'),
      adminsCookie: await cookieOf('boss'),
      revoked: revoked.key,
      keys,
    },
    cookieOf,
    other: { key: other.apiKey, visitor: othersVisitor },
    /** A visitor who has not written yet; older tokens end where the secrets' routes are tried. */
    newVisitor: (of: 'home' | 'other') => begins(of === 'home' ? home?.siteKey : other.siteKey),
    goodRequest,
    signer: stage.signer,
    request: stage.request,
    stop: stage.stop,
    call,
    /** A fingerprint of what both accounts have. */
    everything: (): Promise<unknown> => fingerprints(store, [store.accounts, ...owned]),
    /** A fingerprint of what the first account has. */
    everythingOfHome: async (): Promise<unknown> => [
      await fingerprintsOf({ _id: accountId }, [store.accounts]),
      await fingerprintsOf({ accountId }, owned),
    ],
    /** A request's status and text; of a stream, nothing but that it began. */
    ask: async ({ method, path, body }: GoodRequest, key: string | null): Promise<Answered> => {
      const answer = await call(method, path, body, ...heldAs(key));
      const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
      if (isStream) await answer.body?.cancel();
      return { status: answer.status, text: isStream ? '' : await answer.text() };
    },
  };
}

/** A form with an image. */
function someFile(): FormData {
  const form = new FormData();
  const image = Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');
  form.set('file', new File([image], 'dot.gif'));
  return form;
}

/** A key or token is sent as one; a cookie as our pages do. */
const heldAs = (key: string | null): [key: string | null, headers?: Record<string, string>] =>
  key?.startsWith('cookie ')
    ? [null, { cookie: `${cookieName}=${key.slice('cookie '.length)}`, 'x-afterchat-page': '1' }]
    : [key];

export interface GoodRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

export interface Answered {
  readonly status: number;
  readonly text: string;
}
