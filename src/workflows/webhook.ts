import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/activities.ts';
import type { WebhookNext } from '../activities/post-webhook.ts';
import { webhookQueue } from '../contract/signals.ts';

const { postWebhook } = proxyActivities<Pick<Activities, 'postWebhook'>>({
  taskQueue: webhookQueue,
  startToCloseTimeout: '3 minutes',
  // Of a worker that died: others' events must not wait for those minutes.
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

const shortestSleepMs = 250;

/** Posts an account's events to one endpoint. It knows the webhook's id only; what waits is in MongoDB. */
export async function webhook(accountId: string, webhookId: string): Promise<void> {
  let isWoken = false;
  setHandler(defineSignal('eventsNoted'), () => {
    isWoken = true;
  });
  for (;;) {
    isWoken = false;
    const next = await postWebhook(accountId, webhookId);
    setCurrentDetails(describeNext(next));
    if (next.kind === 'off' && !isWoken) return;
    if (next.kind === 'idle') await condition(() => isWoken);
    if (next.kind === 'sleep')
      await condition(() => isWoken, Math.max(next.at - Date.now(), shortestSleepMs), { summary: next.why });
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof webhook>(accountId, webhookId);
  }
}

/** What a person reads in Temporal UI. */
function describeNext(next: WebhookNext): string {
  switch (next.kind) {
    case 'idle':
      return 'Waiting for an event: everything was posted.';
    case 'more':
      return 'Posting events.';
    case 'off':
      return 'Done: the webhook is disabled or deleted.';
    case 'sleep':
      return `Waiting until ${new Date(next.at).toISOString()}: ${next.why}.`;
    default:
      return next satisfies never;
  }
}
