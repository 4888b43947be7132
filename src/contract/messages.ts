import { z } from 'zod';
import { ReasonName } from './conversations.ts';
import { outcomeStates } from './outcomes.ts';
import { Id, Timestamp, text, visibleText, wholeNumber } from './primitives.ts';
import { SentAt } from './sent-at.ts';

const stateNames = Object.keys(outcomeStates) as [keyof typeof outcomeStates, ...(keyof typeof outcomeStates)[]];

const AuthorKind = z.enum(['visitor', 'agent', 'bot']);

export const MessageText = visibleText(10_000).meta({ examples: ['The parcel ships tomorrow.'] });

export const PostMessage = z
  .strictObject({
    id: Id.describe('chosen by the caller; unique in the conversation'),
    author: z.strictObject({
      kind: AuthorKind,
      id: Id.nullable().optional().describe('need not be registered'),
      name: text(1, 200).nullable().optional(),
    }),
    text: MessageText,
    at: Timestamp.optional().describe(
      'when it was written, if not now; over 24 hours ago is history, which is never mailed as news (in a conversation that is under way only with `sentAt`: without, it is a slow clock)',
    ),
    sentAt: SentAt,
    readUpTo: z.int().min(0).optional().describe('the visitor who writes this has read up to this seq'),
    tab: Id.optional().describe("the tab that a visitor's message was written in, if their page sends heartbeats"),
  })
  .refine(({ author, tab }) => author.kind === 'visitor' || tab === undefined, {
    path: ['tab'],
    error: "is taken with a visitor's message only: agents and bots have none",
  })
  .refine(({ author, readUpTo }) => author.kind === 'visitor' || readUpTo === undefined, {
    path: ['readUpTo'],
    error: "is taken with a visitor's message only: nobody else reads for them",
  })
  .meta({ id: 'PostMessage' });

export const PatchMessage = z.strictObject({ text: MessageText }).meta({ id: 'PatchMessage' });

/** What became of an agent's message, and why (design R10). */
export const Outcome = z
  .object({
    state: z.enum(stateNames),
    reason: ReasonName.nullable(),
    until: Timestamp.nullable().describe('how long it waits, where that is known'),
    deliveryId: z.string().nullable(),
  })
  .meta({ id: 'Outcome', description: "What became of an agent's message, and why." });

export const Message = z
  .object({
    id: Id.describe('unique in its conversation'),
    conversationId: Id,
    seq: z.int().nullable().describe('its place in the order; null while held'),
    state: z.enum(['sent', 'held', 'deleted']),
    heldFor: z.enum(['contactForm']).optional().describe('only on held messages: what they wait for'),
    author: z.object({ kind: AuthorKind, id: z.string().nullable(), name: z.string().nullable() }),
    text: z.string(),
    via: z.enum(['widget', 'api', 'email', 'messenger', 'instagram']),
    at: Timestamp.describe('when it was written, by the client'),
    receivedAt: Timestamp.describe('when it arrived here'),
    editedAt: Timestamp.nullable(),
    deletedAt: Timestamp.nullable(),
    readAt: Timestamp.nullable(),
    readVia: z.enum(['widget', 'email', 'channel']).nullable(),
    flags: z.array(z.string()),
    attachments: z.array(z.unknown()),
    forwardedTo: z
      .array(
        z.object({
          address: z.string(),
          at: Timestamp,
          deliveryId: z.string(),
          status: z.string(),
          reason: z.string().nullable().describe('why it did not arrive, as the provider said it'),
        }),
      )
      .describe('the mails that carried it as news'),
    outcome: Outcome.optional().describe("only on agents' messages, and not in the visitor's view"),
  })
  .meta({ id: 'Message' });
export type Message = z.infer<typeof Message>;

export const MessagePage = z
  .object({
    items: z.array(Message),
    nextCursor: z.string().nullable().describe('for the next page; null on the last one'),
  })
  .meta({ id: 'MessagePage' });

export const MessageListQuery = z.object({
  after: wholeNumber(0).prefault(0).describe('only messages after this seq'),
  view: z.enum(['agent', 'visitor']).default('agent').describe('as whom to look'),
  cursor: z
    .string()
    .regex(/^\d{1,16}$/, "must be a page's nextCursor")
    .transform(Number)
    .optional()
    .describe('the nextCursor of the page before'),
  limit: wholeNumber(1, 200).prefault(50).describe('the most items to answer'),
});
