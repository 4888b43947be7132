import { NativeConnection, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities } from './activities/activities.ts';
import type { Config } from './config.ts';
import { keyProbe, sendGrid } from './mail/sendgrid.ts';
import { measuredActivities, measuredSender, measuredWaker } from './operating/measured.ts';
import { observeStore } from './operating/store-gauges.ts';
import type { Tracing } from './operating/tracing.ts';
import type { Process } from './process.ts';
import { systemClock } from './store/clock.ts';
import { connectStore } from './store/store.ts';
import { startSweeper } from './sweeper.ts';
import { temporalAddress, temporalClient } from './temporal/connect.ts';
import { temporalLogger } from './temporal/logger.ts';
import { registerSearchAttributes, SearchAttributeTypeError } from './temporal/search-attributes.ts';
import { temporalWaker } from './temporal/waker.ts';
import { createWorkers } from './temporal/workers.ts';

/** Starts the worker and the sweeper; waits for a Temporal that is away. */
export async function startWorker(config: Config, log: Logger, tracing: Tracing | null): Promise<Process> {
  Runtime.install({ shutdownSignals: [], logger: temporalLogger(log) });
  const client = temporalClient(config, tracing?.clientInterceptors);
  const connection = await persistently(log, 'Temporal', () => NativeConnection.connect(temporalAddress(config)));
  await persistently(log, "Temporal's search attributes", () => registerSearchAttributes(client));
  const store = connectStore(config.MONGODB_URI, config.MONGODB_DATABASE);
  const waker = temporalWaker(client);
  const sendTimeoutMs = config.SENDGRID_TIMEOUT_SECONDS * 1_000;
  const probeEveryMs = config.SENDGRID_PROBE_SECONDS * 1_000;
  const provider = { apiKey: config.SENDGRID_API_KEY, baseUrl: config.SENDGRID_BASE_URL, timeoutMs: sendTimeoutMs };
  const sender = sendGrid(provider);
  const activities = createActivities({
    store,
    waker: measuredWaker(waker, 'fanOut'),
    log,
    clock: systemClock,
    sendTimeoutMs,
    probeEveryMs,
    deliverTimeoutMs: config.DELIVER_TIMEOUT_SECONDS * 1_000,
    publicUrl: config.PUBLIC_URL,
    sender: measuredSender(tracing === null ? sender : tracing.sender(sender)),
  });
  const workers = await createWorkers({
    connection,
    namespace: config.TEMPORAL_NAMESPACE,
    activities: measuredActivities(activities),
    config,
    tracing,
  });
  observeStore(store, systemClock);
  const sweeper = startSweeper({
    store,
    waker: measuredWaker(waker, 'sweeper'),
    clock: systemClock,
    log,
    probeKey: keyProbe(provider),
  });
  return {
    ended: workers.running,
    stop: async () => {
      await sweeper.stop();
      workers.shutdown();
      await workers.running.catch(() => {});
      await connection.close();
      await client.connection.close();
      await store.close();
    },
  };
}

/** Tries every second until it works, saying so; what only an operator can mend ends the process instead. */
async function persistently<T>(log: Logger, what: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof SearchAttributeTypeError) throw error;
      log.warn({ err: error }, `waiting for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}
