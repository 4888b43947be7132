import { z } from 'zod';
import { Attachment, AttachmentIds } from './attachments.ts';
import { Author, AuthorKind } from './authors.ts';
import { ReasonName } from './conversations.ts';
import { DeliveryChannelName } from './deliveries.ts';
import { fault } from './faults.ts';
import { outcomeStates } from './outcomes.ts';
import { Id, Timestamp, text, visibleText, wholeNumber } from './primitives.ts';
import { SentAt } from './sent-at.ts';

const stateNames = Object.keys(outcomeStates) as [keyof typeof outcomeStates, ...(keyof typeof outcomeStates)[]];

/** What an agent should know of a message that came by email or on a channel. */
export const messageFlags = {
  otherSender: "it is not from the visitor's address",
  unverifiedSender: 'nothing vouches for its sender: neither DKIM nor SPF passes for the domain that it is from',
  shortened: 'it was too long; the email has all of it',
  attachmentsLeftOut: 'it had more files, or larger ones, than a message may have',
  filesNotFetched: 'the channel did not hand over all of its files',
  storyReply: 'it answers a story',
  storyMention: 'it mentions the account in a story',
  unsupported: 'it is of a kind that the channel does not pass on',
} as const;
export type MessageFlag = keyof typeof messageFlags;
const flagNames = Object.keys(messageFlags) as [MessageFlag, ...MessageFlag[]];
const flagWords = flagNames.map((flag) => `${flag}: ${messageFlags[flag]}`);

/** What an agent wants to happen to a reply (design section 8). */
export const ReplyForwarding = z.enum(['auto', 'now', 'never']);
export type ReplyForwarding = z.infer<typeof ReplyForwarding>;

/** The longest text of a message, in characters. */
export const messageLength = 10_000;

export const MessageText = visibleText(messageLength).meta({ examples: ['The parcel ships tomorrow.'] });

/** Of a new message: one with files needs no text. */
export const TextBesideFiles = visibleText(messageLength, 0)
  .optional()
  .meta({ examples: ['The parcel ships tomorrow.'], description: 'required unless there are attachments' });

/** What is wrong with a message in which there is nothing. */
export function assertNotEmpty(
  message: { readonly text?: string | undefined; readonly attachments?: readonly string[] | undefined },
  context: z.core.$RefinementCtx,
): void {
  const { text = null, attachments = [] } = message;
  if (attachments.length > 0 || (text !== null && text !== '')) return;
  const sentence = text === null ? 'is missing' : 'must have at least 1 character';
  context.addIssue({
    ...{ code: 'custom', path: ['text'], message: sentence },
    params: fault(text === null ? 'missing' : 'empty'),
  });
}

/** A note is for agents alone (design section 8). */
export const MessageKind = z.enum(['message', 'note']);

export const PostMessage = z
  .strictObject({
    kind: MessageKind.optional().describe(
      "a note is for agents alone: visitors never see it, no email shows it, and nothing waits for it; only with an agent's author. message if omitted",
    ),
    id: Id.describe('chosen by the caller; unique in the conversation'),
    author: z.strictObject({
      kind: AuthorKind,
      id: Id.nullable().optional().describe('does not have to be a registered agent'),
      name: text(1, 200).nullable().optional(),
    }),
    text: TextBesideFiles,
    attachments: AttachmentIds,
    at: Timestamp.optional().describe(
      'when it was written, if not now; more than 24 hours ago makes it history, which is never emailed as news (in an existing conversation only with `sentAt`; without it, the clock is assumed to be slow)',
    ),
    sentAt: SentAt,
    forwarding: ReplyForwarding.optional().describe(
      "only with an agent's message: auto follows the rules; now emails it at once, as sendNow does, or as soon as what holds it back has ended (its outcome says what that is); never keeps it in the chat, where later emails show it as context. auto if omitted",
    ),
    readUpTo: z.int().min(0).optional().describe('the visitor who writes this has read up to this seq'),
    tab: Id.optional().describe("the tab in which a visitor's message was written, if their page sends heartbeats"),
  })
  .refine(({ author, tab }) => author.kind === 'visitor' || tab === undefined, {
    path: ['tab'],
    error: "is allowed only with a visitor's message",
    params: fault('not-allowed'),
  })
  .refine(({ author, kind }) => author.kind === 'agent' || kind !== 'note', {
    path: ['kind'],
    error: 'must be message, unless an agent writes it',
  })
  .refine(({ kind, forwarding }) => kind !== 'note' || forwarding === undefined, {
    path: ['forwarding'],
    error: 'is not allowed with a note, which is never emailed',
    params: fault('not-allowed'),
  })
  .refine(({ author, forwarding }) => author.kind === 'agent' || forwarding === undefined, {
    path: ['forwarding'],
    error: "is allowed only with an agent's message",
    params: fault('not-allowed'),
  })
  .refine(({ author, readUpTo }) => author.kind === 'visitor' || readUpTo === undefined, {
    path: ['readUpTo'],
    error: "is allowed only with a visitor's message",
    params: fault('not-allowed'),
  })
  .superRefine(assertNotEmpty)
  .meta({ id: 'PostMessage' });

export const PatchMessage = z.strictObject({ text: MessageText }).meta({ id: 'PatchMessage' });

/** What became of an agent's message, and why (design R10). */
export const Outcome = z
  .object({
    state: z.enum(stateNames),
    reason: ReasonName.nullable(),
    until: Timestamp.nullable().describe('until when it waits, if that is known'),
    deliveryId: z.string().nullable().describe('the delivery that carries the message, if any'),
  })
  .meta({ id: 'Outcome', description: "What became of an agent's message, and why." });

export const Message = z
  .object({
    id: Id.describe('unique in its conversation'),
    conversationId: Id,
    kind: MessageKind.describe("note: agents wrote it for each other; never in the visitor's view"),
    seq: z.int().nullable().describe('its position in the conversation; null while held, and for notes'),
    afterSeq: z
      .int()
      .optional()
      .describe("only on notes: the seq of the conversation's last message when it was written, or 0"),
    state: z.enum(['sent', 'held', 'deleted']).describe('held: it waits for the contact form'),
    heldFor: z.enum(['contactForm']).optional().describe('only on held messages: what they wait for'),
    author: Author,
    text: z.string().describe('empty once the message is deleted'),
    via: z.enum(['widget', 'api', 'email', 'messenger', 'instagram']).describe('how the message came here'),
    at: Timestamp.describe('when it was written, according to the client'),
    receivedAt: Timestamp.describe('when the server received it'),
    editedAt: Timestamp.nullable(),
    deletedAt: Timestamp.nullable(),
    readAt: Timestamp.nullable().describe('when the visitor read it'),
    readVia: z.enum(['widget', 'email', 'channel']).nullable().describe('where the visitor read it'),
    flags: z
      .array(z.enum(flagNames))
      .describe(`what to know of a message that came by email or on a channel; ${flagWords.join('; ')}`),
    inboundId: z
      .string()
      .optional()
      .describe(
        "the email that it came by, not in the visitor's view; agents read it at `…/messages/{messageId}/email`",
      ),
    reaction: z
      .object({ emoji: z.string(), at: Timestamp })
      .optional()
      .describe('how the visitor has reacted to it, on Messenger or Instagram'),
    attachments: z.array(Attachment),
    forwardedTo: z
      .array(
        z.object({
          channel: DeliveryChannelName,
          address: z.string().describe("the email address, or the visitor's id on their channel"),
          at: Timestamp,
          deliveryId: z.string(),
          status: z.string(),
          reason: z.string().nullable().describe("why it did not arrive, in the provider's words"),
        }),
      )
      .describe('the emails that carried it as news, and the messages that it was sent as'),
    forwarding: ReplyForwarding.optional().describe(
      "what the agent wanted to happen to it; only on agents' messages, and not in the visitor's view",
    ),
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

/** After which message, and which of the notes that follow it, a page goes on. */
function cursorOf(text: string): { readonly seq: number; readonly note: number } {
  const [seq = 0, note = 0] = text.split('.').map(Number);
  return { seq, note };
}

export const MessageListQuery = z.object({
  after: wholeNumber(0).prefault(0).describe('only messages after this seq, and notes written after that message'),
  view: z.enum(['agent', 'visitor']).default('agent').describe('whose view to return'),
  cursor: z
    .string()
    .regex(/^\d{1,16}(\.\d{1,16})?$/, 'must be the nextCursor of a page')
    .transform(cursorOf)
    .optional()
    .describe('the nextCursor of the previous page'),
  limit: wholeNumber(1, 200).prefault(50).describe('the maximum number of items to return'),
});
