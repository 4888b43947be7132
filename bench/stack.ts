import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../bin/servers/ports.mjs';
import { openSigningKey } from '../dev/sendgrid/signing-key.ts';
import { stateFilesOf } from '../dev/sendgrid/state-files.ts';
import { type RunningChild, startChild } from '../dev/servers/child-process.ts';
import { startMongod } from '../dev/servers/mongod.ts';
import { startTemporalServer } from '../dev/servers/temporal.ts';
import { Settings } from '../src/contract/settings.ts';
import { createAccount } from '../src/store/accounts/accounts.ts';
import type { Store } from '../src/store/mongo/store.ts';
import { openStore } from '../src/store/open-store.ts';
import { loopbackCertificate } from './certificate.ts';

/**
 * The whole service on this machine, each part a process of its own as in production, with the fake provider, which is
 * reached by TLS like the real one.
 */
export interface Stack {
  readonly store: Store;
  readonly mongodb: { readonly uri: string; readonly pid: number };
  readonly temporal: { readonly address: string; readonly pid: number; databaseBytes(): number };
  readonly env: Readonly<Record<string, string>>;
  /** The fake provider, which reports to an API that is started on `reportsPort`. */
  readonly provider: { readonly pid: number };
  readonly reportsPort: number;
  /** How many mails the provider has. */
  readonly mails: () => Promise<number>;
  /** How often the benchmark itself has used each of MongoDB's commands. */
  readonly ownCommands: () => ReadonlyMap<string, number>;
  account(settings?: object): Promise<{ readonly accountId: string; readonly apiKey: string }>;
  /** Starts another of our processes, with these variables as well; returns where it listens, if it does. */
  start(
    part: Exclude<keyof typeof parts, 'provider'>,
    more?: Readonly<Record<string, string>>,
  ): Promise<{ readonly url: string; readonly pid: number }>;
  stop(): Promise<void>;
}

const parts = {
  api: ['src/main.js', 'api'],
  worker: ['src/main.js', 'worker'],
  signalling: ['bench/signalling-server.js'],
  provider: ['dev/sendgrid/main.js'],
} as const;

export async function startStack(): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), 'afterchat-bench-'));
  const reportsPort = await freePort();
  const children: RunningChild[] = [];
  const start = async (part: keyof typeof parts, env: Readonly<Record<string, string>>) => {
    const [file, ...args] = parts[part];
    const child = await startChild({
      command: process.execPath,
      args: [fileURLToPath(new URL(`../${file}`, import.meta.url)), ...args],
      env: { ...process.env, ...env },
      logFile: join(folder, `${part}.log`),
      ipc: true,
    });
    children.push(child);
    const port = await new Promise<number>((resolve, reject) => {
      child.process.on('message', (message: { port?: number }) => resolve(message.port ?? 0));
      void child.ended.then((how) => reject(new Error(`${part} ended (${how}); see ${folder}`)));
    });
    return { url: `http://127.0.0.1:${port}`, pid: child.pid };
  };
  const mailbox = join(folder, 'mailbox');
  const { key, certificate } = loopbackCertificate(Date.now());
  const [tls, trusted] = [join(folder, 'tls.pem'), join(folder, 'trusted.pem')];
  writeFileSync(tls, key + certificate, { mode: 0o600 });
  writeFileSync(trusted, certificate);
  const reports = { EVENT_WEBHOOK_URL: `http://127.0.0.1:${reportsPort}/webhooks/sendgrid/events` };
  const [mongod, temporal, provider] = await Promise.all([
    startMongod({ cacheGigabytes: 1 }),
    startTemporalServer(),
    start('provider', { PORT: '0', STATE_FILE: mailbox, TLS_FILE: tls, ...reports }),
  ]);
  const store = await openStore(`${mongod.uri}&monitorCommands=true`, 'afterchat');
  const ownCommands = new Map<string, number>();
  store.client.on('commandStarted', ({ commandName }) => {
    ownCommands.set(commandName, (ownCommands.get(commandName) ?? 0) + 1);
  });
  const env = {
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
    MONGODB_URI: mongod.uri,
    TEMPORAL_ADDRESS: temporal.address,
    SENDGRID_API_KEY: 'SG.bench',
    SENDGRID_BASE_URL: provider.url.replace('http:', 'https:'),
    NODE_EXTRA_CA_CERTS: trusted,
    SENDGRID_WEBHOOK_PUBLIC_KEYS: openSigningKey(stateFilesOf(mailbox).key).publicKey,
    MAX_MAILS_PER_SECOND: '10000',
    HOST: '127.0.0.1',
    PORT: '0',
  };
  return {
    store,
    env,
    mongodb: mongod,
    temporal,
    provider,
    reportsPort,
    ownCommands: () => ownCommands,
    // A line for each.
    mails: async () => readFileSync(mailbox, 'utf8').split('\n').length - 1,
    account: (settings = {}) =>
      createAccount(
        store,
        {
          name: 'Acme',
          settings: Settings.parse({ sender: { name: 'Acme', address: 'chat@acme.example' }, ...settings }),
        },
        Date.now(),
      ),
    start: (part, more = {}) => start(part, { ...env, ...more }),
    stop: async () => {
      await Promise.all(children.map((child) => child.stop(15)));
      await store.close();
      await Promise.all([mongod.stop(), temporal.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
