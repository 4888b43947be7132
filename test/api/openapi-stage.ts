import { pino } from 'pino';
import { createApp } from '../../src/api/app.ts';
import { eventFeed } from '../../src/api/events/feed.ts';
import { notifier } from '../../src/api/notifier.ts';
import { Settings } from '../../src/contract/settings.ts';
import { createAccount } from '../../src/store/accounts/accounts.ts';
import { createKey, type Scope } from '../../src/store/accounts/keys.ts';
import { channelsOfApi } from '../support/channels.ts';
import { type Conforming, conforming } from '../support/conforms.ts';
import { inboundSecret } from '../support/inbound.ts';
import { appSecret, verifyToken } from '../support/meta-events.ts';
import { reportSigner } from '../support/signed-reports.ts';
import { openTestStore } from '../support/test-store.ts';

export type Stage = Awaited<ReturnType<typeof openStage>>;

/** The real API on a real mongod with one account, each answer held against /openapi.json. */
export async function openStage(clock = () => Date.now()) {
  const store = await openTestStore();
  const log = pino({ level: 'silent' });
  const deps = { store, log, temporal: null, clock };
  const events = eventFeed(deps);
  const notify = notifier(
    {
      wake: async () => {},
      wakeFanOut: async () => {},
      wakeBulkReplay: async () => {},
      wakeInbound: async () => {},
      wakeRestoreLink: async () => {},
      wakeAgentEmail: async () => {},
      wakeWebhook: async () => {},
    },
    log,
  );
  const signer = reportSigner();
  const channels = channelsOfApi();
  const app = createApp({
    ...deps,
    events,
    notifier: notify,
    reportKeys: [signer.key],
    inboundKeys: [signer.key],
    inboundSecrets: [inboundSecret],
    eraseForMs: 0,
    channels,
    meta: { appSecrets: [appSecret], verifyToken },
  });
  const settings = Settings.parse({ sender: { name: 'Acme', address: 'chat@acme.example' } });
  const { accountId, apiKey } = await createAccount(store, { name: 'Acme', settings }, Date.now());
  const { request, met }: Conforming = await conforming((path, init) => app.request(path, init));

  return {
    app,
    store,
    accountId,
    apiKey,
    met,
    signer,
    channels,
    told: () => notify.idle(),
    request,
    /** Without a key if that is null. A string is sent as it is. */
    call: (
      method: string,
      path: string,
      body?: unknown,
      key: string | null = apiKey,
      more: Record<string, string> = {},
    ) =>
      request(path, {
        method,
        headers: {
          ...more,
          ...(key === null ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined
          ? {}
          : { body: typeof body === 'string' || body instanceof FormData ? body : JSON.stringify(body) }),
      }),
    keyFor: async (...scopes: Scope[]) => (await createKey(store, accountId, scopes, Date.now())).key,
    stop: async () => {
      await events.stop();
      await store.close();
    },
  };
}
