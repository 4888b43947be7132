import { pino } from 'pino';
import { type ChatFrontend, chatFrontend } from '../../dev/chat.ts';
import { createApp } from '../../src/api/app.ts';
import { notifier } from '../../src/api/notifier.ts';
import { Settings } from '../../src/contract/settings.ts';
import type { ProviderSuppressions } from '../../src/mail/sendgrid-suppressions.ts';
import { measuredStore } from '../../src/operating/measured.ts';
import { createAccount } from '../../src/store/accounts/accounts.ts';
import { createKey, type Scope } from '../../src/store/accounts/keys.ts';
import type { Store } from '../../src/store/mongo/store.ts';
import type { Waker } from '../../src/temporal/waker.ts';
import { channelsOfApi } from './channels.ts';
import { fingerprints } from './fingerprints.ts';
import { forThisFile } from './for-this-file.ts';
import { inboundSecret } from './inbound.ts';
import { appSecret, verifyToken } from './meta-events.ts';
import { reportSigner } from './signed-reports.ts';
import { openTestStore } from './test-store.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnswerBody;
}

/** What an answer of any route may contain: a test reads the fields that it expects. */
export interface AnswerBody {
  readonly type: string;
  readonly detail: string;
  readonly errors: { readonly path: string; readonly message: string }[];
  readonly id: string;
  readonly conversationId: string;
  readonly name: string;
  readonly seq: number;
  readonly text: string;
  readonly at: string;
  readonly locale: string;
  readonly timing: Readonly<Record<string, number>>;
  readonly visitor: Readonly<Record<string, unknown>>;
  readonly outcome: unknown;
  readonly status: unknown;
  readonly state: string;
  readonly items: AnswerBody[];
  readonly nextCursor: string | null;
}

export interface CallOptions {
  /** Null: no key is sent. */
  readonly key?: string | null;
  readonly headers?: Record<string, string>;
}

/** One account, with a key that may do everything. */
export interface ApiAccount {
  readonly id: string;
  readonly key: string;
  readonly chat: ChatFrontend;
  /** A string, a stream or a form is sent as it is. */
  call(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Answer>;
  keyFor(...scopes: Scope[]): Promise<string>;
}

export interface LogLine extends Readonly<Record<string, unknown>> {
  readonly level: number;
  readonly msg: string;
}

export type ApiInProcess = Awaited<ReturnType<typeof startApi>>;

/**
 * The real API on a real mongod, called without a socket. Time stands still until a test moves it; wakes are recorded.
 */
export async function startApi(uri?: string) {
  const lines: LogLine[] = [];
  const log = pino({ base: null, timestamp: false }, { write: (line) => void lines.push(JSON.parse(line)) });
  const store = measuredStore(await openTestStore(uri), log);
  const time = { now: Date.UTC(2026, 2, 6, 13, 0) };
  const clock = () => time.now;
  const woken: string[] = [];
  const waker: Waker = {
    wake: async ({ conversationId }, signal) => void woken.push(`${conversationId} ${signal}`),
    wakeFanOut: async (accountId) => void woken.push(`all of ${accountId}`),
    wakeBulkReplay: async (_, jobId) => void woken.push(`job ${jobId}`),
    wakeInbound: async (inboundId) => void woken.push(`inbound ${inboundId}`),
    wakeRestoreLink: async (_, requestId) => void woken.push(`restore ${requestId}`),
    wakeAgentEmail: async (_, agentEmailId) => void woken.push(`agent email ${agentEmailId}`),
    wakeWebhook: async (_, webhookId) => void woken.push(`webhook ${webhookId}`),
  };
  const provider: { suppressions: ProviderSuppressions | null } = { suppressions: null };
  const providerSuppressions = { lift: async (address: string) => provider.suppressions?.lift(address) };
  const notify = notifier(waker, log);
  const signer = reportSigner();
  const channels = channelsOfApi();
  const app = createApp({
    store,
    clock,
    log,
    notifier: notify,
    temporal: null,
    providerSuppressions,
    reportKeys: [signer.key],
    inboundKeys: [signer.key],
    inboundSecrets: [inboundSecret],
    meta: { appSecrets: ['an-older-app-secret', appSecret], verifyToken },
    deliverTimeoutSeconds: 40,
    channels,
  });

  return {
    store,
    clock,
    app,
    log,
    /** The lines that say this, oldest first. */
    logged: (msg: string) => lines.filter((line) => line.msg === msg),
    waker,
    woken,
    /** Provided by a courier. */
    provider,
    signer,
    channels,
    /** Waits until all work that follows the answers is done. */
    told: () => notify.idle(),
    now: () => time.now,
    iso: (seconds = 0) => new Date(time.now + seconds * 1_000).toISOString(),
    pass: (seconds: number) => {
      time.now += seconds * 1_000;
    },
    account: (settings: Partial<Settings> = {}) => account(store, app.request, settings, time.now),
    everything: () => everything(store),
    stop: () => store.close(),
  };
}

type Send = ReturnType<typeof createApp>['request'];

async function account(store: Store, send: Send, settings: Partial<Settings>, now: number): Promise<ApiAccount> {
  const parsed = Settings.parse({ sender: { name: 'Acme', address: 'chat@acme.example' }, ...settings });
  const { accountId, apiKey } = await createAccount(store, { name: 'Acme', settings: parsed }, now);
  return {
    id: accountId,
    key: apiKey,
    chat: chatFrontend((path, init) => send(path, init), apiKey),
    keyFor: async (...scopes) => (await createKey(store, accountId, scopes, now)).key,
    call: async (method, path, body, { key = apiKey, headers = {} } = {}) => {
      const isForm = body instanceof FormData;
      const isRaw = typeof body === 'string' || body instanceof ReadableStream || isForm;
      const answer = await send(path, {
        method,
        headers: {
          ...(key === null ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isRaw ? (body as string) : JSON.stringify(body), duplex: 'half' }),
      } as RequestInit);
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) };
    },
  };
}

/** A fingerprint of everything in the database. */
function everything(store: Store): Promise<unknown> {
  const { accounts, keys, conversations, messages, deliveries, suppressions, links, jobs, inbound } = store;
  return fingerprints(store, [accounts, keys, conversations, messages, deliveries, suppressions, links, jobs, inbound]);
}

/** One API for all tests of a file. */
export const useApi = (): ApiInProcess => forThisFile(() => startApi());
