import { SignJWT } from 'jose';
import { pino } from 'pino';
import { createActivities } from '../../src/activities/activities.ts';
import { createApp } from '../../src/api/app.ts';
import { eventFeed, type FeedOptions } from '../../src/api/events/feed.ts';
import { notifier } from '../../src/api/notifier.ts';
import { Settings } from '../../src/contract/settings.ts';
import type { SendResult } from '../../src/mail/sendgrid.ts';
import type { Next } from '../../src/policy/look/decision.ts';
import { createAccount } from '../../src/store/accounts/accounts.ts';
import type { Store } from '../../src/store/mongo/store.ts';
import type { Waker } from '../../src/temporal/waker.ts';
import { type EventReader, readEvents } from './event-reader.ts';
import { forThisFile } from './for-this-file.ts';
import { openTestStore } from './test-store.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: an answer of any route, whose fields a test reads
  readonly body: any;
}

export interface Asked {
  readonly token?: string | undefined;
  readonly origin?: string;
  readonly from?: string;
  readonly headers?: Record<string, string>;
}

export type VisitorApi = Awaited<ReturnType<typeof startVisitorApi>>;
export type Site = Awaited<ReturnType<VisitorApi['site']>>;
export type Widget = ReturnType<Site['widget']>;

type SettingsPatch = { readonly [Group in keyof Settings]?: Partial<Settings[Group]> | Settings[Group] };

/** The real API and courier on a real mongod, without sockets or Temporal; time stands still until a test moves it. */
export async function startVisitorApi({
  trustProxy = false,
  streams = {},
  publicUrl,
}: {
  readonly trustProxy?: boolean;
  /** The base of the links in emails; without it they have none of ours. */
  readonly publicUrl?: string;
  readonly streams?: Partial<FeedOptions>;
} = {}) {
  const store = await openTestStore();
  const log = pino({ level: 'silent' });
  // Ahead of real time, by which MongoDB removes expired documents.
  const time = { now: Date.UTC(2040, 1, 6, 9, 0) };
  const clock = () => time.now;
  const woken: string[] = [];
  const restores: string[] = [];
  const waker: Waker = {
    wake: async ({ conversationId }, signal) => void woken.push(`${conversationId} ${signal}`),
    wakeFanOut: async () => {},
    wakeBulkReplay: async () => {},
    wakeInbound: async () => {},
    wakeRestoreLink: async (_, requestId) => void restores.push(requestId),
    wakeAgentEmail: async () => {},
    wakeWebhook: async () => {},
  };
  const events = eventFeed({ store, clock, log }, streams);
  const notify = notifier(waker, log);
  const app = createApp({ store, clock, log, events, notifier: notify, temporal: null, trustProxy });
  const mails: SentMail[] = [];
  /** What the provider answers. */
  const provider: { result: SendResult } = { result: accepted };
  const activities = createActivities({
    store,
    waker,
    clock,
    log,
    sendTimeoutMs: 1_000,
    deliverTimeoutMs: 2_000,
    publicUrl,
    probeEveryMs: 60_000,
    probeKey: async () => 'taken',
    sender: {
      send: async (body) => {
        const { personalizations, subject, content } = JSON.parse(body);
        const [{ to, headers }] = personalizations;
        if (provider.result.kind !== 'refused')
          mails.push({ to: to[0].email, subject, headers, text: content[0].value, html: content[1].value });
        return provider.result;
      },
    },
  });

  async function ask(method: string, path: string, body?: unknown, asked: Asked = {}): Promise<Response> {
    const { token, origin, from = '192.0.2.1', headers = {} } = asked;
    const init = {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(origin === undefined ? {} : { origin }),
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' || body instanceof FormData ? body : JSON.stringify(body) }),
    };
    return app.request(path, init, { incoming: { socket: { remoteAddress: from } } });
  }

  async function call(method: string, path: string, body?: unknown, asked: Asked = {}): Promise<Answer> {
    const answer = await ask(method, path, body, asked);
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) };
  }

  return {
    app,
    store,
    call,
    woken,
    mails,
    now: () => time.now,
    iso: () => new Date(time.now).toISOString(),
    pass: (seconds: number) => {
      time.now += seconds * 1_000;
    },
    site: (settings: SettingsPatch = {}) => siteOf({ store, call, clock }, settings),
    /** Does what the conversation's workflow would do: looks, and makes the attempts that follow. */
    async look({ accountId }: { readonly accountId: string }, conversationId: string): Promise<Next> {
      const ref = { accountId, conversationId };
      let next = await activities.look(ref, []);
      while (next.kind === 'deliver') next = await activities.deliver(ref, next.deliveryId);
      return next;
    },
    provider,
    /** Does what the workflows of all requests for links do: one attempt each. */
    restore: async () => {
      await notify.idle();
      const asked = restores.splice(0);
      const nexts: Awaited<ReturnType<typeof activities.sendRestoreLink>>[] = [];
      for (const requestId of asked) nexts.push(await activities.sendRestoreLink(requestId));
      restores.push(...asked.filter((_, index) => nexts[index]?.kind === 'retry'));
      return nexts;
    },
    /** A stream's answer, to be read as it arrives. */
    open: (path: string, asked: Asked, method = 'GET') => ask(method, path, undefined, asked),
    /** The visitor's events, from the moment that this returns. */
    async follow(token: string, lastEventId?: string, path = '/v1/visitor/events'): Promise<EventReader> {
      const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
      const answer = await ask('GET', path, undefined, { token, headers });
      if (answer.status !== 200 || answer.body === null) throw new Error(`events answered ${answer.status}`);
      return readEvents(answer.body);
    },
    stop: async () => {
      events.stop();
      await store.close();
    },
  };
}

export interface SentMail {
  readonly to: string;
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly html: string;
}

export const accepted = {
  kind: 'accepted',
  providerMessageId: 'p1',
  status: 202,
  code: null,
  message: '202',
  detail: null,
} as const;

interface Reach {
  readonly store: Store;
  readonly clock: () => number;
  call(method: string, path: string, body?: unknown, asked?: Asked): Promise<Answer>;
}

let messages = 0;
let sites = 0;
function messageId(): string {
  messages += 1;
  return `m${messages}`;
}

/** An account with its site: what its owner, agents and visitors do. */
async function siteOf({ store, call, clock }: Reach, settings: SettingsPatch) {
  const parsed = Settings.parse({ sender: { name: 'Acme', address: 'chat@acme.example' }, ...settings });
  const { accountId, apiKey, siteKey, identitySecret } = await createAccount(
    store,
    { name: 'Acme', settings: parsed },
    clock(),
  );
  sites += 1;
  /** The network address of this site's visitors, by which limits count. */
  const from = `192.0.2.${sites % 256}`;
  const admin = (method: string, path: string, body?: unknown) => call(method, path, body, { token: apiKey });

  return {
    accountId,
    apiKey,
    siteKey,
    identitySecret,
    admin,
    change: (patch: SettingsPatch) => admin('PATCH', '/v1/settings', patch),
    agent: async (id: string, status?: 'online' | 'offline' | 'invisible', profile: Record<string, unknown> = {}) => {
      await admin('PUT', `/v1/agents/${id}`, { name: id, ...profile });
      if (status !== undefined) await admin('PUT', `/v1/agents/${id}/status`, { status });
    },
    says: async (conversationId: string, text: string) =>
      (
        await admin('POST', `/v1/conversations/${conversationId}/messages`, {
          id: messageId(),
          author: { kind: 'agent', id: 'sam' },
          text,
        })
      ).body,
    enters: (conversationId: string, email: string | null) =>
      admin('PATCH', `/v1/conversations/${conversationId}/visitor`, { email, source: 'agent' }),
    conversation: async (conversationId: string) => (await admin('GET', `/v1/conversations/${conversationId}`)).body,
    messages: async (conversationId: string) =>
      (await admin('GET', `/v1/conversations/${conversationId}/messages`)).body.items,
    /** An identity token as the site's server would sign it. */
    signs: (claims: Record<string, unknown>, { secret = identitySecret, alg = 'HS256', inSeconds = 600 } = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg })
        .setExpirationTime(Math.floor(clock() / 1_000) + inSeconds)
        .sign(new TextEncoder().encode(secret)),
    session: (more: Record<string, unknown> = {}, asked: Asked = {}) =>
      call('POST', '/v1/visitor/sessions', { siteKey, ...more }, { from, ...asked }),
    widget: (token: string, asked: Asked = {}) => widgetOf(call, token, asked),
    visitor: async (more: Record<string, unknown> = {}) => {
      const { body } = await call('POST', '/v1/visitor/sessions', { siteKey, ...more }, { from });
      return widgetOf(call, body.token, {});
    },
  };
}

/** What a visitor does with a session token. */
function widgetOf(call: Reach['call'], token: string, asked: Asked) {
  const ask = (method: string, path: string, body?: unknown) =>
    call(method, `/v1/visitor/${path}`, body, { ...asked, token });
  return {
    token,
    ask,
    writes: (text: string, more: Record<string, unknown> = {}) =>
      ask('POST', 'messages', { id: messageId(), text, ...more }),
    fillsIn: (email: string | null, name?: string) => ask('POST', 'contact-form', { email, name }),
    reads: (upTo: number) => ask('POST', 'read', { upTo }),
    presence: (state: 'here' | 'active' | 'left') => ask('POST', 'presence', { state, tab: 't1' }),
    conversation: async () => (await ask('GET', 'conversation')).body,
    messages: async () => (await ask('GET', 'messages')).body.items,
    conversationId: () =>
      String(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).conversationId),
  };
}

/** One API for all tests of a file. */
export const useVisitorApi = (options?: Parameters<typeof startVisitorApi>[0]): VisitorApi =>
  forThisFile(() => startVisitorApi(options));
