import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings, type ServerType } from '@hono/node-server';
import { Hono } from 'hono';
import { controlRoutes } from './control-routes.ts';
import { createFaults, type Faults } from './faults.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { problemResponse } from './problem.ts';
import { v3Routes } from './v3-routes.ts';

export interface FakeSendGridOptions {
  /** Keeps the mails across restarts; without it they are in memory only. */
  readonly stateFile?: string | undefined;
  /** How long the timeout faults hold an answer; 60 s, longer than any client of ours waits. */
  readonly holdMs?: number | undefined;
}

export interface FakeSendGrid {
  readonly app: Hono<{ Bindings: HttpBindings }>;
  readonly mailbox: Mailbox;
  readonly faults: Faults;
}

/** The app without a server: SendGrid's API under /v3, the mailbox and faults under /api (design section 5). */
export function createFakeSendGrid({ stateFile, holdMs = 60_000 }: FakeSendGridOptions = {}): FakeSendGrid {
  const mailbox = openMailbox(stateFile ?? null);
  const faults = createFaults();
  const app = new Hono<{ Bindings: HttpBindings }>()
    .route('/v3', v3Routes({ mailbox, faults, holdMs }))
    .route('/api', controlRoutes({ mailbox, faults }))
    .notFound((c) =>
      problemResponse({
        type: 'not-found',
        title: 'Not found',
        status: 404,
        detail: `There is nothing at ${c.req.method} ${c.req.path}.`,
      }),
    );
  return { app, mailbox, faults };
}

export interface RunningFakeSendGrid {
  /** Without a slash at its end: what SENDGRID_BASE_URL takes. */
  readonly url: string;
  readonly port: number;
  /** Ends at once, held answers included. */
  readonly stop: () => Promise<void>;
}

/** Starts it, on a free port unless one is given. Rejects if the port is taken. */
export async function startFakeSendGrid(
  options: FakeSendGridOptions & { readonly host?: string | undefined; readonly port?: number | undefined } = {},
): Promise<RunningFakeSendGrid> {
  const { app, mailbox } = createFakeSendGrid(options);
  const host = options.host ?? '127.0.0.1';
  // Longer than clients keep an idle connection, so that none is closed just as it is used again.
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions: { keepAliveTimeout: 65_000 } });
  const port = await listen(server, host, options.port ?? 0);
  return {
    url: `http://${host}:${port}`,
    port,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
      mailbox.close();
    },
  };
}

function listen(server: ServerType, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
