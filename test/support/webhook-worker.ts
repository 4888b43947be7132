import type { ActivityDeps } from '../../src/activities/deps.ts';
import { postWebhook, type WebhookNext } from '../../src/activities/post-webhook.ts';
import { webhookData } from '../../src/api/events/webhook-data.ts';
import { changesAfter, presentToken } from '../../src/store/mongo/change-stream.ts';
import { noteEvents } from '../../src/store/webhooks/noting.ts';
import type { ApiInProcess } from './api-in-process.ts';

/** Does what a worker does for webhooks, when told to, without Temporal. */
export function webhookWorker({ store, clock, log, waker }: ApiInProcess) {
  const webhooks = {
    allowLoopback: true,
    dataOf: (events: Parameters<typeof webhookData>[1]) => webhookData({ store, clock }, events),
  };
  const deps = { store, clock, log, waker, webhooks } as Partial<ActivityDeps> as ActivityDeps;
  return {
    /** Notes all that has happened since a place in the order of changes; returns the place that it has come to. */
    note: async (from: string): Promise<string> => {
      const until = await presentToken(store);
      for await (const { changes, token } of changesAfter(store, from, null, new AbortController().signal)) {
        await noteEvents(store, changes, await clock());
        if (token >= until) return token;
      }
      throw new Error('the changes have ended');
    },
    post: (accountId: string, id: string): Promise<WebhookNext> => postWebhook(deps, accountId, id),
  };
}
