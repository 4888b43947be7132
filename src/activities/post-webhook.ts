import type { WebhookDoc, WebhookEventDoc } from '../store/mongo/documents.ts';
import { sha256 } from '../store/mongo/ids.ts';
import { nextDueAt, noteRest, type PostEnd, recordPosts, takeDue } from '../store/webhooks/events.ts';
import { findWebhook, type WebhookRef } from '../store/webhooks/webhooks.ts';
import { postEvent } from '../webhooks/post.ts';
import type { ActivityDeps, WebhookPosting } from './deps.ts';

/** What the workflow does next. `more`: others get their turn first. `off`: there is no such webhook, or not any more. */
export type WebhookNext =
  | { readonly kind: 'idle' }
  | { readonly kind: 'more' }
  | { readonly kind: 'off' }
  | { readonly kind: 'sleep'; readonly at: number; readonly why: string };

/** A turn ends after this, so that a slow endpoint does not keep others from theirs. */
const turnMs = 20_000;
const requestsAtATime = 5;

/**
 * Posts what is due to a webhook, batch by batch. Each is posted at least once: it is deleted only after it was taken.
 * An endpoint that takes nothing rests longer and longer, and is then tried with one event.
 */
export async function postWebhook(deps: ActivityDeps, accountId: string, id: string): Promise<WebhookNext> {
  const { store, clock } = deps;
  const { webhooks } = deps;
  if (webhooks === undefined) throw new Error('this worker cannot post to webhooks');
  const startedAt = performance.now();
  while (performance.now() - startedAt < turnMs) {
    const webhook = await findWebhook(store, { accountId, id });
    if (webhook === null || !webhook.enabled) return { kind: 'off' };
    const now = await clock();
    if (webhook.restsUntil !== null && webhook.restsUntil > now) {
      await noteRest(store, webhook, webhook.restsUntil);
      return { kind: 'sleep', at: webhook.restsUntil, why: 'the endpoint took nothing, so it is tried again then' };
    }
    const due = await takeDue(store, webhook, now);
    if (due.length > 0) {
      await postBatch(deps, webhooks, webhook, due);
      continue;
    }
    const at = await nextDueAt(store, webhook);
    if (!(await noteRest(store, webhook, at))) continue;
    if (at === null) return { kind: 'idle' };
    if (at > now) return { kind: 'sleep', at, why: 'an event was not taken, so it is posted again then' };
  }
  return { kind: 'more' };
}

async function postBatch(
  { store, clock, log }: ActivityDeps,
  webhooks: WebhookPosting,
  webhook: WebhookDoc,
  due: readonly WebhookEventDoc[],
): Promise<void> {
  const data = await webhooks.dataOf(due);
  const ref: WebhookRef = webhook;
  let { agentsDigest } = webhook;
  const ends: PostEnd[] = [];
  const waiting = [...due];
  const post = async (event: WebhookEventDoc): Promise<PostEnd['end']> => {
    const says = data.get(event._id);
    if (says === undefined) return null;
    const digest = event.event === 'agents.updated' ? sha256(says) : null;
    if (digest !== null && digest === agentsDigest) return null;
    const at = await clock();
    const posted = await postEvent(
      {
        url: webhook.url,
        secrets: [webhook.secret, ...webhook.previousSecrets],
        eventId: event.id,
        body: bodyOf(event, says),
        now: at,
      },
      webhooks,
    );
    if (posted.ok && digest !== null) agentsDigest = digest;
    const { ok, status, error } = posted;
    return { ok, at, status, error, answer: mayKeepAnswerTo(event) ? posted.answer : null };
  };
  const takers = Array.from({ length: requestsAtATime }, async () => {
    for (let event = waiting.shift(); event !== undefined; event = waiting.shift())
      ends.push({ event, end: await post(event) });
  });
  await Promise.all(takers);
  const taken = ends.filter(({ end }) => end?.ok).length;
  const failed = ends.filter(({ end }) => end?.ok === false).length;
  log.info({ accountId: ref.accountId, webhookId: ref.id, taken, failed }, 'events were posted to a webhook');
  if (await recordPosts(store, webhook, { ends, agentsDigest, now: await clock() }))
    log.warn({ accountId: ref.accountId, webhookId: ref.id }, 'a webhook was disabled because it has failed for days');
}

/**
 * An endpoint may repeat what it was told, such as an address. What is kept of that is erased with the conversation, and
 * a delivery's events are not known to be of one.
 */
const mayKeepAnswerTo = ({ collection }: WebhookEventDoc) => collection !== 'deliveries';

/** @param data JSON */
export const bodyOf = (
  { id, event, accountId, createdAt }: Pick<WebhookEventDoc, 'id' | 'event' | 'accountId' | 'createdAt'>,
  data: string,
): string =>
  `{"id":${JSON.stringify(id)},"event":${JSON.stringify(event)},"accountId":${JSON.stringify(accountId)},"at":${JSON.stringify(new Date(createdAt).toISOString())},"data":${data}}`;
