import { z } from 'zod';
import { Ignored, ifGood } from './ignored.ts';
import { outcomeReasons } from './outcomes.ts';
import {
  EmailAddress,
  Id,
  Locale,
  PageQuery,
  PersonName,
  page,
  Timestamp,
  TimeZone,
  text,
  VisitorId,
  WebUrl,
} from './primitives.ts';
import { SentAt } from './sent-at.ts';
import { triggers } from './triggers.ts';

const reasonNames = Object.keys(outcomeReasons) as [keyof typeof outcomeReasons, ...(keyof typeof outcomeReasons)[]];
/** Why something is as it is: the outcome table's names. */
export const ReasonName = z.enum(reasonNames).meta({ id: 'Reason', description: 'Why something is as it is.' });

const triggerNames = Object.keys(triggers) as [keyof typeof triggers, ...(keyof typeof triggers)[]];
export const TriggerName = z.enum(triggerNames).meta({
  id: 'Trigger',
  description: 'What makes a mail due: the visitor left, is inactive, all agents are offline, or an agent asked.',
});

export const ChannelKind = z.enum(['web', 'messenger', 'instagram']);

export const ForwardingState = z.enum(['idle', 'waiting', 'sending', 'unknown', 'parked']);

export const PutConversation = z
  .strictObject({
    channel: z
      .strictObject({
        kind: ChannelKind,
        pageId: text(1, 64).optional(),
        recipientId: text(1, 64).optional(),
      })
      .optional()
      .describe('fixed at creation; web if left out'),
    visitor: z
      .strictObject({
        id: VisitorId.optional().describe('yours, fixed once given'),
        name: ifGood(PersonName).nullable().optional(),
        email: ifGood(EmailAddress).nullable().optional().describe('null takes it back'),
        locale: ifGood(Locale).nullable().optional().describe('the language of their mails, such as fr-CA'),
        timeZone: ifGood(TimeZone)
          .nullable()
          .optional()
          .describe('for the times in their mails: an IANA name such as Europe/Paris'),
      })
      .optional()
      .describe('what is odd of it, but for the id, is left out and told as `ignored`'),
    page: ifGood(WebUrl)
      .nullable()
      .optional()
      .describe(
        'where the visitor chats, an http or https address (anything else is left out and told as `ignored`); the mail leads back there if it is on brand.siteUrl or an allowed origin',
      ),
  })
  .meta({ id: 'PutConversation' });

export const PatchVisitor = z
  .strictObject({
    name: text(1, 200).nullable().optional(),
    email: EmailAddress.nullable().optional().describe('null takes it back'),
    locale: Locale.nullable().optional().describe('the language of their mails'),
    timeZone: TimeZone.nullable().optional().describe('for the times in their mails'),
    source: z
      .enum(['contactForm', 'agent', 'identity'])
      .default('agent')
      .describe("who gave the address: the visitor in the form, an agent, or the site's own login"),
  })
  .meta({ id: 'PatchVisitor' });

export const PostPresence = z
  .strictObject({
    state: z.enum(['here', 'active', 'left']),
    at: Timestamp.optional().describe('when it happened, if not now'),
    sentAt: SentAt,
    tab: Id.default('default').describe("which of the visitor's tabs; they have left when all have"),
  })
  .meta({ id: 'PostPresence' });

export const PostRead = z
  .strictObject({ upTo: z.int().min(0).describe('the seq of the last message read') })
  .meta({ id: 'PostRead' });
export const ReadState = z.object({ readUpTo: z.int() }).meta({ id: 'ReadState' });

export const Forwarding = z
  .object({
    state: ForwardingState,
    dueAt: Timestamp.nullable().describe('when the next mail is due if the visitor goes on as now'),
    trigger: TriggerName.nullable(),
    reason: ReasonName.nullable(),
  })
  .meta({ id: 'Forwarding', description: 'Where forwarding to email stands.' });

export const PostForwarding = z
  .strictObject({
    action: z
      .enum(['sendNow', 'cancel'])
      .describe('send what waits at once, or mail it no more: it is shown in no later mail either'),
  })
  .meta({ id: 'PostForwarding' });

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
      emailVerified: z.boolean().describe("by signed identity, a reply from it, or use of a mail's link"),
      suggestedEmail: z
        .string()
        .nullable()
        .describe('another address that the visitor wrote; an agent may take it over'),
      locale: z.string().nullable(),
      timeZone: z.string().nullable(),
      presence: z.object({
        state: z.enum(['here', 'left']),
        activeAt: Timestamp,
        seenAt: Timestamp,
        leftAt: Timestamp.nullable().describe('null while they are here'),
      }),
    }),
    page: z.string().nullable(),
    lastSeq: z.int().describe('the seq of the last message'),
    readUpTo: z.int().describe('the visitor has read up to this seq'),
    forwarding: Forwarding,
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Conversation' });
export type Conversation = z.infer<typeof Conversation>;

/** What PUT answers: the conversation, and what of the request was left out. */
export const MergedConversation = Conversation.extend({ ignored: Ignored.optional() }).meta({
  id: 'MergedConversation',
});
export type MergedConversation = z.infer<typeof MergedConversation>;

export const ConversationPage = page(Conversation).meta({ id: 'ConversationPage' });

export const ConversationListQuery = PageQuery.extend({
  state: z
    .enum(['open', 'closed', 'waiting', 'sending', 'unknown', 'parked'])
    .optional()
    .describe('open, closed, or where its forwarding stands'),
  address: EmailAddress.optional().describe("the visitor's email address, however it is spelt"),
});
