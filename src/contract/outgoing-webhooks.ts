import { z } from 'zod';
import { Id, page, Timestamp } from './primitives.ts';

/** What a webhook may be told: the events of the account's stream but for `typing` and `reset`. */
export const webhookEventNames = [
  'message.created',
  'message.updated',
  'message.deleted',
  'conversation.updated',
  'conversation.deleted',
  'delivery.updated',
  'agents.updated',
  'alert',
] as const;
export type WebhookEventName = (typeof webhookEventNames)[number];

const EventName = z.enum(webhookEventNames);

const WebhookUrl = z
  .url({ protocol: /^https?$/, error: 'must be an https URL' })
  .max(2_000, 'must have at most 2000 characters')
  .meta({ examples: ['https://acme.example/hooks/afterchat'] });

export const PutWebhook = z
  .strictObject({
    url: WebhookUrl.describe('an https address on the public internet, without a user name or password'),
    events: z.array(EventName).min(1, 'must name at least one event').max(webhookEventNames.length),
    enabled: z.boolean().optional().describe('true if omitted; nothing that happens while it is false is posted'),
  })
  .meta({ id: 'PutWebhook' });

const webhookFields = {
  id: Id,
  url: z.string(),
  events: z.array(EventName),
  enabled: z.boolean(),
  state: z
    .enum(['ok', 'failing', 'disabled'])
    .describe('failing: nothing has been taken since `failingSince`; disabled: nothing is posted'),
  failingSince: Timestamp.nullable(),
  disabledBecauseFailing: z.boolean().describe('whether it was disabled by itself, after it had failed for 3 days'),
  missedSince: Timestamp.nullable().describe(
    'since when events may be missing, because too many waited or none could be noted; null once the webhook is saved again',
  ),
  waiting: z.int().describe('how many events wait to be posted; counted up to 1,000'),
  failed: z.int().describe('how many events were given up and can be replayed; counted up to 1,000'),
  previousSecrets: z.int().describe('how many older secrets still sign as well'),
  createdAt: Timestamp,
  updatedAt: Timestamp,
};

export const Webhook = z.object(webhookFields).meta({ id: 'Webhook' });
export type Webhook = z.infer<typeof Webhook>;

export const CreatedWebhook = z
  .object({ ...webhookFields, secret: z.string().describe('what its requests are signed with, shown only this once') })
  .meta({ id: 'CreatedWebhook' });

export const WebhookList = z.object({ items: z.array(Webhook) }).meta({ id: 'WebhookList' });

export const RotatedWebhookSecret = z
  .object({
    secret: z.string().describe('the new secret, shown only this once'),
    previous: z.int().describe('how many older secrets sign as well until they are ended'),
  })
  .meta({ id: 'RotatedWebhookSecret' });

/** Why a post failed, where there was no answer; with one, its status says it. */
export const webhookErrors = {
  timeout: 'there was no answer within 10 seconds',
  notPublic: 'the address is not on the public internet, so nothing was sent',
  unreachable: 'no connection could be made, or it broke',
} as const;
export type WebhookError = keyof typeof webhookErrors;
const ErrorName = z.enum(Object.keys(webhookErrors) as [WebhookError, ...WebhookError[]]);

const answered = {
  status: z.int().nullable().describe('the status of the answer; null if there was none'),
  error: ErrorName.nullable().describe('what went wrong if there was no answer'),
  answer: z.string().nullable().describe('the beginning of the answer, at most 500 characters'),
};

export const WebhookTest = z
  .object({ ok: z.boolean().describe('whether the answer was a 2xx'), ...answered, milliseconds: z.int() })
  .meta({ id: 'WebhookTest' });

export const WebhookFailure = z
  .object({
    id: z.string().describe("the event's id, which the request had in Afterchat-Event-Id"),
    event: EventName,
    conversationId: Id.nullable(),
    state: z.enum(['retrying', 'failed']).describe('failed: given up after a day; replay it'),
    attempts: z.int(),
    lastAttempt: z.object({ at: Timestamp, ...answered }).nullable(),
    nextAttemptAt: Timestamp.nullable().describe('at the earliest; null if it was given up'),
    createdAt: Timestamp,
  })
  .meta({ id: 'WebhookFailure' });
export type WebhookFailure = z.infer<typeof WebhookFailure>;

export const WebhookFailurePage = page(WebhookFailure).meta({ id: 'WebhookFailurePage' });

export const PostWebhookReplay = z
  .strictObject({
    ids: z.array(z.string().min(1).max(64)).min(1).max(100).optional().describe('only these events'),
  })
  .meta({ id: 'PostWebhookReplay' });

export const WebhookReplayed = z
  .object({
    replayed: z.int().describe('how many events are posted again; at most 1,000 by one request'),
    left: z.int().describe('how many more there are; counted up to 1,000'),
  })
  .meta({ id: 'WebhookReplayed' });
