import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mongodBinary } from '../bin/servers/mongod-binary.mjs';
import { freePort } from '../bin/servers/ports.mjs';
import { temporalBinary } from '../bin/servers/temporal-binary.mjs';
import { startFakeSendGrid } from '../dev/sendgrid/fake-sendgrid.ts';
import { startChild } from '../dev/servers/child-process.ts';
import { mongodArguments, mongodUri, newSetName } from '../dev/servers/mongod.ts';
import { makeNamespace } from '../dev/servers/namespace.ts';
import { becomePrimary } from '../dev/servers/replica-set.ts';
import { deleteTemporalDatabase, isTemporalReady, newMark, temporalArguments } from '../dev/servers/temporal.ts';
import { until } from '../dev/servers/until.ts';
import type { Settings } from '../src/contract/settings.ts';
import { createAccount } from '../src/store/accounts/accounts.ts';
import { openStore } from '../src/store/open-store.ts';
import { type Meta, startMeta } from './meta.ts';
import { ownCopy } from './own-copy.ts';
import { type Part, startPart } from './part.ts';
import { type PartName, partNames } from './plan-trouble.ts';
import { startInboundRelay, startReportRelay, type TakenReport } from './report-relay.ts';
import { deliverTimeoutSeconds, replyDomain } from './settings.ts';

/** The whole service on this machine, each part a process that can be killed; the providers run in this process. */
export interface Stack {
  readonly api: { readonly urls: readonly string[]; readonly key: string };
  readonly mailbox: string;
  readonly meta: Meta;
  /** The provider's reports that the API accepted; none with `--reports off`. */
  readonly reports: readonly TakenReport[];
  readonly parts: Readonly<Record<PartName, Part>>;
  /** Deletes Temporal's database, and creates the namespace again some seconds later. */
  loseTemporal(): void;
  /**
   * Runs another mongod, empty and of another replica set, at the usual address for this time; the usual one must be
   * down.
   */
  anotherMongod(ms: number): Promise<void>;
  /** Resolves when both APIs, MongoDB and Temporal answer. */
  whole(): Promise<void>;
  stop(): Promise<void>;
}

/** Short enough for each wait to end several times in a run. */
const limits = { SENDGRID_TIMEOUT_SECONDS: '2', DELIVER_TIMEOUT_SECONDS: String(deliverTimeoutSeconds) };

/**
 * Starts everything. If that fails or is stopped, throws and leaves nothing running.
 * @param folder for data and logs; it must exist
 */
export async function startStack(
  folder: string,
  settings: Settings,
  withReports: boolean,
  stop: AbortSignal,
): Promise<Stack> {
  for (const name of ['mongodb', 'logs']) mkdirSync(join(folder, name));
  const logFile = (name: string) => join(folder, 'logs', `${name}.log`);
  const ports = await choosePorts();
  const [setName, mark] = [newSetName(), newMark()];
  const databaseFile = join(folder, 'temporal.db');
  const temporalAddress = `127.0.0.1:${ports.temporal}`;
  const copying = ownCopy(join(folder, 'copy'));
  const urls = [ports.api1, ports.api2].map((port) => `http://127.0.0.1:${port}`);
  const inboundSecret = randomUUID();
  const inbound = await startInboundRelay(urls.map((url) => `${url}/webhooks/sendgrid/inbound/${inboundSecret}`));
  const relay = withReports ? await startReportRelay(urls.map((url) => `${url}/webhooks/sendgrid/events`)) : null;
  const sendGrid = await startFakeSendGrid({
    stateFile: join(folder, 'mailbox.jsonl'),
    eventWebhook: relay === null ? undefined : { url: relay.url, retryMs: 250 },
    stepMs: 300,
    inboundParse: { hostname: replyDomain, url: inbound.url },
    inboundRetryMs: 250,
  });
  const meta = await startMeta(folder, { apis: urls, withEchoes: withReports });
  const started: Part[] = [];
  const start = async (name: PartName, command: string, args: readonly string[], env = {}, ipc = false) => {
    const part = await startPart(name, {
      command,
      args,
      env: { ...process.env, ...env },
      logFile: logFile(name),
      ipc,
    });
    started.push(part);
    return part;
  };
  const stopAll = async () => {
    await Promise.all(started.map((part) => part.stop()));
    await sendGrid.stop();
    await Promise.all([meta.stop(), relay?.stop(), inbound.stop()]);
  };

  const stopped = new Promise<never>((_, reject) => {
    stop.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
  });
  stopped.catch(() => {});

  try {
    const mongodArgs = mongodArguments({ port: ports.mongod, dataFolder: join(folder, 'mongodb'), setName });
    const temporalArgs = temporalArguments({ port: ports.temporal, uiPort: ports.temporalUi, databaseFile, mark });
    const [mongod, temporal] = await Promise.all([
      start('mongod', await mongodBinary(), mongodArgs),
      start('temporal', await temporalBinary(), temporalArgs),
    ]);
    await Promise.race([becomePrimary(ports.mongod, setName), stopped]);
    await Promise.race([until('Temporal', 60, () => isTemporalReady(temporalAddress, mark)), stopped]);
    await Promise.race([keepMaking(temporalAddress, stop), stopped]);
    const store = await openStore(mongodUri({ port: ports.mongod, setName }), 'afterchat');
    const { apiKey } = await createAccount(store, { name: 'Acme', settings }, Date.now());
    await store.close();

    const env = {
      NODE_ENV: 'production',
      LOG_LEVEL: 'info',
      MONGODB_URI: mongodUri({ port: ports.mongod, setName }),
      MONGODB_DATABASE: 'afterchat',
      TEMPORAL_ADDRESS: temporalAddress,
      TEMPORAL_NAMESPACE: namespace,
      SENDGRID_API_KEY: 'SG.chaos',
      SENDGRID_BASE_URL: sendGrid.url,
      SENDGRID_WEBHOOK_PUBLIC_KEYS: sendGrid.publicKey,
      INBOUND_PARSE_SECRET: inboundSecret,
      INBOUND_PARSE_PUBLIC_KEYS: sendGrid.inboundPublicKey,
      HOST: '127.0.0.1',
      ...meta.environment,
      ...limits,
    };
    const source = await copying;
    const service = (name: PartName, role: 'api' | 'worker', port = 0) => {
      const args = ['--enable-source-maps', join(source, 'main.js'), role];
      return start(name, process.execPath, args, { ...env, PORT: String(port) }, true);
    };
    const [api1, api2, worker1, worker2] = await Promise.all([
      service('api-1', 'api', ports.api1),
      service('api-2', 'api', ports.api2),
      service('worker-1', 'worker'),
      service('worker-2', 'worker'),
    ]);
    const stack: Stack = {
      api: { urls, key: apiKey },
      mailbox: sendGrid.url,
      meta,
      reports: relay?.taken ?? [],
      parts: { 'api-1': api1, 'api-2': api2, 'worker-1': worker1, 'worker-2': worker2, mongod, temporal },
      loseTemporal: () => {
        deleteTemporalDatabase(databaseFile);
        void sleep(namespaceAfterMs, undefined, { ref: false }).then(() => keepMaking(temporalAddress, stop));
      },
      anotherMongod: async (ms) => {
        const dataFolder = join(folder, `another-${randomUUID()}`);
        mkdirSync(dataFolder);
        const another = { port: ports.mongod, dataFolder, setName: newSetName() };
        const args = mongodArguments(another);
        const child = await startChild({ command: await mongodBinary(), args, logFile: logFile('another-mongod') });
        await Promise.race([becomePrimary(another.port, another.setName).then(() => sleep(ms)), child.ended]).catch(
          () => {},
        );
        await child.kill();
        rmSync(dataFolder, { recursive: true, force: true });
      },
      whole: async () => {
        await becomePrimary(ports.mongod, setName);
        await until('Temporal', 60, () => isTemporalReady(temporalAddress, mark));
        await until('its namespace', 60, () => isTemporalReady(temporalAddress, namespace));
        for (const url of urls) await until('the API', 60, async () => (await fetch(`${url}/readyz`)).ok);
      },
      stop: stopAll,
    };
    await Promise.race([stack.whole(), stopped]);
    await Promise.race([meta.connect(urls[0] ?? '', apiKey), stopped]);
    return stack;
  } catch (error) {
    await copying.catch(() => {});
    await stopAll();
    throw error;
  }
}

/**
 * The service's namespace. The dev server creates only `default` and its mark by itself, so this one is lost with its
 * database.
 */
const namespace = 'chaos';
const namespaceAfterMs = 6_000;

/** Creates the namespace as soon as Temporal answers. */
async function keepMaking(address: string, stop: AbortSignal): Promise<void> {
  for (let tries = 0; tries < 120 && !stop.aborted; tries += 1) {
    try {
      return await makeNamespace(address, namespace);
    } catch {
      await sleep(500);
    }
  }
}

/**
 * Below the ports that the system uses for outgoing connections (from 32768 on Linux), so that none of those takes a
 * port while its process is down.
 */
async function choosePorts() {
  const taken = new Set<number>();
  const take = async () => {
    const port = await freePort(20_000 + (process.pid % 1_000) * 10, taken);
    taken.add(port);
    return port;
  };
  const [api1, api2] = [await take(), await take()];
  return { api1, api2, mongod: await take(), temporal: await take(), temporalUi: await take() };
}

export const allParts = ({ parts }: Stack): readonly Part[] => partNames.map((name) => parts[name]);
