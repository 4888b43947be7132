import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../bin/servers/ports.mjs';
import { type ChatFrontend, chatFrontend } from '../../dev/chat.ts';
import { lastLines, type RunningChild, startChild } from '../../dev/servers/child-process.ts';
import { Settings } from '../../src/contract/settings.ts';
import { createAccount } from '../../src/store/accounts/accounts.ts';
import { openStore } from '../../src/store/open-store.ts';
import { openTestStore } from './test-store.ts';

/** The compiled API or worker as a process of its own, on a port that it keeps. */
export interface ServiceProcess {
  /** SIGKILL, like a crash. */
  kill(): Promise<void>;
  /** Resolves when it is ready again. */
  start(): Promise<void>;
}

export interface ServiceOptions {
  readonly mongodb: string;
  readonly temporal: string;
  readonly sendGrid: string;
  /** Which processes to start; by default both. */
  readonly parts?: readonly ('api' | 'worker')[];
  /** The API's port; by default a free one. */
  readonly port?: number;
  /** How long to wait for the provider's answer, by default 3 s; the whole attempt may take twice as long. */
  readonly sendTimeoutSeconds?: number;
  /** Verifies the provider's reports; without it, all are refused. */
  readonly reportKey?: string;
  /** What SendGrid's posts of visitors' emails are recognised by; without it, all are refused. */
  readonly inbound?: { readonly secret: string; readonly publicKey: string };
  /** By default one of its own. */
  readonly database?: string;
}

export interface ServiceAccount {
  readonly id: string;
  readonly key: string;
  readonly chat: ChatFrontend;
}

export type ServiceProcesses = Awaited<ReturnType<typeof startService>>;

/** The service as it runs in production, on a database of its own, with short time limits for an attempt. */
export async function startService(options: ServiceOptions) {
  const { mongodb, temporal, sendGrid, parts = ['api', 'worker'], sendTimeoutSeconds = 3, reportKey } = options;
  const folder = mkdtempSync(join(tmpdir(), 'afterchat-service-'));
  const store =
    options.database === undefined ? await openTestStore(mongodb) : await openStore(mongodb, options.database);
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    // As in the image: under Jest it is `test`, and React then loads its slower build.
    NODE_ENV: 'production',
    MONGODB_URI: mongodb,
    MONGODB_DATABASE: store.accounts.dbName,
    TEMPORAL_ADDRESS: temporal,
    SENDGRID_API_KEY: 'SG.service.test',
    SENDGRID_BASE_URL: sendGrid,
    ...(reportKey === undefined ? {} : { SENDGRID_WEBHOOK_PUBLIC_KEYS: reportKey }),
    ...(options.inbound === undefined
      ? {}
      : { INBOUND_PARSE_SECRET: options.inbound.secret, INBOUND_PARSE_PUBLIC_KEYS: options.inbound.publicKey }),
    SENDGRID_TIMEOUT_SECONDS: String(sendTimeoutSeconds),
    DELIVER_TIMEOUT_SECONDS: String(2 * sendTimeoutSeconds),
    SENDGRID_PROBE_SECONDS: '1',
    PORT: String(port),
    PUBLIC_URL: url,
    LOG_LEVEL: 'info',
  };
  const api = serviceProcess('api', env, join(folder, 'api.log'));
  const worker = serviceProcess('worker', env, join(folder, 'worker.log'));
  await Promise.all(parts.map((part) => ({ api, worker })[part].start()));

  return {
    url,
    /** What both processes run with, and tests beside it. */
    env,
    api,
    worker,
    store,
    account: async (settings: Partial<Settings> = {}): Promise<ServiceAccount> => {
      const parsed = Settings.parse({ sender: { name: 'Acme', address: 'chat@acme.example' }, ...settings });
      const { accountId, apiKey } = await createAccount(store, { name: 'Acme', settings: parsed }, Date.now());
      return { id: accountId, key: apiKey, chat: chatFrontend((path, init) => patiently(url + path, init), apiKey) };
    },
    stop: async () => {
      await Promise.all([api.kill(), worker.kill()]);
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Retries a 503, which a busy machine may answer, as a good frontend does; ids make that harmless. */
async function patiently(url: string, init: RequestInit): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const answer = await fetch(url, init);
    if (answer.status !== 503 || tries === 5) return answer;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** The API or the worker, not started yet. */
export function serviceProcess(role: 'api' | 'worker', env: NodeJS.ProcessEnv, logFile: string): ServiceProcess {
  const path = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
  let child: RunningChild | null = null;
  return {
    kill: async () => child?.kill(),
    start: async () => {
      child = await startChild({ command: process.execPath, args: [path, role], env, logFile, ipc: true });
      const isReady = new Promise((resolve) => child?.process.once('message', resolve));
      const died = child.ended.then((how) => {
        throw new Error(`${role} ended (${how}) before it was ready:\n${lastLines(logFile)}`);
      });
      died.catch(() => {});
      await Promise.race([isReady, died]);
    },
  };
}
