import { z } from 'zod';
import { ReasonName, TriggerName } from './conversations.ts';
import { outcomeReasons, type ParkedReason } from './outcomes.ts';
import { Id, PageQuery, page, Timestamp } from './primitives.ts';

export const DeliveryStatusName = z.enum([
  'claimed',
  'sending',
  'accepted',
  'deferred',
  'delivered',
  'bounced',
  'dropped',
  'parked',
  'superseded',
  'withdrawn',
]);

/** A mail as it was last handed to the provider. */
const SentMail = z.object({
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  messageId: z.string(),
  text: z.string(),
  html: z.string(),
});

export const Delivery = z
  .object({
    id: Id,
    conversationId: Id,
    channel: z.enum(['email']),
    to: z.string().nullable(),
    status: DeliveryStatusName,
    reason: ReasonName.nullable(),
    trigger: TriggerName,
    newsSeqs: z.array(z.int()),
    attempts: z.array(
      z.object({
        at: Timestamp,
        end: z.enum(['accepted', 'refused', 'rejected', 'unknown']).nullable(),
        result: z.string().nullable(),
      }),
    ),
    nextAttemptAt: Timestamp.nullable(),
    reports: z.array(z.object({ event: z.string(), at: Timestamp })),
    supersededBy: z.string().nullable(),
    mail: SentMail.nullable().optional().meta({ description: 'only where one delivery is asked for' }),
    createdAt: Timestamp,
    acceptedAt: Timestamp.nullable(),
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.infer<typeof Delivery>;

export const DeliveryPage = page(Delivery).meta({ id: 'DeliveryPage' });

const parkedReasons = Object.keys(outcomeReasons).filter(
  (reason) => outcomeReasons[reason as keyof typeof outcomeReasons].state === 'parked',
) as [ParkedReason, ...ParkedReason[]];

export const DeliveryListQuery = PageQuery.extend({
  status: DeliveryStatusName.optional(),
  reason: z.enum(parkedReasons).optional(),
  conversation: Id.optional(),
  since: Timestamp.optional(),
  until: Timestamp.optional(),
});

export const ReplayRequest = z.strictObject({ evenIfRead: z.boolean().default(false) }).meta({ id: 'ReplayRequest' });
