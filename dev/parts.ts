import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mongodBinary } from '../bin/servers/mongod-binary.mjs';
import { temporalBinary } from '../bin/servers/temporal-binary.mjs';
import { demoReplyDomain } from './seed.ts';
import { mongodArguments } from './servers/mongod.ts';
import { becomePrimary } from './servers/replica-set.ts';
import { isTemporalReady, temporalArguments } from './servers/temporal.ts';
import { until } from './servers/until.ts';
import type { StateFolder } from './state-folder.ts';
import type { Part } from './supervisor.ts';

const logOf = (state: StateFolder, name: string) => join(state.logs, `${name}.log`);

export async function mongodPart(state: StateFolder, port: number, setName: string): Promise<Part> {
  const args = mongodArguments({ port, dataFolder: state.mongodb, setName });
  return {
    name: 'mongod',
    command: { command: await mongodBinary(), args, logFile: logOf(state, 'mongod') },
    ready: () => becomePrimary(port, setName),
  };
}

export async function temporalPart(state: StateFolder, port: number, uiPort: number, mark: string): Promise<Part> {
  const args = temporalArguments({ port, uiPort, databaseFile: state.temporal, mark });
  const address = `127.0.0.1:${port}`;
  return {
    name: 'temporal',
    command: { command: await temporalBinary(), args, logFile: logOf(state, 'temporal') },
    ready: () => until(`Temporal at ${address}`, 50, () => isTemporalReady(address, mark)),
  };
}

/** @param webhooks where it posts reports and the visitors' emails */
export function mailboxPart(
  state: StateFolder,
  port: number,
  webhooks: { readonly reports: string; readonly inbound: string },
  site: string,
): Part {
  return nodePart(state, 'mailbox', ['./sendgrid/main.js'], {
    HOST: '127.0.0.1',
    PORT: String(port),
    STATE_FILE: state.mailbox,
    EVENT_WEBHOOK_URL: webhooks.reports,
    INBOUND_PARSE_URL: webhooks.inbound,
    INBOUND_PARSE_HOST: demoReplyDomain,
    SITE_URL: site,
  });
}

/** @param webhook where it posts, and the app's secrets */
export function metaPart(
  state: StateFolder,
  port: number,
  webhook: { readonly url: string; readonly appSecret: string; readonly verifyToken: string },
): Part {
  return nodePart(state, 'meta', ['./meta/main.js'], {
    HOST: '127.0.0.1',
    PORT: String(port),
    STATE_FILE: state.meta,
    WEBHOOK_URL: webhook.url,
    META_APP_SECRET: webhook.appSecret,
    META_VERIFY_TOKEN: webhook.verifyToken,
  });
}

/** @param told of the demo account; `mailbox` null: emails are really sent */
export function sitePart(
  state: StateFolder,
  told: {
    readonly api: string;
    readonly apiKey: string;
    readonly siteKey: string;
    readonly identitySecret: string;
    readonly mailbox: string | null;
    readonly afterLeavingSeconds: number;
  },
  port: number,
): Part {
  return nodePart(state, 'site', ['./site/main.js'], {
    HOST: '127.0.0.1',
    PORT: String(port),
    API_URL: told.api,
    API_KEY: told.apiKey,
    SITE_KEY: told.siteKey,
    IDENTITY_SECRET: told.identitySecret,
    ...(told.mailbox === null ? {} : { MAILBOX_URL: told.mailbox }),
    AFTER_LEAVING_SECONDS: String(told.afterLeavingSeconds),
  });
}

export function apiPart(state: StateFolder, env: Record<string, string>, port: number, metricsPort: number): Part {
  const own = { HOST: '127.0.0.1', PORT: String(port), ...metricsOn(metricsPort) };
  return nodePart(state, 'api', ['../src/main.js', 'api'], { ...env, ...own });
}

export function workerPart(state: StateFolder, env: Record<string, string>, metricsPort: number): Part {
  return nodePart(state, 'worker', ['../src/main.js', 'worker'], { ...env, ...metricsOn(metricsPort) });
}

const metricsOn = (port: number) => ({ METRICS_HOST: '127.0.0.1', METRICS_PORT: String(port) });

/** One of our compiled files in dist/ as a process; it ends by itself when we are gone (its IPC channel breaks). */
function nodePart(
  state: StateFolder,
  name: string,
  [file, ...given]: readonly [string, ...string[]],
  env: Record<string, string>,
): Part {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const args = ['--enable-source-maps', path, ...given];
  const command = { command: process.execPath, args, env: { ...process.env, ...env }, logFile: logOf(state, name) };
  return { name, command };
}
