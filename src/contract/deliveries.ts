import { z } from 'zod';
import { ReasonName, TriggerName, VisitorSearch } from './conversations.ts';
import { directChannelKinds } from './direct-channels.ts';
import { outcomeReasons, type ParkedReason } from './outcomes.ts';
import { EmailAddress, Id, PageQuery, page, Timestamp } from './primitives.ts';
import { withdrawalNames, withdrawalReasons } from './withdrawals.ts';

export const DeliveryStatusName = z.enum([
  'claimed',
  'sending',
  'unknown',
  'accepted',
  'deferred',
  'delivered',
  'bounced',
  'dropped',
  'parked',
  'superseded',
  'withdrawn',
  'dismissed',
]);

export const DeliveryChannelName = z.enum(['email', ...directChannelKinds]);

/** An email as it was last handed to the provider. */
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
    channel: DeliveryChannelName,
    to: z.string().nullable().describe("the address, or the visitor's id on their channel; null until it is composed"),
    status: DeliveryStatusName,
    reason: ReasonName.nullable().describe('why it is parked, or what holds it back before its next attempt'),
    trigger: TriggerName,
    newsSeqs: z.array(z.int()).describe('the seqs of the messages that it carries as news'),
    attempts: z.array(
      z.object({
        at: Timestamp,
        end: z.enum(['accepted', 'refused', 'rejected', 'unknown']).nullable(),
        result: z.string().nullable().describe('what the provider answered, or what went wrong'),
        part: z.int().optional().describe('the part that it was at, counted from 1; missing for emails'),
      }),
    ),
    parts: z
      .array(
        z.object({
          kind: z.enum(['text', 'attachment']),
          acceptedAt: Timestamp.nullable().describe('when the platform accepted it; null before'),
          text: z.string().optional().describe('only when a single delivery is requested, and only of texts'),
        }),
      )
      .optional()
      .describe(
        'what a message on Messenger or Instagram is sent as, in order, each by attempts of its own; missing for emails, and before the first attempt',
      ),
    nextAttemptAt: Timestamp.nullable().describe('the earliest time of the next attempt, if there is to be one'),
    reportAwaitedUntil: Timestamp.nullable()
      .optional()
      .describe(
        'only when a single delivery is requested: until when its report is awaited, if its outcome is unknown; otherwise null',
      ),
    reports: z
      .array(
        z.object({
          event: z
            .string()
            .describe(
              "SendGrid's name for it; blocked is a bounce that is not about the address; mayHaveBounced and mayBeBlocked concern this email or another one to the same address",
            ),
          at: Timestamp,
          attempt: z
            .int()
            .nullable()
            .describe('the attempt that it belongs to, if known; a repeated email has the number of its first attempt'),
          detail: z.string().nullable().describe("in the provider's or the receiving server's words"),
        }),
      )
      .describe('what the provider reported about the email, in the order in which it happened'),
    mayHaveBounced: z
      .boolean()
      .describe('whether a late bounce arrived that concerns this email or another one to the same address'),
    replayAskedAt: Timestamp.nullable().describe(
      'when somebody asked to send it after all; null again once it is sent, parked again or replaced by a new email',
    ),
    dismissed: z
      .object({ at: Timestamp, reason: z.string() })
      .nullable()
      .describe('when a person dismissed it for good, and why; null if nobody did'),
    withdrawn: z
      .object({
        at: Timestamp,
        reason: z.enum(withdrawalNames).describe(
          Object.entries(withdrawalReasons)
            .map(([name, words]) => `${name}: ${words}`)
            .join('; '),
        ),
      })
      .nullable()
      .describe(
        'when it was withdrawn before it was sent, and why; null if it was not, and of those withdrawn before this was kept',
      ),
    supersededBy: z.string().nullable().describe('the delivery that took over its news'),
    mail: SentMail.nullable()
      .optional()
      .describe(
        'only when a single delivery is requested; null before the first attempt, and once its text has been removed',
      ),
    mailRemovedAt: Timestamp.nullable().describe(
      'when the text of the email was removed, because the setting `retention.sentMailDays` says so or its conversation was erased; null if it was not',
    ),
    createdAt: Timestamp,
    acceptedAt: Timestamp.nullable(),
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.infer<typeof Delivery>;

/** The email as it was sent, as a page that runs nothing. */
export const DeliveryHtml = z.string().meta({ id: 'DeliveryHtml' });

export const DeliveryPage = page(Delivery).meta({ id: 'DeliveryPage' });

export const parkedReasons = Object.keys(outcomeReasons).filter(
  (reason) => outcomeReasons[reason as keyof typeof outcomeReasons].state === 'parked',
) as [ParkedReason, ...ParkedReason[]];

export const DeliveryListQuery = PageQuery.extend({
  status: DeliveryStatusName.optional().describe('only those with this status'),
  reason: z.enum(parkedReasons).optional().describe('only those parked for this reason'),
  conversation: Id.optional().describe('only those of one conversation'),
  address: EmailAddress.optional().describe('only those to this address, in any spelling'),
  q: VisitorSearch.optional().describe(
    'only those of conversations whose visitor this finds, as in the list of conversations; what finds more than 1,000 is refused',
  ),
  since: Timestamp.optional().describe('created at or after this time'),
  until: Timestamp.optional().describe('created before this time'),
});

export const DismissRequest = z
  .strictObject({
    reason: z.string().trim().min(1).max(500).describe('why it needs no more action, in words'),
  })
  .meta({ id: 'DismissRequest' });

export const ReplayRequest = z
  .strictObject({
    evenIfRead: z.boolean().default(false).describe('also send what the visitor has read in the meantime'),
  })
  .meta({ id: 'ReplayRequest' });
