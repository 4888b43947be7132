import type { Webhook, WebhookFailure } from '../../contract/outgoing-webhooks.ts';
import { iso } from '../../contract/primitives.ts';
import type { WebhookDoc, WebhookEventDoc } from '../../store/mongo/documents.ts';
import type { Store } from '../../store/mongo/store.ts';
import { countEvents } from '../../store/webhooks/events.ts';

const isoOrNull = (time: number | null) => (time === null ? null : iso(time));

/** A webhook as the API shows it, never with its secret. */
export async function webhookView(store: Store, webhook: WebhookDoc): Promise<Webhook> {
  const { id, url, events, enabled, failingSince, disabledAt, missedAt, previousSecrets, createdAt, updatedAt } =
    webhook;
  const [waiting, failed] = await Promise.all([
    countEvents(store, webhook, 'waiting'),
    countEvents(store, webhook, 'failed'),
  ]);
  return {
    ...{ id, url, enabled, waiting, failed },
    events: [...events],
    state: enabled ? (failingSince === null ? 'ok' : 'failing') : 'disabled',
    failingSince: isoOrNull(failingSince),
    disabledBecauseFailing: disabledAt !== null,
    missedSince: isoOrNull(missedAt),
    previousSecrets: previousSecrets.length,
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  };
}

export function webhookFailureView(doc: WebhookEventDoc): WebhookFailure {
  const { id, event, conversationId, state, attempts, lastAttempt, nextAttemptAt, createdAt } = doc;
  return {
    ...{ id, event, conversationId, attempts },
    state: state === 'failed' ? 'failed' : 'retrying',
    lastAttempt: lastAttempt && { ...lastAttempt, at: iso(lastAttempt.at) },
    nextAttemptAt: state === 'failed' ? null : iso(nextAttemptAt),
    createdAt: iso(createdAt),
  };
}
