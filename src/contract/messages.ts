import { z } from 'zod';
import { ReasonName } from './conversations.ts';
import { outcomeStates } from './outcomes.ts';
import { Id, Timestamp, text } from './primitives.ts';

const stateNames = Object.keys(outcomeStates) as [keyof typeof outcomeStates, ...(keyof typeof outcomeStates)[]];

const AuthorKind = z.enum(['visitor', 'agent', 'bot']);

export const MessageText = text(1, 10_000).meta({ example: 'The parcel ships tomorrow.' });

export const PostMessage = z
  .strictObject({
    id: Id,
    author: z.strictObject({
      kind: AuthorKind,
      id: Id.nullable().optional(),
      name: text(1, 200).nullable().optional(),
    }),
    text: MessageText,
    at: Timestamp.optional(),
    readUpTo: z.int().min(0).optional(),
  })
  .meta({ id: 'PostMessage' });

export const PatchMessage = z.strictObject({ text: MessageText }).meta({ id: 'PatchMessage' });

/** What became of an agent's message, and why (design R10). */
export const Outcome = z
  .object({
    state: z.enum(stateNames),
    reason: ReasonName.nullable(),
    until: Timestamp.nullable(),
    deliveryId: z.string().nullable(),
  })
  .meta({ id: 'Outcome' });

export const Message = z
  .object({
    id: Id,
    seq: z.int().nullable(),
    state: z.enum(['sent', 'held', 'deleted']),
    heldFor: z.enum(['contactForm']).optional(),
    author: z.object({ kind: AuthorKind, id: z.string().nullable(), name: z.string().nullable() }),
    text: z.string(),
    via: z.enum(['widget', 'api', 'email', 'messenger', 'instagram']),
    at: Timestamp,
    receivedAt: Timestamp,
    editedAt: Timestamp.nullable(),
    deletedAt: Timestamp.nullable(),
    readAt: Timestamp.nullable(),
    readVia: z.enum(['widget', 'email', 'channel']).nullable(),
    flags: z.array(z.string()),
    attachments: z.array(z.unknown()),
    forwardedTo: z.array(z.object({ address: z.string(), at: Timestamp, deliveryId: z.string(), status: z.string() })),
    outcome: Outcome.optional(),
  })
  .meta({ id: 'Message' });
export type Message = z.infer<typeof Message>;

export const MessagePage = z
  .object({ items: z.array(Message), nextCursor: z.string().nullable() })
  .meta({ id: 'MessagePage' });

export const MessageListQuery = z.object({
  after: z.coerce.number().int().min(0).default(0),
  view: z.enum(['agent', 'visitor']).default('agent'),
  cursor: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
