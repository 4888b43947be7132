import { setTimeout as pause } from 'node:timers/promises';
import type { ServerType } from '@hono/node-server';
import type { Logger } from 'pino';
import { createApp } from './api/app.ts';
import { eventFeed } from './api/events/feed.ts';
import { notifier } from './api/notifier.ts';
import { apiCondition } from './api/operator/health.ts';
import type { OidcConfig } from './api/sign-in/oidc-config.ts';
import { type Config, channelKeysOf, graphOf } from './config.ts';
import { accountChecks } from './doctor/account-checks.ts';
import { listen } from './listen.ts';
import { sendGrid } from './mail/sendgrid.ts';
import { sendGridSuppressions } from './mail/sendgrid-suppressions.ts';
import { tellChanges } from './operating/condition.ts';
import { drain } from './operating/drain.ts';
import { keepIndexing } from './operating/keep-indexing.ts';
import { measuredRequests, measuredStore, measuredWaker } from './operating/measured.ts';
import type { Tracing } from './operating/open-telemetry.ts';
import type { Process } from './operating/process.ts';
import { systemClock } from './store/mongo/clock.ts';
import { connectStore } from './store/mongo/store.ts';
import { createIndexes } from './store/open-store.ts';
import { temporalAccess } from './temporal/connect.ts';
import { temporalWaker } from './temporal/waker.ts';

/** Starts the API. It listens at once; while MongoDB is away, it answers 503. */
export async function startServer(config: Config, log: Logger, tracing: Tracing | null): Promise<Process> {
  const store = measuredStore(connectStore(config.MONGODB_URI, config.MONGODB_DATABASE), log);
  const temporal = temporalAccess(config, tracing?.clientInterceptors);
  const notify = notifier(measuredWaker(temporalWaker(temporal.client), 'api'), log);
  const observers = [measuredRequests, ...(tracing === null ? [] : [tracing.requests])];
  const events = eventFeed({ store, log, clock: systemClock, publicUrl: config.PUBLIC_URL });
  const indexing = keepIndexing(log, () => createIndexes(config.MONGODB_URI, config.MONGODB_DATABASE));
  const condition = apiCondition({ store, temporal }, indexing.condition);
  const access = { apiKey: config.SENDGRID_API_KEY, baseUrl: config.SENDGRID_BASE_URL };
  const timeoutMs = config.SENDGRID_TIMEOUT_SECONDS * 1_000;
  const app = createApp({
    condition,
    store,
    log,
    temporal,
    events,
    notifier: notify,
    clock: systemClock,
    publicUrl: config.PUBLIC_URL,
    trustProxy: config.TRUST_PROXY,
    deliverTimeoutSeconds: config.DELIVER_TIMEOUT_SECONDS,
    providerSuppressions: sendGridSuppressions(access, timeoutMs),
    mailSender: sendGrid({ ...access, timeoutMs }),
    checkEmail: accountChecks(config),
    reportKeys: config.SENDGRID_WEBHOOK_PUBLIC_KEYS,
    inboundSecrets: config.INBOUND_PARSE_SECRET,
    inboundKeys: config.INBOUND_PARSE_PUBLIC_KEYS,
    meta: { appSecrets: config.META_APP_SECRET, verifyToken: config.META_VERIFY_TOKEN ?? null },
    demoAccount: config.DEMO_SIGN_IN,
    oidc: oidcOf(config),
    allowLoopbackWebhooks: config.WEBHOOKS_ALLOW_LOOPBACK,
    channels: {
      keys: channelKeysOf(config),
      graph: graphOf(config),
      verifyToken: config.META_VERIFY_TOKEN ?? null,
      hasAppSecret: config.META_APP_SECRET.length > 0,
    },
    observers,
  });
  let isListening = false;
  const stopTelling = tellChanges(log, async () => {
    const asked = await condition();
    const { indexes: _waitedFor, ...others } = asked.parts;
    return isListening ? asked : { ...asked, parts: others };
  });
  // A new index on a large collection takes a while, and the chat should not wait for it.
  await Promise.race([indexing.firstTry, pause(5_000)]);
  const server = await listen(app.fetch, config);
  log.info({ host: config.HOST, port: portOf(server) }, 'the API is listening');
  isListening = true;
  return {
    ended: new Promise(() => {}),
    port: portOf(server),
    condition,
    stop: async () => {
      stopTelling();
      indexing.stop();
      events.stop();
      await drain(server);
      await notify.idle();
      await temporal.client.connection.close();
      await store.close();
    },
  };
}

/** How agents sign in with a provider; undefined without an issuer. */
function oidcOf(config: Config): OidcConfig | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = config;
  if (issuer === undefined || clientId === undefined) return undefined;
  return {
    issuer,
    clientId,
    clientSecret: config.OIDC_CLIENT_SECRET ?? null,
    providerName: config.OIDC_PROVIDER_NAME ?? new URL(issuer).host,
    scopes: config.OIDC_SCOPES,
    account: config.OIDC_ACCOUNT ?? null,
    accountClaim: config.OIDC_ACCOUNT_CLAIM ?? null,
    idClaim: config.OIDC_ID_CLAIM,
    nameClaim: config.OIDC_NAME_CLAIM,
    emailClaim: config.OIDC_EMAIL_CLAIM,
    roleClaim: config.OIDC_ROLE_CLAIM ?? null,
    adminRoles: config.OIDC_ADMIN_ROLES,
    agentRoles: config.OIDC_AGENT_ROLES,
  };
}

function portOf(server: ServerType): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
