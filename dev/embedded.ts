import { randomBytes } from 'node:crypto';
import type { StartOptions } from '../bin/start-options.mjs';
import { isLoopback } from '../src/contract/loopback.ts';
import { shortened, trueDurations } from './durations.ts';
import { connectDemoPages } from './meta/connect-pages.ts';
import { makeDemoPages } from './meta/demo-pages.ts';
import { apiPart, mailboxPart, metaPart, mongodPart, sitePart, temporalPart, workerPart } from './parts.ts';
import { demoAccount, demoAgents, seedAccount, seedThroughApi } from './seed.ts';
import { openSigningKey } from './sendgrid/signing-key.ts';
import { stateFilesOf } from './sendgrid/state-files.ts';
import { mongodUri } from './servers/mongod.ts';
import type { ReservedPorts } from './servers/reserved-ports.ts';
import { type Endpoints, identityOf, readEndpoints, type StateFolder, writeEndpoints } from './state-folder.ts';
import type { Part, Supervisor } from './supervisor.ts';

/** The order in which parts are stopped: first those that use the others. */
export const stopOrder = [['worker', 'api', 'site'], ['mailbox', 'meta'], ['temporal'], ['mongod']] as const;

/** The fake SendGrid accepts any key that looks like one of SendGrid's. */
const fakeKey = 'SG.embedded.mailbox';

/** How often a part tries the next port if another process has taken its port meanwhile. */
const maxPorts = 5;

/**
 * Starts every part that the environment does not replace, seeds the demo account and writes endpoints.json. Nothing is
 * written to a server before it is proven to belong to this folder.
 */
export async function startEmbedded(
  state: StateFolder,
  options: StartOptions,
  supervisor: Supervisor,
  ports: ReservedPorts,
  say: (line: string) => void,
): Promise<Endpoints> {
  const { env } = process;
  const durations = options.realTime ? trueDurations : shortened;
  const known = readEndpoints(state);
  const { setName, mark } = identityOf(state);
  const apiPort = await takeApiPort(ports, options.port);
  const api = `http://127.0.0.1:${apiPort}`;
  const sitePort = await ports.take(8_080);
  const site = `http://127.0.0.1:${sitePort}`;
  const local = (port: number) => `127.0.0.1:${port}`;

  /**
   * Starts a part on the preferred ports, or on the next ones if its process did not get them. Returns which they are.
   */
  const startOn = async <Ports extends readonly [number] | readonly [number, number]>(
    preferred: Ports,
    what: string,
    partOn: (got: Ports) => Part | Promise<Part>,
  ): Promise<Ports> => {
    for (let tries = 1; ; tries += 1) {
      const got: number[] = [];
      for (const port of preferred) got.push(await ports.take(port));
      try {
        await supervisor.start(await partOn(got as unknown as Ports));
        say(`${what} is ready`);
        return got as unknown as Ports;
      } catch (error) {
        const lost = await Promise.all(got.map(ports.isLost));
        if (tries === maxPorts || !lost.includes(true)) throw error;
        say(`port ${got.filter((_, index) => lost[index])} has been taken in the meantime; ${what} uses the next one`);
      }
    }
  };
  // The same at each start, since emails may still wait to be posted.
  const inboundSecret = known?.environment.INBOUND_PARSE_SECRET ?? randomBytes(24).toString('base64url');
  const [postedSecret = inboundSecret] = (env.INBOUND_PARSE_SECRET || inboundSecret).split(',');
  const webhooks = {
    reports: `${api}/webhooks/sendgrid/events`,
    inbound: `${api}/webhooks/sendgrid/inbound/${postedSecret.trim()}`,
  };
  const app = metaAppOf(known);
  const [mongodb, temporals, mailbox, meta] = await Promise.all([
    env.MONGODB_URI ||
      startOn([27_027], 'mongod', ([port]) => mongodPart(state, port, setName)).then(([port]) =>
        mongodUri({ port, setName }),
      ),
    env.TEMPORAL_ADDRESS
      ? ([env.TEMPORAL_ADDRESS, null] as const)
      : startOn([7_233, 8_233], 'Temporal', ([port, uiPort]) => temporalPart(state, port, uiPort, mark)).then(
          ([port, uiPort]) => [local(port), `http://${local(uiPort)}`] as const,
        ),
    env.SENDGRID_API_KEY
      ? null
      : startOn([8_025], 'the mailbox', ([port]) => mailboxPart(state, port, webhooks, site)).then(
          ([port]) => `http://${local(port)}`,
        ),
    env.META_APP_SECRET
      ? null
      : startOn([8_026], 'the fake Meta', ([port]) =>
          metaPart(state, port, {
            url: `${api}/webhooks/meta`,
            appSecret: app.META_APP_SECRET,
            verifyToken: env.META_VERIFY_TOKEN || app.META_VERIFY_TOKEN,
          }),
        ).then(([port]) => `http://${local(port)}`),
  ]);
  const [temporal, temporalUi] = temporals;

  const database = env.MONGODB_DATABASE || 'afterchat';
  const demo = await seedAccount({ uri: mongodb, database }, known?.apiKey ?? null, durations, Date.now());

  const partEnv = {
    NODE_ENV: 'production',
    MONGODB_URI: mongodb,
    MONGODB_DATABASE: database,
    TEMPORAL_ADDRESS: temporal,
    SENDGRID_API_KEY: env.SENDGRID_API_KEY || fakeKey,
    PUBLIC_URL: env.PUBLIC_URL || api,
    ...(isOwnMachine(env) ? { DEMO_SIGN_IN: env.DEMO_SIGN_IN || demoAccount } : {}),
    ...(isOwnMachine(env) ? { WEBHOOKS_ALLOW_LOOPBACK: env.WEBHOOKS_ALLOW_LOOPBACK || 'true' } : {}),
    ...(mailbox === null ? {} : { SENDGRID_BASE_URL: mailbox, ...keysOf(state) }),
    // Variables in the environment take precedence, as everywhere.
    ...(mailbox === null ? {} : { INBOUND_PARSE_SECRET: env.INBOUND_PARSE_SECRET || inboundSecret }),
    ...(meta === null ? {} : metaEnvironment(meta, app, env)),
    ...(options.realTime ? {} : { SENDGRID_TIMEOUT_SECONDS: env.SENDGRID_TIMEOUT_SECONDS || '5' }),
    ...(options.realTime ? {} : { DELIVER_TIMEOUT_SECONDS: env.DELIVER_TIMEOUT_SECONDS || '10' }),
    ...(options.realTime ? {} : { SENDGRID_PROBE_SECONDS: env.SENDGRID_PROBE_SECONDS || '5' }),
  };
  if (meta !== null) await makeDemoPages(meta);
  const { apiKey } = demo;
  const { siteKey, identitySecret } = demo.account;
  const { afterLeavingSeconds } = durations.timing;
  const told = { api, apiKey, siteKey, identitySecret, mailbox, afterLeavingSeconds };
  const [[apiMetrics], [workerMetrics]] = await Promise.all([
    startOn([9_464], 'the API', ([metrics]) => apiPart(state, partEnv, apiPort, metrics)),
    startOn([9_465], 'the worker', ([metrics]) => workerPart(state, partEnv, metrics)),
    supervisor.start(sitePart(state, told, sitePort)).then(() => say('the demo site is ready')),
  ]);
  await seedThroughApi(api, demo, { durations, site, formerSite: known?.site ?? null });
  if (meta !== null) for (const problem of await connectDemoPages(api, demo.apiKey)) say(problem);

  const agents = demoAgents.map(({ id }) => id);
  const shown = {
    api,
    mailbox,
    meta,
    inbox: `${api}/inbox`,
    site,
    temporal,
    temporalUi,
    metrics: { api: metricsAt(apiMetrics), worker: metricsAt(workerMetrics) },
    apiKey,
    siteKey,
    identitySecret,
  };
  // What comes from the environment, such as a real key, is not written to the file.
  const environment = Object.fromEntries(Object.entries(partEnv).filter(([name]) => !env[name]));
  const endpoints = { ...shown, account: demoAccount, agents, mongodb, environment };
  writeEndpoints(state, endpoints);
  return endpoints;
}

const metricsAt = (port: number) => `http://127.0.0.1:${port}/metrics`;

/**
 * The public keys that verify what the fake SendGrid posts; it reads the key pairs from the same files.
 */
function keysOf(state: StateFolder) {
  const { key, inboundKey } = stateFilesOf(state.mailbox);
  return {
    SENDGRID_WEBHOOK_PUBLIC_KEYS: openSigningKey(key).publicKey,
    INBOUND_PARSE_PUBLIC_KEYS: openSigningKey(inboundKey).publicKey,
  };
}

/** The secrets of the one app that the fake Meta knows: the same at each start, since webhooks may wait, and tokens are stored. */
function metaAppOf(known: Endpoints | null) {
  const kept = known?.environment ?? {};
  const random = (bytes: number, encoding: BufferEncoding) => randomBytes(bytes).toString(encoding);
  return {
    META_APP_SECRET: kept.META_APP_SECRET ?? random(16, 'hex'),
    META_VERIFY_TOKEN: kept.META_VERIFY_TOKEN ?? random(16, 'hex'),
    CHANNEL_TOKENS_KEY: kept.CHANNEL_TOKENS_KEY ?? random(32, 'base64'),
  };
}

const metaEnvironment = (meta: string, app: ReturnType<typeof metaAppOf>, env: NodeJS.ProcessEnv) => ({
  META_APP_SECRET: app.META_APP_SECRET,
  META_VERIFY_TOKEN: env.META_VERIFY_TOKEN || app.META_VERIFY_TOKEN,
  META_GRAPH_URL: env.META_GRAPH_URL || `${meta}/graph.facebook.com`,
  META_INSTAGRAM_GRAPH_URL: env.META_INSTAGRAM_GRAPH_URL || `${meta}/graph.instagram.com`,
  CHANNEL_TOKENS_KEY: env.CHANNEL_TOKENS_KEY || app.CHANNEL_TOKENS_KEY,
});

/** Whether nobody else is told an address of this API, at which they could sign in as the demo's agents. */
const isOwnMachine = ({ PUBLIC_URL, TRUST_PROXY }: NodeJS.ProcessEnv) =>
  !TRUST_PROXY && (!PUBLIC_URL || (URL.canParse(PUBLIC_URL) && isLoopback(new URL(PUBLIC_URL).hostname)));

/** The API's usual port or the next free one; a port that was requested must be free. */
async function takeApiPort(ports: ReservedPorts, asked: number | null): Promise<number> {
  const port = await ports.take(asked ?? 3_000);
  if (asked !== null && port !== asked) throw new Error(`port ${asked} is in use`);
  return port;
}
