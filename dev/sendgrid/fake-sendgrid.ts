import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createAdaptorServer, type HttpBindings, type ServerType } from '@hono/node-server';
import { Hono } from 'hono';
import { packageRoot } from '../servers/package-root.ts';
import { Account } from './account.ts';
import { controlRoutes } from './control-routes.ts';
import { createFaults, type Faults, type ReportFault } from './faults.ts';
import { inboundRoutes } from './inbound/inbound-routes.ts';
import { openInbox } from './inbound/inbox.ts';
import { type FirstHost, openParseSettings } from './inbound/parse-settings.ts';
import type { Mail } from './mail.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { ownPagesOnly } from './own-pages.ts';
import { problemResponse } from './problem.ts';
import { createChanges } from './reading/changes.ts';
import { pageRoutes } from './reading/page-routes.ts';
import { readingRoutes } from './reading/reading-routes.ts';
import { replyRoutes } from './reply/reply-routes.ts';
import { type EventWebhook, openReports } from './reports.ts';
import { isSubdomain, Senders } from './senders.ts';
import { openSigningKey } from './signing-key.ts';
import { stateFilesOf } from './state-files.ts';
import { type HappeningKind, type Story, storyNow, storyOf } from './story.ts';
import { openSuppressions } from './suppressions.ts';
import { v3Routes } from './v3-routes.ts';

const loopback = '127.0.0.1';

export interface FakeSendGridOptions {
  /** What it listens at; default 127.0.0.1. */
  readonly host?: string | undefined;
  /** Keeps the emails across restarts, with everything else in files next to it; without it, all is in memory. */
  readonly stateFile?: string | undefined;
  /** How long the timeout faults hold back an answer; default 60 s, longer than any of our clients waits. */
  readonly holdMs?: number | undefined;
  /** Where signed reports of each accepted email are posted; if omitted, nowhere. */
  readonly eventWebhook?: EventWebhook | undefined;
  /** The time between successive events of an email (processed, delivered …); default 500 ms. */
  readonly stepMs?: number | undefined;
  /** The host whose emails are posted, and where to, from the start; others by `/v3/user/webhooks/parse/settings`. */
  readonly inboundParse?: FirstHost | undefined;
  /** The wait before an inbound email is posted again, doubling up to 30 s; default 500 ms. */
  readonly inboundRetryMs?: number | undefined;
  /** The demo site, which the mailbox's page leads to as long as there is no email. */
  readonly site?: string | undefined;
  /** Where the mailbox's page was bundled to; default dist/web/mailbox. */
  readonly pageFolder?: string | undefined;
}

export interface FakeSendGrid {
  readonly app: Hono<{ Bindings: HttpBindings }>;
  readonly mailbox: Mailbox;
  readonly faults: Faults;
  /** Verifies the reports: base64 of the DER SubjectPublicKeyInfo, as SendGrid shows it. */
  readonly publicKey: string;
  /** Verifies the posts of inbound emails to the host of `inboundParse`, in the same form. */
  readonly inboundPublicKey: string;
  readonly close: () => void;
}

/** The app without a server: SendGrid's API under /v3, the mailbox and faults under /api (design section 5), a page for people at /. */
export function createFakeSendGrid(options: FakeSendGridOptions = {}): FakeSendGrid {
  const { eventWebhook, holdMs = 60_000, stepMs = 500 } = options;
  const files = options.stateFile === undefined ? null : stateFilesOf(options.stateFile);
  const mailbox = openMailbox(files?.mails ?? null);
  const suppressions = openSuppressions(files?.suppressions ?? null);
  const key = openSigningKey(files?.key ?? null);
  const changes = createChanges();
  const webhook = eventWebhook === undefined ? null : { ...eventWebhook, onChange: changes.tell };
  const reports = webhook === null ? null : openReports(webhook, key, files?.reports ?? null);
  const faults = createFaults();
  const inboundKey = openSigningKey(files?.inboundKey ?? null);
  const parseSettings = openParseSettings(files?.parse ?? null, options.inboundParse ?? null, inboundKey);
  const { inboundRetryMs: retryMs = 500 } = options;
  const inbox = openInbox({
    ...{ settings: parseSettings, faults, stateFile: files?.inbound ?? null, retryMs, onChange: changes.tell },
  });
  let senders = Senders.parse({});
  let account = Account.parse({});

  const tell = (story: Story): void => {
    for (const listing of story.listings) suppressions.add(listing);
    reports?.plan(story.reports);
  };
  const accept = (mail: Mail, fault: ReportFault | null): void => {
    mailbox.add(mail);
    changes.tell();
    for (const { email } of mail.to) {
      const dropReason = isBeyondAscii(email) ? 'Invalid' : suppressions.dropReason(email);
      tell(storyOf({ mail, email, fault, dropReason, now: Date.now(), stepMs }));
    }
  };
  const happen = (kind: HappeningKind, mail: Mail): void => {
    for (const { email } of mail.to) tell(storyNow(kind, { mail, email, now: Date.now() }));
  };
  const settings = {
    webhookUrl: eventWebhook?.url ?? null,
    publicKey: key.publicKey,
    senders: () => senders,
    account: () => account,
    parse: { settings: parseSettings, isAuthenticated: (hostname: string) => isSubdomain(senders, hostname) },
  };
  const control = {
    mailbox,
    faults,
    setSenders: (changed: Senders) => {
      senders = changed;
    },
    setAccount: (changed: Account) => {
      account = changed;
    },
    waitingReports: () => reports?.waiting() ?? 0,
    onChange: changes.tell,
  };
  const app = new Hono<{ Bindings: HttpBindings }>()
    .use(ownPagesOnly(options.host ?? loopback))
    .use('/v3/*', (_, next) => {
      // A send uses up a fault.
      changes.tell();
      return next();
    })
    .route('/v3', v3Routes({ ...settings, faults, suppressions, accept, holdMs }))
    .route('/api', readingRoutes({ mailbox, inbox, reports, changes, site: options.site ?? null, happen }))
    .route('/api', controlRoutes(control))
    .route('/api/inbound', inboundRoutes(inbox))
    .route('/api/mails', replyRoutes(mailbox, inbox))
    .route('/', pageRoutes(options.pageFolder ?? join(packageRoot(), 'dist', 'web', 'mailbox')))
    .notFound((c) =>
      problemResponse({
        type: 'not-found',
        title: 'Not found',
        status: 404,
        detail: `There is nothing at ${c.req.method} ${c.req.path}.`,
      }),
    );
  const close = () => {
    for (const part of [reports, mailbox, suppressions, inbox, parseSettings]) part?.close();
  };
  return { app, mailbox, faults, publicKey: key.publicKey, inboundPublicKey: inboundKey.publicKey, close };
}

export interface RunningFakeSendGrid {
  /** For SENDGRID_BASE_URL; without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Verifies the reports; for SENDGRID_WEBHOOK_PUBLIC_KEYS. */
  readonly publicKey: string;
  /** Verifies the posts of inbound emails to the host that is set up from the start. */
  readonly inboundPublicKey: string;
  /** Stops at once, without waiting for answers that are held back. */
  readonly stop: () => Promise<void>;
}

/** Both PEM. */
export interface Tls {
  readonly key: string;
  readonly cert: string;
}

/** Starts it on the given port, or on a free one; with `tls` by https alone. Rejects if the port is taken. */
export async function startFakeSendGrid(
  options: FakeSendGridOptions & { readonly port?: number | undefined; readonly tls?: Tls | undefined } = {},
): Promise<RunningFakeSendGrid> {
  const { app, publicKey, inboundPublicKey, close } = createFakeSendGrid(options);
  const host = options.host ?? loopback;
  // Longer than clients keep an idle connection, so that none is closed just as it is used again.
  const kept = { keepAliveTimeout: 65_000 };
  const { tls } = options;
  const server =
    tls === undefined
      ? createAdaptorServer({ fetch: app.fetch, serverOptions: kept })
      : createAdaptorServer({ fetch: app.fetch, createServer, serverOptions: { ...kept, ...tls } });
  const port = await listen(server, host, options.port ?? 0);
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${host}:${port}`,
    port,
    publicKey,
    inboundPublicKey,
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

/** SendGrid accepts an email to such an address and drops it (sendgrid-csharp issue 656), because it lacks SMTPUTF8. */
const isBeyondAscii = (email: string) => /[^\p{ASCII}]/u.test(email);
