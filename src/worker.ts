import { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities } from './activities/activities.ts';
import { pageConnections } from './activities/page-connections.ts';
import { webhookData } from './api/events/webhook-data.ts';
import { type Config, channelKeysOf, graphOf } from './config.ts';
// Not used here, but loaded now, so that the first email need not wait for it.
import './mail/compose.ts';
import { keyProbe, sendGrid } from './mail/sendgrid.ts';
import { type Condition, tellChanges } from './operating/condition.ts';
import { measuredSender, measuredStore, measuredWaker } from './operating/measured.ts';
import { providerCondition, storeFitness } from './operating/mongodb-condition.ts';
import type { Tracing } from './operating/open-telemetry.ts';
import type { Process } from './operating/process.ts';
import { observeStore } from './operating/store-gauges.ts';
import { systemClock } from './store/mongo/clock.ts';
import { connectStore } from './store/mongo/store.ts';
import { temporalAccess, temporalAddress } from './temporal/connect.ts';
import { temporalWaker } from './temporal/waker.ts';
import { keepSchedules } from './workers/keep-schedules.ts';
import { keepWorking } from './workers/keep-working.ts';
import { measuredActivities } from './workers/measured-activities.ts';
import { startSweeper } from './workers/sweeper.ts';
import { installRuntime } from './workers/temporal-runtime.ts';
import { createWorkers } from './workers/temporal-workers.ts';
import { startWebhookRelay } from './workers/webhook-relay.ts';

/** An attempt also probes the key and must stay within its own time limit. */
const probeTimeoutMs = 5_000;

/** How long, beyond the time that sending an email may take, a stop waits for what does not end. */
const endsWithinMs = 10_000;

/** Starts the worker and, once its queues are polled, the sweeper: at once, or when Temporal is there. */
export async function startWorker(config: Config, log: Logger, tracing: Tracing | null): Promise<Process> {
  const metrics = await installRuntime(log);
  const temporal = temporalAccess(config, tracing?.clientInterceptors);
  const { client } = temporal;
  const store = measuredStore(connectStore(config.MONGODB_URI, config.MONGODB_DATABASE), log);
  const waker = temporalWaker(client);
  const sendTimeoutMs = config.SENDGRID_TIMEOUT_SECONDS * 1_000;
  const probeEveryMs = config.SENDGRID_PROBE_SECONDS * 1_000;
  const provider = { apiKey: config.SENDGRID_API_KEY, baseUrl: config.SENDGRID_BASE_URL, timeoutMs: sendTimeoutMs };
  const sender = sendGrid(provider);
  const probeKey = keyProbe({ ...provider, timeoutMs: Math.min(sendTimeoutMs, probeTimeoutMs) });
  const channels = { keys: channelKeysOf(config), graph: graphOf(config) };
  const activities = createActivities({
    store,
    waker: measuredWaker(waker, 'fanOut'),
    log,
    clock: systemClock,
    sendTimeoutMs,
    probeKey,
    probeEveryMs,
    deliverTimeoutMs: config.DELIVER_TIMEOUT_SECONDS * 1_000,
    publicUrl: config.PUBLIC_URL,
    channels,
    webhooks: {
      allowLoopback: config.WEBHOOKS_ALLOW_LOOPBACK,
      dataOf: (events) => webhookData({ store, clock: systemClock, publicUrl: config.PUBLIC_URL }, events),
    },
    direct: pageConnections({ ...graphOf(config), store, channelKeys: channelKeysOf(config), clock: systemClock }),
    sender: measuredSender(tracing === null ? sender : tracing.sender(sender)),
  });
  const measured = measuredActivities(activities);
  const workers = keepWorking({
    temporal,
    log,
    connect: () => NativeConnection.connect(temporalAddress(config)),
    create: (connection, identity) =>
      createWorkers({
        connection,
        identity,
        namespace: config.TEMPORAL_NAMESPACE,
        activities: measured,
        config,
        tracing,
      }),
    graceMs: config.DELIVER_TIMEOUT_SECONDS * 1_000 + endsWithinMs,
  });
  const mongodb = storeFitness(store);
  const condition = async (): Promise<Condition> => ({
    parts: { mongodb: await mongodb(), temporal: workers.condition(), provider: await providerCondition(store) },
    needed: ['mongodb', 'temporal'],
  });
  const stopTelling = tellChanges(log, async () => {
    const { parts, needed } = await condition();
    const { temporal: _told, ...others } = parts;
    return { parts: others, needed };
  });
  observeStore(store, systemClock);
  let isStopping = false;
  let rounds: readonly { stop(): Promise<void> }[] = [];
  const startRounds = () => {
    if (isStopping) return;
    const deps = { store, clock: systemClock, log };
    rounds = [
      startSweeper({ ...deps, waker: measuredWaker(waker, 'sweeper'), keeper: waker, probeKey, channels }),
      keepSchedules(client, log),
      startWebhookRelay({ ...deps, waker: measuredWaker(waker, 'relay') }),
    ];
  };
  // If the workers fail, `ended` says so.
  workers.working.then(startRounds, () => {});
  return {
    ended: workers.ended,
    condition,
    metrics,
    stop: async () => {
      isStopping = true;
      stopTelling();
      await Promise.all([...rounds.map((round) => round.stop()), workers.stop()]);
      await client.connection.close();
      await store.close();
    },
  };
}
