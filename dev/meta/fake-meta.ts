import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createAdaptorServer, type HttpBindings, type ServerType } from '@hono/node-server';
import { Hono } from 'hono';
import { ownPagesOnly } from '../sendgrid/own-pages.ts';
import { problemResponse } from '../sendgrid/problem.ts';
import { createChanges } from '../sendgrid/reading/changes.ts';
import { pageRoutes } from '../sendgrid/reading/page-routes.ts';
import { packageRoot } from '../servers/package-root.ts';
import { controlRoutes } from './control/control-routes.ts';
import { createFaults, type Faults, type ReportFault } from './faults.ts';
import { graphRoutes } from './graph/graph-routes.ts';
import { createUsage } from './graph/usage.ts';
import { createMedia } from './kept/media.ts';
import { type DirectMessage, openMessages } from './kept/messages.ts';
import { openPages, type Page, type Pages } from './kept/pages.ts';
import { openPeople } from './kept/people.ts';
import { stateFilesOf } from './kept/state-files.ts';
import { mediaRoutes } from './media-routes.ts';
import { readingRoutes } from './reading-routes.ts';
import { openOutbox } from './webhooks/outbox.ts';
import type { Webhook } from './webhooks/post.ts';
import { createTeller } from './webhooks/teller.ts';

const loopback = '127.0.0.1';
/** Of the one app that there is. */
const ourAppId = '100200300400500';

export interface FakeMetaOptions {
  /** What it listens at; default 127.0.0.1. */
  readonly host?: string | undefined;
  /** Keeps the messages across restarts, with everything else in files next to it; without it, all is in memory. */
  readonly stateFile?: string | undefined;
  /** Where signed webhooks are posted; if omitted, nowhere. */
  readonly webhook?: Webhook | undefined;
  /** The time that windows, tokens and events go by, in epoch milliseconds; by default the true one. */
  readonly clock?: (() => number) | undefined;
  /** How long the timeout faults hold back an answer; default 60 s, longer than any of our clients waits. */
  readonly holdMs?: number | undefined;
  /** The time between what happens to a message: sent, echoed, delivered; default 100 ms. */
  readonly stepMs?: number | undefined;
  /** The wait before a webhook is posted again, doubling up to 30 s; default 500 ms. */
  readonly retryMs?: number | undefined;
  /** After how long in vain a page of Messenger is unsubscribed; default an hour. */
  readonly unsubscribeAfterMs?: number | undefined;
  /** Where the page was bundled to; default dist/web/phone. */
  readonly pageFolder?: string | undefined;
}

export interface FakeMeta {
  readonly app: Hono<{ Bindings: HttpBindings }>;
  readonly pages: Pages;
  readonly faults: Faults;
  readonly close: () => void;
}

/** The app without a server: both of Meta's hosts below their names, the control API below /api, a page for people at /. */
export function createFakeMeta(options: FakeMetaOptions = {}): FakeMeta {
  const { clock = Date.now, holdMs = 60_000, stepMs = 100, retryMs = 500 } = options;
  const files = options.stateFile === undefined ? null : stateFilesOf(options.stateFile);
  const pages = openPages(files?.pages ?? null, clock);
  const people = openPeople(files?.people ?? null);
  const messages = openMessages(files?.messages ?? null);
  const media = createMedia();
  const faults = createFaults();
  const changes = createChanges();
  const outbox =
    options.webhook === undefined
      ? null
      : openOutbox({
          ...{ webhook: options.webhook, stateFile: files?.webhooks ?? null, retryMs, clock, onChange: changes.tell },
          unsubscribeAfterMs: options.unsubscribeAfterMs ?? 3_600_000,
          unsubscribe: (pageId) => {
            const page = pages.find(pageId);
            if (page !== null) pages.subscribe(page, null);
          },
        });
  const teller = createTeller({ outbox, faults, pages, clock, stepMs, appId: ourAppId });
  const graph = {
    ...{ pages, people, messages, faults, clock, holdMs, usage: createUsage(clock) },
    attachments: { media, uploads: new Map() },
    app: { id: ourAppId, name: 'afterchat', secret: options.webhook?.appSecret ?? null },
    seen: (page: Page, recipientId: string) => {
      for (const { id, from, readAt } of messages.of({ pageId: page.id, recipientId }))
        if (from === 'visitor' && readAt === null) messages.change(id, { readAt: new Date(clock()).toISOString() });
      changes.tell();
    },
    accept: (page: Page, message: DirectMessage, fault: ReportFault | null) => {
      messages.add(message);
      teller.tellOfSent(page, message, fault);
      changes.tell();
    },
  };
  const control = { pages, people, messages, media, faults, outbox, teller, clock, onChange: changes.tell };
  const app = new Hono<{ Bindings: HttpBindings }>()
    .use(ownPagesOnly(options.host ?? loopback))
    .route('/graph.facebook.com', graphRoutes('facebook', graph))
    .route('/graph.instagram.com', graphRoutes('instagram', graph))
    .get('/api/events', (c) => changes.stream(c))
    .route('/api', readingRoutes(control))
    .route('/api', controlRoutes(control))
    .route('/cdn', mediaRoutes(media, people))
    .route('/', pageRoutes(options.pageFolder ?? join(packageRoot(), 'dist', 'web', 'phone')))
    .notFound((c) =>
      problemResponse({
        type: 'not-found',
        title: 'Not found',
        status: 404,
        detail: `There is nothing at ${c.req.method} ${c.req.path}.`,
      }),
    );
  const close = () => {
    for (const part of [teller, outbox, pages, people, messages]) part?.close();
  };
  return { app, pages, faults, close };
}

export interface RunningFakeMeta {
  /** Without a trailing slash, as all of these. */
  readonly url: string;
  readonly port: number;
  /** For META_GRAPH_URL. */
  readonly graphUrl: string;
  /** For META_INSTAGRAM_GRAPH_URL. */
  readonly instagramGraphUrl: string;
  /** Of the app whose echoes are ours. */
  readonly appId: string;
  /** Stops at once, without waiting for answers that are held back. */
  readonly stop: () => Promise<void>;
}

/** Starts it on the given port, or on a free one. Rejects if the port is taken. */
export async function startFakeMeta(
  options: FakeMetaOptions & { readonly port?: number | undefined } = {},
): Promise<RunningFakeMeta> {
  const { app, close } = createFakeMeta(options);
  const host = options.host ?? loopback;
  // Longer than clients keep an idle connection, so that none is closed just as it is used again.
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions: { keepAliveTimeout: 65_000 } });
  const port = await listen(server, host, options.port ?? 0);
  const url = `http://${host}:${port}`;
  return {
    ...{ url, port, appId: ourAppId },
    graphUrl: `${url}/graph.facebook.com`,
    instagramGraphUrl: `${url}/graph.instagram.com`,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
      close();
    },
  };
}

function listen(server: ServerType, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
