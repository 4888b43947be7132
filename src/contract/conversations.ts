import { z } from 'zod';
import { Author } from './authors.ts';
import { directChannelKinds } from './direct-channels.ts';
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
import { triggers } from './triggers.ts';

/** What is typed to find a visitor. */
export const VisitorSearch = text(1, 200);

const reasonNames = Object.keys(outcomeReasons) as [keyof typeof outcomeReasons, ...(keyof typeof outcomeReasons)[]];
/** The names of the outcome table's reasons. */
export const ReasonName = z.enum(reasonNames).meta({ id: 'Reason', description: 'The reason for a state.' });

const triggerNames = Object.keys(triggers) as [keyof typeof triggers, ...(keyof typeof triggers)[]];
export const TriggerName = z.enum(triggerNames).meta({
  id: 'Trigger',
  description:
    'What makes an email due: the visitor left, the visitor is inactive, all agents are offline, or an agent asked for it. Written: a message on Messenger or Instagram goes at once.',
});

export const ChannelKind = z.enum(['web', ...directChannelKinds]);

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
      .describe('fixed at creation; web if omitted'),
    visitor: z
      .strictObject({
        id: VisitorId.optional().describe('your ID for the visitor; fixed once given'),
        name: ifGood(PersonName).nullable().optional(),
        email: ifGood(EmailAddress).nullable().optional().describe('null removes it'),
        locale: ifGood(Locale).nullable().optional().describe('the language of their emails, such as fr-CA'),
        timeZone: ifGood(TimeZone)
          .nullable()
          .optional()
          .describe('for the times in their emails: an IANA name such as Europe/Paris'),
      })
      .optional()
      .describe('an invalid field other than id is ignored and reported in `ignored`'),
    page: ifGood(WebUrl)
      .nullable()
      .optional()
      .describe(
        'the page on which the visitor chats, an http or https URL (anything else is ignored and reported in `ignored`); emails link back to it if it is on brand.siteUrl or an allowed origin',
      ),
  })
  .meta({ id: 'PutConversation' });

export const PatchVisitor = z
  .strictObject({
    name: text(1, 200).nullable().optional(),
    email: EmailAddress.nullable().optional().describe('null removes it'),
    locale: Locale.nullable().optional().describe('the language of their emails'),
    timeZone: TimeZone.nullable().optional().describe('for the times in their emails'),
    source: z
      .enum(['contactForm', 'agent', 'identity'])
      .default('agent')
      .describe("who gave the address: the visitor in the form, an agent, or the site's own login"),
  })
  .meta({ id: 'PatchVisitor' });

/** What is unread is counted up to this. */
export const maxUnread = 99;

const Unread = z
  .int()
  .optional()
  .meta({
    maximum: maxUnread,
    description: `only in an agent's session: how many of the visitor's messages that agent has not read; ${maxUnread} stands for so many or more, and at least 1 for a conversation that they marked as unread`,
  });

export const PostRead = z
  .strictObject({ upTo: z.int().min(0).describe('the seq of the last message read') })
  .meta({ id: 'PostRead' });
export const ReadState = z
  .object({
    readUpTo: z.int().describe("the visitor, or in an agent's session that agent, has read up to this seq"),
    unread: Unread,
  })
  .meta({ id: 'ReadState' });

export const PutAssignee = z
  .strictObject({ agentId: Id.nullable().describe('null: nobody') })
  .meta({ id: 'PutAssignee' });

export const Forwarding = z
  .object({
    state: ForwardingState,
    dueAt: Timestamp.nullable().describe('when the next email is due if the visitor carries on as now'),
    trigger: TriggerName.nullable().describe('what makes the next email due'),
    reason: ReasonName.nullable().describe('why it is in this state'),
    parked: z
      .int()
      .optional()
      .describe('how many of its deliveries are parked, whatever the state; missing if none is'),
    answerUntil: Timestamp.optional().describe(
      'only on Messenger and Instagram, once the visitor has written: until when the platform lets an agent answer, counted from what they wrote last',
    ),
  })
  .meta({ id: 'Forwarding', description: 'The state of email forwarding.' });

export const PostForwarding = z
  .strictObject({
    action: z
      .enum(['sendNow', 'cancel'])
      .describe('sendNow emails the waiting replies at once; cancel keeps them out of this and all later emails'),
  })
  .meta({ id: 'PostForwarding' });

export const LastMessage = z
  .object({
    author: Author,
    kind: z.enum(['message', 'note']),
    preview: z.string().describe('its beginning as plain text on one line, or the names of its files'),
    at: Timestamp.describe('when it was written, according to the client'),
  })
  .meta({ id: 'LastMessage', description: 'The newest message that agents see and that is not deleted.' });

export const Conversation = z
  .object({
    id: Id,
    channel: z.object({
      kind: ChannelKind,
      pageId: z.string().nullable(),
      pageName: z
        .string()
        .optional()
        .describe(
          'only on Messenger and Instagram: what the connected page or account was called when the conversation began, if that was known',
        ),
      recipientId: z.string().nullable(),
    }),
    state: z.enum(['open', 'closed']),
    visitor: z.object({
      id: z.string().nullable(),
      name: z.string().nullable(),
      email: z.string().nullable(),
      emailSource: z.enum(['contactForm', 'agent', 'conversation', 'identity']).nullable(),
      emailVerified: z.boolean().describe('whether a signed identity gave the address'),
      suggestedEmail: z.string().nullable().describe('another address that the visitor wrote, for an agent to adopt'),
      locale: z.string().nullable(),
      timeZone: z.string().nullable(),
      username: z
        .string()
        .optional()
        .describe('only on Instagram, and not of all visitors: their profile is at instagram.com/{username}'),
      pictureUrl: z
        .string()
        .optional()
        .describe(
          'only on Messenger and Instagram, and not of all visitors: their picture there, a path of this API that needs no key and expires after a day at the earliest',
        ),
      presence: z.object({
        state: z.enum(['here', 'left']),
        activeAt: Timestamp,
        seenAt: Timestamp,
        leftAt: Timestamp.nullable().describe('null while they are here'),
      }),
    }),
    page: z.string().nullable(),
    cameBy: z
      .object({ source: z.string().nullable(), ref: z.string().nullable(), at: Timestamp })
      .optional()
      .describe(
        'only on Messenger and Instagram: the link or advertisement by which the visitor last came, as the channel names its source, and the parameter of the link',
      ),
    lastVisitorMessageAt: Timestamp.optional().describe(
      "only on Messenger and Instagram: when the visitor last wrote, by the channel's clock; replies are possible for a while after that",
    ),
    lastSeq: z.int().describe('the seq of the last message'),
    lastMessage: LastMessage.nullable().meta({ description: 'null while there is none' }),
    lastMessageAt: Timestamp.nullable().describe(
      'its place in lists: when the last message came, also if it has been deleted since; null while there was none',
    ),
    waitingSince: Timestamp.nullable().describe(
      'since when the visitor waits for an answer of an agent or a bot; null if they do not, and once the conversation is closed',
    ),
    unread: Unread,
    assignee: z.string().nullable().describe('the ID of the agent who takes care of it; null: nobody'),
    readUpTo: z.int().describe('the visitor has read up to this seq'),
    forwarding: Forwarding,
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Conversation' });
export type Conversation = z.infer<typeof Conversation>;

/** The answer to PUT: the conversation, and the ignored fields of the request. */
export const MergedConversation = Conversation.extend({ ignored: Ignored.optional() }).meta({
  id: 'MergedConversation',
});
export type MergedConversation = z.infer<typeof MergedConversation>;

export const ConversationPage = page(Conversation).meta({ id: 'ConversationPage' });

const YesOrNo = z.enum(['true', 'false']);

export const ConversationListQuery = PageQuery.extend({
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,140}$/, 'must be the nextCursor of a page')
    .optional()
    .describe('the nextCursor of the previous page, with the same sort'),
  state: z
    .enum(['open', 'closed', 'waiting', 'sending', 'unknown', 'parked'])
    .optional()
    .describe('open, closed, or the state of its forwarding; parked: all in which any delivery is parked'),
  assignee: Id.optional().describe(
    "the ID of an agent; `none`: nobody; `me`: the agent of the session, which needs the token of an agent's session",
  ),
  unanswered: YesOrNo.optional().describe('whether the visitor waits for an answer'),
  unread: YesOrNo.optional().describe(
    "whether anything is unread for the agent of the session; needs the token of an agent's session",
  ),
  visitorId: VisitorId.optional().describe('your ID for the visitor'),
  address: EmailAddress.optional().describe("the visitor's email address, in any spelling"),
  q: VisitorSearch.optional().describe(
    "what the visitor's address, one that they had before, a word of their name or their ID begins with, in any spelling",
  ),
  sort: z
    .enum(['lastMessage', 'waiting', 'created'])
    .default('lastMessage')
    .describe(
      'lastMessage and created: the newest first; waiting: only those in which the visitor waits, the longest first',
    ),
  empty: YesOrNo.default('false').describe(
    'whether conversations in which nothing was said yet are in the list as well',
  ),
});
export type ConversationListQuery = z.output<typeof ConversationListQuery>;
