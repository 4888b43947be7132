import { shortened, trueDurations } from './durations.ts';
import { apiPart, mailboxPart, mongodPart, temporalPart, workerPart } from './parts.ts';
import { demoAccount, demoAgents, seedAccount, seedThroughApi } from './seed.ts';
import { openSigningKey } from './sendgrid/signing-key.ts';
import { stateFilesOf } from './sendgrid/state-files.ts';
import { mongodUri } from './servers/mongod.ts';
import { freePort } from './servers/ports.ts';
import type { StartOptions } from './start-options.ts';
import { type Endpoints, readEndpoints, type StateFolder, writeEndpoints } from './state-folder.ts';
import type { Supervisor } from './supervisor.ts';

/** What stops before what: first who uses the others. */
export const stopOrder = [['worker', 'api'], ['mailbox'], ['temporal'], ['mongod']] as const;

/** Any key of SendGrid's form is good for the fake one. */
const fakeKey = 'SG.embedded.mailbox';

/** Starts every part that the environment does not replace, seeds the demo account and writes endpoints.json. */
export async function startEmbedded(
  state: StateFolder,
  options: StartOptions,
  supervisor: Supervisor,
  say: (line: string) => void,
): Promise<Endpoints> {
  const { env } = process;
  const durations = options.realTime ? trueDurations : shortened;
  const ports = await choosePorts(options);
  const known = readEndpoints(state);

  const mongodb = env.MONGODB_URI || mongodUri(ports.mongod);
  const temporal = env.TEMPORAL_ADDRESS || `127.0.0.1:${ports.temporal}`;
  const temporalUi = env.TEMPORAL_ADDRESS ? null : `http://127.0.0.1:${ports.temporalUi}`;
  const mailbox = env.SENDGRID_API_KEY ? null : `http://127.0.0.1:${ports.mailbox}`;
  const api = `http://127.0.0.1:${ports.api}`;

  await Promise.all([
    env.MONGODB_URI
      ? null
      : mongodPart(state, ports.mongod)
          .then(supervisor.start)
          .then(() => say('mongod is ready')),
    env.TEMPORAL_ADDRESS
      ? null
      : temporalPart(state, ports.temporal, ports.temporalUi)
          .then(supervisor.start)
          .then(() => say('Temporal is ready')),
    mailbox &&
      supervisor
        .start(mailboxPart(state, ports.mailbox, `${api}/webhooks/sendgrid/events`))
        .then(() => say('the mailbox is ready')),
  ]);

  const database = env.MONGODB_DATABASE || 'afterchat';
  const demo = await seedAccount({ uri: mongodb, database }, known?.apiKey ?? null, durations, Date.now());

  const partEnv = {
    NODE_ENV: 'production',
    MONGODB_URI: mongodb,
    MONGODB_DATABASE: database,
    TEMPORAL_ADDRESS: temporal,
    SENDGRID_API_KEY: env.SENDGRID_API_KEY || fakeKey,
    PUBLIC_URL: env.PUBLIC_URL || api,
    ...(mailbox === null ? {} : { SENDGRID_BASE_URL: mailbox, SENDGRID_WEBHOOK_PUBLIC_KEYS: reportKey(state) }),
    // Given by hand they win, as everywhere.
    ...(options.realTime ? {} : { SENDGRID_TIMEOUT_SECONDS: env.SENDGRID_TIMEOUT_SECONDS || '5' }),
    ...(options.realTime ? {} : { DELIVER_TIMEOUT_SECONDS: env.DELIVER_TIMEOUT_SECONDS || '10' }),
    ...(options.realTime ? {} : { SENDGRID_PROBE_SECONDS: env.SENDGRID_PROBE_SECONDS || '5' }),
  };
  await Promise.all([
    supervisor.start(apiPart(state, partEnv, ports.api)).then(() => say('the API is ready')),
    supervisor.start(workerPart(state, partEnv)).then(() => say('the worker is ready')),
  ]);
  await seedThroughApi(api, demo, durations);

  const agents = demoAgents.map(({ id }) => id);
  const { apiKey, siteKey } = demo;
  const shown = { api, mailbox, inbox: null, site: null, temporal, temporalUi, apiKey, siteKey };
  // What was given by hand, a real key say, is not written down.
  const environment = Object.fromEntries(Object.entries(partEnv).filter(([name]) => !env[name]));
  const endpoints = { ...shown, account: demoAccount, agents, mongodb, environment };
  writeEndpoints(state, endpoints);
  return endpoints;
}

/** The public key that verifies the fake SendGrid's reports; it has its pair from the same file. */
function reportKey(state: StateFolder): string {
  return openSigningKey(stateFilesOf(state.mailbox).key).publicKey;
}

/** The usual port of each part or the next free one; the one asked for must be free. */
async function choosePorts(options: StartOptions) {
  const taken = new Set<number>();
  const take = async (preferred: number) => {
    const port = await freePort(preferred, taken);
    taken.add(port);
    return port;
  };
  const api = await take(options.port ?? 3_000);
  if (options.port !== null && api !== options.port) throw new Error(`port ${options.port} is in use`);
  const ports = { api, mailbox: await take(8_025), temporal: await take(7_233), temporalUi: await take(8_233) };
  return { ...ports, mongod: await take(27_027) };
}
