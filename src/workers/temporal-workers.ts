import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Activities } from '../activities/activities.ts';
import type { Config } from '../config.ts';
import {
  channelEventQueue,
  conversationQueue,
  deliveryPageQueue,
  deliveryQueue,
  directDeliveryQueue,
  inboundQueue,
  maxInDeliveryPage,
  webhookQueue,
} from '../contract/signals.ts';
import type { Tracing } from '../operating/open-telemetry.ts';
import { plainBundle, tracedBundle, tracingModules } from './bundles.ts';
import { withFailedAttempts } from './failed-attempts.ts';
import { withHeartbeats } from './heartbeats.ts';

export interface Workers {
  /** Resolves when all have ended, rejects when one fails. */
  readonly running: Promise<void>;
  /** Whether neither has failed or ended. One that failed may never settle `running`. */
  arePolling(): boolean;
  /** Accepts no more work and lets what runs end. */
  shutdown(): void;
}

export interface WorkersOptions {
  readonly connection: NativeConnection;
  readonly namespace?: string;
  /** The name under which Temporal knows these workers; the SDK's default if omitted. */
  readonly identity?: string;
  readonly activities: Activities;
  readonly config: Pick<Config, 'DELIVER_TIMEOUT_SECONDS' | 'MAX_MAILS_PER_SECOND'> &
    Partial<Pick<Config, 'WORKER_CACHED_CONVERSATIONS'>>;
  readonly tracing?: Tracing | null;
}

/** Each may be 30 MB and is whole in memory while it is read. */
const emailsReadAtATime = 3;
/** Each may wait for a file that is fetched. */
const conversationsOfChannelsAtATime = 20;
/** Each waits for a platform's answer, which takes ten seconds when the platform hangs. */
const directAtATime = 500;
/** Each sends ten emails side by side. */
const pagesAtATime = 4;
/** Each posts five events at a time, and gives others a turn after twenty seconds. */
const webhooksAtATime = 50;

/**
 * One worker for conversations (workflows and looks), two that send emails, one by one and by the page, on queues of
 * their own whose rates are limited over all workers, one that reads emails, a few at a time, one for what comes from
 * channels, and one that posts to webhooks, whose endpoints may be slow. On shutdown, emails that are being sent are finished: otherwise it would be unknown whether
 * they went out.
 */
export async function createWorkers({
  connection,
  namespace,
  identity,
  activities,
  config,
  tracing = null,
}: WorkersOptions): Promise<Workers> {
  const { DELIVER_TIMEOUT_SECONDS, MAX_MAILS_PER_SECOND, WORKER_CACHED_CONVERSATIONS: cached } = config;
  const activityInterceptors = tracing === null ? {} : { activity: [tracing.activityInterceptors] };
  const common: Pick<WorkerOptions, 'connection' | 'namespace' | 'identity' | 'shutdownGraceTime' | 'interceptors'> = {
    connection,
    shutdownGraceTime: `${DELIVER_TIMEOUT_SECONDS} seconds`,
    interceptors: activityInterceptors,
    ...(namespace === undefined ? {} : { namespace }),
    ...(identity === undefined ? {} : { identity }),
  };
  const {
    deliver: attempt,
    deliverPage,
    emailAgent,
    sendRestoreLink,
    processInbound,
    processEvents,
    postWebhook,
    ...others
  } = activities;
  const deliver = withFailedAttempts(attempt);
  const { interceptors, ...source } = workflowSource(tracing !== null);
  const conversations = await Worker.create({
    ...common,
    ...source,
    interceptors: { ...activityInterceptors, ...interceptors },
    taskQueue: conversationQueue,
    activities: others,
    ...(cached === undefined ? {} : { maxCachedWorkflows: cached }),
    ...(tracing === null ? {} : { sinks: tracing.sinks }),
  });
  const deliveries = await Worker.create({
    ...common,
    taskQueue: deliveryQueue,
    activities: { deliver, emailAgent, sendRestoreLink },
    maxTaskQueueActivitiesPerSecond: MAX_MAILS_PER_SECOND / 2,
  });
  const deliveryPages = await Worker.create({
    ...common,
    taskQueue: deliveryPageQueue,
    activities: { deliverPage: withHeartbeats(deliverPage) },
    maxConcurrentActivityTaskExecutions: pagesAtATime,
    maxTaskQueueActivitiesPerSecond: MAX_MAILS_PER_SECOND / 2 / maxInDeliveryPage,
  });
  const directDeliveries = await Worker.create({
    ...common,
    taskQueue: directDeliveryQueue,
    activities: { deliver },
    maxConcurrentActivityTaskExecutions: directAtATime,
  });
  const inbound = await Worker.create({
    ...common,
    taskQueue: inboundQueue,
    activities: { processInbound: withHeartbeats(processInbound) },
    maxConcurrentActivityTaskExecutions: emailsReadAtATime,
  });
  const channelEvents = await Worker.create({
    ...common,
    taskQueue: channelEventQueue,
    activities: { processEvents: withHeartbeats(processEvents) },
    maxConcurrentActivityTaskExecutions: conversationsOfChannelsAtATime,
  });
  const webhooks = await Worker.create({
    ...common,
    taskQueue: webhookQueue,
    activities: { postWebhook: withHeartbeats(postWebhook) },
    maxConcurrentActivityTaskExecutions: webhooksAtATime,
  });
  const workers = [conversations, deliveries, deliveryPages, directDeliveries, inbound, channelEvents, webhooks];
  const shutdown = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const running = allEnded(workers, shutdown);
  return { running, shutdown, arePolling: () => workers.every((worker) => worker.getState() === 'RUNNING') };
}

/** If one fails, the others are shut down; the failure is reported only once they have finished their emails. */
async function allEnded(workers: readonly Worker[], shutdown: () => void): Promise<void> {
  const ends = await Promise.allSettled(workers.map((worker) => worker.run().finally(shutdown)));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

export type WorkflowSource = Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath' | 'interceptors'>;

/**
 * The bundle that the build made; without one, the sources are bundled now, which takes some seconds. A bundle with
 * tracing contains Temporal's interceptors.
 */
export function workflowSource(isTraced: boolean): WorkflowSource {
  // Tests run this file from src/, but built files are always in dist/.
  const [extension, dist] = import.meta.url.endsWith('.ts') ? ['ts', '../../dist/'] : ['js', '../../'];
  const codePath = fileURLToPath(new URL(`${dist}${isTraced ? tracedBundle : plainBundle}`, import.meta.url));
  if (existsSync(codePath)) return { workflowBundle: { codePath } };
  const workflowsPath = fileURLToPath(new URL(`../workflows/index.${extension}`, import.meta.url));
  return { workflowsPath, ...(isTraced ? { interceptors: { workflowModules: tracingModules() } } : {}) };
}
