import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ServerType } from '@hono/node-server';
import { SignJWT } from 'jose';
import { pino } from 'pino';
import type { z } from 'zod';
import { freePort } from '../../bin/servers/ports.mjs';
import { chatFrontend } from '../../dev/chat.ts';
import { createApp } from '../../src/api/app.ts';
import { eventFeed } from '../../src/api/events/feed.ts';
import { notifier } from '../../src/api/notifier.ts';
import { Settings } from '../../src/contract/settings.ts';
import { listen } from '../../src/listen.ts';
import { createAccount } from '../../src/store/accounts/accounts.ts';
import type { ConversationDoc } from '../../src/store/mongo/documents.ts';
import type { Waker } from '../../src/temporal/waker.ts';
import { channelsOfApi } from './channels.ts';
import { forThisFile } from './for-this-file.ts';
import { openTestStore } from './test-store.ts';

export type WidgetStage = Awaited<ReturnType<typeof startWidgetStage>>;

/** A page of the shop: what stands in its head and body, and its headers. */
export interface ShopPage {
  readonly head?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly lang?: string;
}

/**
 * The real API on a socket, by the real clock unless a test moves it on, without Temporal; and a shop on an origin of its own that embeds the
 * widget by its script tag. Tests tell the shop what its pages are.
 */
export async function startWidgetStage(settings: Partial<z.input<typeof Settings>> = {}) {
  const store = await openTestStore();
  const log = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' });
  let aheadMs = 0;
  const clock = () => Date.now() + aheadMs;
  const waker: Waker = {
    wake: async () => {},
    wakeFanOut: async () => {},
    wakeBulkReplay: async () => {},
    wakeInbound: async () => {},
    wakeRestoreLink: async () => {},
    wakeAgentEmail: async () => {},
    wakeWebhook: async () => {},
  };
  const notify = notifier(waker, log);
  const events = eventFeed({ store, clock, log });
  const shop = await startShop();
  const parsed = Settings.parse({
    sender: { name: 'Acme', address: 'chat@acme.example' },
    ...settings,
    brand: { siteUrl: shop.url, allowedOrigins: [shop.url], ...settings.brand },
  });
  const account = await createAccount(store, { name: 'Acme', settings: parsed }, Date.now());
  const { accountId, siteKey } = account;
  const app = createApp({
    store,
    clock,
    log,
    events,
    notifier: notify,
    temporal: null,
    demoAccount: accountId,
    channels: channelsOfApi(),
  });
  const port = await freePort();
  const apiUrl = `http://127.0.0.1:${port}`;
  /** What the API was asked, as `METHOD /path`, since a test last looked. */
  const asked: string[] = [];
  const fetch: typeof app.fetch = (request, ...more) => {
    asked.push(`${request.method} ${new URL(request.url).pathname}`);
    return app.fetch(request, ...more);
  };
  let server: ServerType | null = await listen(fetch, { HOST: '127.0.0.1', PORT: port });

  const chat = chatFrontend((path, init) => globalThis.fetch(`${apiUrl}${path}`, init), account.apiKey);

  /** The script tag of docs/widget.md. */
  const scriptTag = (attributes: Readonly<Record<string, string>> = {}) =>
    `<script async src="${apiUrl}/widget.js" data-site-key="${siteKey}"${Object.entries(attributes)
      .map(([name, value]) => ` ${name}="${value}"`)
      .join('')}></script>`;
  shop.page = { head: scriptTag() };

  async function stopApi(): Promise<void> {
    const stopping = server;
    server = null;
    if (stopping === null) return;
    await new Promise<void>((resolve) => {
      stopping.close(() => resolve());
      if ('closeAllConnections' in stopping) stopping.closeAllConnections();
    });
  }

  return {
    apiUrl,
    siteKey,
    accountId,
    store,
    chat,
    asked,
    /** The shop's address; set `shop.page` to change all of its pages. */
    shop,
    scriptTag,
    /** The conversation that was written in last; rejects if there is none. */
    newest: async (): Promise<ConversationDoc> => {
      const found = await store.conversations.findOne({ accountId }, { sort: { createdAt: -1 } });
      if (found === null) throw new Error('no visitor has written yet');
      return found;
    },
    /** What a site's server signs for a visitor who is logged in (docs/integrate.md). */
    identityToken: (sub: string, claims: Readonly<Record<string, string>> = {}) =>
      new SignJWT({ email: `${sub}@example.com`, name: sub, ...claims })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(sub)
        .setExpirationTime('10 min')
        .sign(new TextEncoder().encode(account.identitySecret)),
    /** Moves the API's clock on. */
    passes: (ms: number) => {
      aheadMs += ms;
    },
    stopApi,
    startApi: async () => {
      server = await listen(fetch, { HOST: '127.0.0.1', PORT: port });
    },
    stop: async () => {
      events.stop();
      await stopApi();
      await shop.stop();
      await notify.idle();
      await store.close();
    },
  };
}

/** One stage for all tests of a file. */
export const useWidgetStage = (settings?: Partial<z.input<typeof Settings>>): WidgetStage =>
  forThisFile(() => startWidgetStage(settings));

async function startShop() {
  const shop = { page: {} as ShopPage };
  const server: Server = createServer((request, response) => {
    const { head = '', body = '', headers = {}, lang = 'en' } = shop.page;
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers });
    response.end(`<!doctype html><html lang="${lang}"><head><meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <link rel="icon" href="data:," /><title>Shop ${request.url}</title>${head}</head>
      <body><main><h1>Shop</h1><p>${request.url}</p><a href="/orders">Orders</a>${body}</main></body></html>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(shop, {
    url,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
