import { type Answer, part } from './json.ts';
import type { CallOptions } from './options.ts';
import type { Page } from './page.ts';
import type {
  CreatedWebhook,
  ListWebhookFailuresQuery,
  PostWebhookReplay,
  PutWebhook,
  RotatedWebhookSecret,
  Webhook,
  WebhookFailure,
  WebhookList,
  WebhookReplayed,
  WebhookTest,
} from './types.ts';

const pathOf = (id: string) => `/v1/webhooks/${part(id)}`;

export function webhooks(answer: Answer) {
  return {
    /** All of them, newest first. */
    list: (options?: CallOptions) => answer<WebhookList>('GET', '/v1/webhooks', options),
    get: (id: string, options?: CallOptions) => answer<Webhook>('GET', pathOf(id), options),
    /** Creates a webhook, whose secret is returned only then, or replaces one. */
    put: (id: string, body: PutWebhook, options: CallOptions = {}) =>
      answer<CreatedWebhook | Webhook>('PUT', pathOf(id), { ...options, body }),
    delete: async (id: string, options?: CallOptions): Promise<void> => {
      await answer<null>('DELETE', pathOf(id), options);
    },
    /** Rotates the secret; the new one is returned only this once. The request is never repeated by itself. */
    rotateSecret: (id: string, options: CallOptions = {}) =>
      answer<RotatedWebhookSecret>('POST', `${pathOf(id)}/secret/rotate`, { ...options, isRepeatable: false }),
    /** Ends the older secrets: from now on only the current one signs. */
    endPreviousSecrets: async (id: string, options?: CallOptions): Promise<void> => {
      await answer<null>('DELETE', `${pathOf(id)}/secret/previous`, options);
    },
    /** Posts a test event and tells what came of it. */
    test: (id: string, options: CallOptions = {}) =>
      answer<WebhookTest>('POST', `${pathOf(id)}/test`, { ...options, isRepeatable: false }),
    /** Events that were not taken, newest first. */
    failures: (id: string, query?: ListWebhookFailuresQuery, options: CallOptions = {}) =>
      answer<Page<WebhookFailure>>('GET', `${pathOf(id)}/failures`, { ...options, query }),
    /** Posts again what was given up. */
    replay: (id: string, body: PostWebhookReplay = {}, options: CallOptions = {}) =>
      answer<WebhookReplayed>('POST', `${pathOf(id)}/replay`, { ...options, body }),
  };
}
