import { randomBytes } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { pino } from 'pino';
import type { z } from 'zod';
import { freePort } from '../../bin/servers/ports.mjs';
import { type ChatFrontend, chatFrontend } from '../../dev/chat.ts';
import { startFakeSendGrid } from '../../dev/sendgrid/fake-sendgrid.ts';
import type { FaultRequest } from '../../dev/sendgrid/faults.ts';
import type { Mail } from '../../dev/sendgrid/mail.ts';
import { createActivities } from '../../src/activities/activities.ts';
import { pageConnections } from '../../src/activities/page-connections.ts';
import { createApp } from '../../src/api/app.ts';
import { webhookData } from '../../src/api/events/webhook-data.ts';
import { notifier } from '../../src/api/notifier.ts';
import { Settings } from '../../src/contract/settings.ts';
import { listen } from '../../src/listen.ts';
import { keyProbe, sendGrid } from '../../src/mail/sendgrid.ts';
import { createAccount } from '../../src/store/accounts/accounts.ts';
import type { Clock } from '../../src/store/mongo/clock.ts';
import type { Store } from '../../src/store/mongo/store.ts';
import { temporalWaker } from '../../src/temporal/waker.ts';
import { keepingParked } from '../../src/workers/keep-parked.ts';
import { releaseHeld } from '../../src/workers/release-held.ts';
import { type SweeperDeps, sweep } from '../../src/workers/sweeper.ts';
import { createWorkers } from '../../src/workers/temporal-workers.ts';
import { startWebhookRelay } from '../../src/workers/webhook-relay.ts';
import { inboundPath, inboundSecret } from './inbound.ts';
import { openTestStore } from './test-store.ts';

const log = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' });

export interface InProcessServiceOptions {
  readonly client: Client;
  readonly connection: NativeConnection;
  /** The clock of the API, the activities and the sweeper. */
  readonly clock: Clock;
  /** What is written to this domain is posted to the API, which then listens on a port; without it, nothing is. */
  readonly replyDomain?: string;
  /** What answers on Messenger and Instagram need; the API then listens on a port, also for Meta's webhooks. */
  readonly meta?: MetaOptions;
}

export interface MetaOptions {
  readonly hosts: { readonly facebook: string; readonly instagram: string };
  readonly appSecret: string;
  readonly verifyToken: string;
  /** For one call. */
  readonly timeoutMs: number;
}

export interface TestAccount {
  readonly id: string;
  readonly chat: ChatFrontend;
  readonly siteKey: string;
  readonly identitySecret: string;
}

type GivenSettings = Partial<z.input<typeof Settings>>;

export type InProcessService = Awaited<ReturnType<typeof startInProcessService>>;

/**
 * The real API, workers and waker in this process, with a real MongoDB and the fake SendGrid; sweeps only when told to.
 */
export async function startInProcessService({ client, connection, clock, replyDomain, meta }: InProcessServiceOptions) {
  const store = await openTestStore();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}${inboundPath()}`;
  const inboundParse = replyDomain === undefined ? undefined : { hostname: replyDomain, url };
  const mailbox = await startFakeSendGrid({ inboundParse });
  // No pause after a failed call, because seconds would be minutes where time is skipped; and the time-skipping server
  // refuses one of two simultaneous calls that start the same workflow.
  const waker = temporalWaker(client, { deadlineMs: 10_000, restMs: 0 });
  const notify = notifier(waker, log);
  const channels = meta && channelsOf(meta);
  const app = createApp({
    ...{
      store,
      clock,
      log,
      notifier: notify,
      temporal: { client, probe: async () => null },
      inboundSecrets: [inboundSecret],
    },
    ...(meta && channels && { meta: { appSecrets: [meta.appSecret], verifyToken: meta.verifyToken }, channels }),
  });
  const server =
    replyDomain === undefined && meta === undefined ? null : await listen(app.fetch, { HOST: '127.0.0.1', PORT: port });
  const config = { DELIVER_TIMEOUT_SECONDS: 40, MAX_MAILS_PER_SECOND: 100 };
  const sendTimeoutMs = 20_000;
  const provider = { apiKey: 'SG.in-process.service', baseUrl: mailbox.url, timeoutMs: sendTimeoutMs };
  const activities = createActivities({
    ...{ store, waker, clock, log, sendTimeoutMs, probeEveryMs: 60_000 },
    deliverTimeoutMs: config.DELIVER_TIMEOUT_SECONDS * 1_000,
    publicUrl: meta === undefined ? 'https://chat.acme.example' : `http://127.0.0.1:${port}`,
    ...(channels && {
      channels,
      direct: pageConnections({ ...channels.graph, store, channelKeys: channels.keys, clock }),
    }),
    webhooks: { allowLoopback: true, dataOf: (events) => webhookData({ store, clock }, events) },
    sender: sendGrid(provider),
    probeKey: keyProbe(provider),
  });
  const workers = await createWorkers({ connection, activities, config });
  const sweeper: SweeperDeps = { store, waker, clock, log };

  return {
    store,
    /** The API, called without a socket. */
    request: (path: string, init: RequestInit) => app.request(path, init),
    /** Where the API listens, if it does. */
    url: `http://127.0.0.1:${port}`,
    /** The address of the fake SendGrid. */
    mailbox: mailbox.url,
    /** Waits until the workflows have been woken, which happens after the answer. */
    told: () => notify.idle(),
    sweep: () => sweep(sweeper),
    releaseHeld: () => releaseHeld(sweeper),
    keepParked: () => keepingParked({ store, waker, keeper: waker, clock })(),
    /** Notes events for webhooks until it is stopped, as each worker does. */
    relay: () => startWebhookRelay(sweeper),
    account: (settings: GivenSettings = {}) => account(store, settings, clock, app.request),
    /** The emails to an address, oldest first. */
    mailsTo: async (address: string) => {
      const { items } = await mailboxCall<{ items: Mail[] }>(mailbox.url, `/mails?to=${encodeURIComponent(address)}`);
      return items.reverse();
    },
    /** Sets the fault that the next emails to an address meet. */
    fault: (fault: Partial<FaultRequest> & Pick<FaultRequest, 'mode' | 'to'>) =>
      mailboxCall(mailbox.url, '/faults', { method: 'PUT', body: JSON.stringify(fault) }),
    stop: async () => {
      workers.shutdown();
      await workers.running;
      await notify.idle();
      await mailbox.stop();
      await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
      await store.close();
    },
  };
}

function channelsOf({ hosts, verifyToken, timeoutMs }: MetaOptions) {
  const keys = { current: randomBytes(32), old: null };
  return { keys, graph: { hosts, timeoutMs }, verifyToken, hasAppSecret: true };
}

async function account(
  store: Store,
  settings: GivenSettings,
  clock: Clock,
  request: ReturnType<typeof createApp>['request'],
): Promise<TestAccount> {
  const parsed = Settings.parse({ sender: { name: 'Acme', address: 'chat@acme.example' }, ...settings });
  const { accountId, apiKey, ...site } = await createAccount(store, { name: 'Acme', settings: parsed }, await clock());
  return { id: accountId, chat: chatFrontend((path, init) => request(path, init), apiKey), ...site };
}

async function mailboxCall<T>(url: string, path: string, init: RequestInit = {}): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/api${path}`, { headers, ...init });
  if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
