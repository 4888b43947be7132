import { z } from 'zod';
import { outcomeReasons } from './outcomes.ts';
import { EmailAddress, Id, Locale, PageQuery, page, Timestamp, TimeZone, text, WebUrl } from './primitives.ts';
import { triggers } from './triggers.ts';

const reasonNames = Object.keys(outcomeReasons) as [keyof typeof outcomeReasons, ...(keyof typeof outcomeReasons)[]];
/** Why something is as it is: the outcome table's names. */
export const ReasonName = z.enum(reasonNames).meta({ id: 'Reason' });

const triggerNames = Object.keys(triggers) as [keyof typeof triggers, ...(keyof typeof triggers)[]];
export const TriggerName = z.enum(triggerNames).meta({ id: 'Trigger' });

export const ChannelKind = z.enum(['web', 'messenger', 'instagram']);

export const ForwardingState = z.enum(['idle', 'waiting', 'sending', 'unknown', 'parked']);

const visitorFields = {
  name: text(1, 200).nullable().optional(),
  email: EmailAddress.nullable().optional(),
  locale: Locale.nullable().optional(),
  timeZone: TimeZone.nullable().optional(),
};

export const PutConversation = z
  .strictObject({
    channel: z
      .strictObject({
        kind: ChannelKind,
        pageId: text(1, 64).optional(),
        recipientId: text(1, 64).optional(),
      })
      .optional(),
    visitor: z.strictObject({ id: Id.optional(), ...visitorFields }).optional(),
    page: WebUrl.nullable().optional(),
  })
  .meta({ id: 'PutConversation' });

export const PatchVisitor = z
  .strictObject({ ...visitorFields, source: z.enum(['contactForm', 'agent', 'identity']).default('agent') })
  .meta({ id: 'PatchVisitor' });

export const PostPresence = z
  .strictObject({
    state: z.enum(['here', 'active', 'left']),
    at: Timestamp.optional(),
    tab: Id.default('default'),
  })
  .meta({ id: 'PostPresence' });

export const PostRead = z.strictObject({ upTo: z.int().min(0) }).meta({ id: 'PostRead' });
export const ReadState = z.object({ readUpTo: z.int() }).meta({ id: 'ReadState' });

export const Forwarding = z
  .object({
    state: ForwardingState,
    dueAt: Timestamp.nullable(),
    trigger: TriggerName.nullable(),
    reason: ReasonName.nullable(),
  })
  .meta({ id: 'Forwarding' });

export const Conversation = z
  .object({
    id: Id,
    channel: z.object({ kind: ChannelKind, pageId: z.string().nullable(), recipientId: z.string().nullable() }),
    state: z.enum(['open', 'closed']),
    visitor: z.object({
      id: z.string().nullable(),
      name: z.string().nullable(),
      email: z.string().nullable(),
      emailSource: z.enum(['contactForm', 'agent', 'conversation', 'identity']).nullable(),
      emailVerified: z.boolean(),
      suggestedEmail: z.string().nullable(),
      locale: z.string().nullable(),
      timeZone: z.string().nullable(),
      presence: z.object({
        state: z.enum(['here', 'left']),
        activeAt: Timestamp,
        seenAt: Timestamp,
        leftAt: Timestamp.nullable(),
      }),
    }),
    page: z.string().nullable(),
    lastSeq: z.int(),
    readUpTo: z.int(),
    forwarding: Forwarding,
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Conversation' });
export type Conversation = z.infer<typeof Conversation>;

export const ConversationPage = page(Conversation).meta({ id: 'ConversationPage' });

export const ConversationListQuery = PageQuery.extend({
  state: z.enum(['open', 'closed', 'waiting', 'sending', 'unknown', 'parked']).optional(),
  address: EmailAddress.optional(),
});
