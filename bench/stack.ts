import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startFakeSendGrid } from '../dev/sendgrid/fake-sendgrid.ts';
import { type RunningChild, startChild } from '../dev/servers/child-process.ts';
import { startMongod } from '../dev/servers/mongod.ts';
import { startTemporalServer } from '../dev/servers/temporal.ts';
import { Settings } from '../src/contract/settings.ts';
import { createAccount } from '../src/store/accounts/accounts.ts';
import type { Store } from '../src/store/mongo/store.ts';
import { openStore } from '../src/store/open-store.ts';

/** The whole service on this machine, each part a process of its own as in production, with the fake provider. */
export interface Stack {
  readonly store: Store;
  readonly mongodb: { readonly uri: string; readonly pid: number };
  readonly temporal: { readonly address: string; readonly pid: number; databaseBytes(): number };
  readonly env: Readonly<Record<string, string>>;
  readonly mails: () => Promise<number>;
  account(settings?: object): Promise<{ readonly accountId: string; readonly apiKey: string }>;
  /** Starts another of our processes, with these variables as well; returns where it listens, if it does. */
  start(
    part: keyof typeof parts,
    more?: Readonly<Record<string, string>>,
  ): Promise<{ readonly url: string; readonly pid: number }>;
  stop(): Promise<void>;
}

const parts = {
  api: ['src/main.js', 'api'],
  worker: ['src/main.js', 'worker'],
  signalling: ['bench/signalling-server.js'],
} as const;

export async function startStack(): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), 'afterchat-bench-'));
  const [mongod, temporal, sendGrid] = await Promise.all([
    startMongod({ cacheGigabytes: 1 }),
    startTemporalServer(),
    startFakeSendGrid(),
  ]);
  const store = await openStore(mongod.uri, 'afterchat');
  const children: RunningChild[] = [];
  const env = {
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
    MONGODB_URI: mongod.uri,
    TEMPORAL_ADDRESS: temporal.address,
    SENDGRID_API_KEY: 'SG.bench',
    SENDGRID_BASE_URL: sendGrid.url,
    MAX_MAILS_PER_SECOND: '10000',
    HOST: '127.0.0.1',
    PORT: '0',
  };
  return {
    store,
    env,
    mongodb: mongod,
    temporal,
    mails: async () => {
      const response = await fetch(`${sendGrid.url}/api/mails`);
      return ((await response.json()) as { items: unknown[] }).items.length;
    },
    account: (settings = {}) =>
      createAccount(
        store,
        {
          name: 'Acme',
          settings: Settings.parse({ sender: { name: 'Acme', address: 'chat@acme.example' }, ...settings }),
        },
        Date.now(),
      ),
    start: async (part, more = {}) => {
      const [file, ...args] = parts[part];
      const child = await startChild({
        command: process.execPath,
        args: [fileURLToPath(new URL(`../${file}`, import.meta.url)), ...args],
        env: { ...process.env, ...env, ...more },
        logFile: join(folder, `${part}.log`),
        ipc: true,
      });
      children.push(child);
      const port = await new Promise<number>((resolve, reject) => {
        child.process.on('message', (message: { port?: number }) => resolve(message.port ?? 0));
        void child.ended.then((how) => reject(new Error(`${part} ended (${how}); see ${folder}`)));
      });
      return { url: `http://127.0.0.1:${port}`, pid: child.pid };
    },
    stop: async () => {
      await Promise.all(children.map((child) => child.stop(15)));
      await store.close();
      await sendGrid.stop();
      await Promise.all([mongod.stop(), temporal.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
