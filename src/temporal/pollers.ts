import type { Client } from '@temporalio/client';
import {
  channelEventQueue,
  conversationQueue,
  deliveryPageQueue,
  deliveryQueue,
  directDeliveryQueue,
  inboundQueue,
  webhookQueue,
} from '../contract/signals.ts';

/** temporal.api.enums.v1.TaskQueueType */
const workflowTasks = 1;
const activityTasks = 2;
/** A worker polls at least once a minute; one that was killed stays listed for five minutes. */
const heardOfWithinMs = 90_000;

const queues = [
  { name: conversationQueue, taskQueueType: workflowTasks },
  { name: deliveryQueue, taskQueueType: activityTasks },
  { name: deliveryPageQueue, taskQueueType: activityTasks },
  { name: directDeliveryQueue, taskQueueType: activityTasks },
  { name: inboundQueue, taskQueueType: activityTasks },
  { name: webhookQueue, taskQueueType: activityTasks },
  { name: channelEventQueue, taskQueueType: activityTasks },
];

export interface Pollers {
  readonly queue: string;
  /** The identities of the workers that poll it. */
  readonly identities: readonly string[];
}

/** Which workers poll each of our queues. Throws Temporal's error, for example if the namespace does not exist. */
export async function pollersOfQueues(client: Client): Promise<readonly Pollers[]> {
  const isThere = (seconds: unknown) => Number(seconds ?? 0) * 1_000 > Date.now() - heardOfWithinMs;
  return Promise.all(
    queues.map(async ({ name, taskQueueType }) => {
      const { pollers } = await client.workflowService.describeTaskQueue({
        namespace: client.options.namespace,
        taskQueue: { name },
        taskQueueType,
      });
      const there = (pollers ?? []).filter(({ lastAccessTime }) => isThere(lastAccessTime?.seconds));
      return { queue: name, identities: there.map(({ identity }) => identity ?? '') };
    }),
  );
}
