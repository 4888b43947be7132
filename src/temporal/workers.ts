import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Activities } from '../activities/activities.ts';
import type { Config } from '../config.ts';
import { conversationQueue, deliveryQueue } from '../workflows/signals.ts';

export interface Workers {
  /** Resolves when both have ended, rejects when one fails. */
  readonly running: Promise<void>;
  /** Takes no more work and lets what runs end. */
  shutdown(): void;
}

export interface WorkersOptions {
  readonly connection: NativeConnection;
  readonly namespace?: string;
  readonly activities: Activities;
  readonly config: Pick<Config, 'DELIVER_TIMEOUT_SECONDS' | 'MAX_MAILS_PER_SECOND'>;
}

/**
 * One worker for conversations (workflows and looks) and one that sends, on a queue of its own whose rate is capped over
 * all workers. A deploy lets a mail being sent end: otherwise nobody would know whether it went out.
 */
export async function createWorkers({ connection, namespace, activities, config }: WorkersOptions): Promise<Workers> {
  const { DELIVER_TIMEOUT_SECONDS, MAX_MAILS_PER_SECOND } = config;
  const common: Pick<WorkerOptions, 'connection' | 'namespace' | 'shutdownGraceTime'> = {
    connection,
    shutdownGraceTime: `${DELIVER_TIMEOUT_SECONDS} seconds`,
    ...(namespace === undefined ? {} : { namespace }),
  };
  const { deliver, ...others } = activities;
  const conversations = await Worker.create({
    ...common,
    ...workflowSource(),
    taskQueue: conversationQueue,
    activities: others,
  });
  const deliveries = await Worker.create({
    ...common,
    taskQueue: deliveryQueue,
    activities: { deliver },
    maxTaskQueueActivitiesPerSecond: MAX_MAILS_PER_SECOND,
  });
  const workers = [conversations, deliveries];
  const shutdown = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const running = Promise.all(
    workers.map(async (worker) => {
      try {
        await worker.run();
      } finally {
        shutdown();
      }
    }),
  ).then(() => {});
  return { running, shutdown };
}

/** The bundle that the build made, or the sources, bundled now. */
function workflowSource(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  const codePath = fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url));
  if (existsSync(codePath)) return { workflowBundle: { codePath } };
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return { workflowsPath: fileURLToPath(new URL(`../workflows/index.${extension}`, import.meta.url)) };
}
