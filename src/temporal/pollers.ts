import type { Client } from '@temporalio/client';
import { conversationQueue, deliveryQueue } from '../contract/signals.ts';

/** temporal.api.enums.v1.TaskQueueType */
const workflowTasks = 1;
const activityTasks = 2;
/** A worker asks again at least each minute; one that was killed stays listed for five. */
const heardOfWithinMs = 90_000;

const queues = [
  { name: conversationQueue, taskQueueType: workflowTasks },
  { name: deliveryQueue, taskQueueType: activityTasks },
];

export interface Pollers {
  readonly queue: string;
  /** Of the workers that ask it for work. */
  readonly identities: readonly string[];
}

/** Who asks each of our two queues for work. Throws Temporal's error, as for a namespace that is not there. */
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
