import { z } from 'zod';
import { channelEvents } from './channel-events.ts';
import { Conversation } from './conversations.ts';
import { Delivery } from './deliveries.ts';
import { deadLetterReasons, inboundStates, recordedAs } from './inbound.ts';
import { Message } from './messages.ts';
import { Id, Timestamp } from './primitives.ts';
import { Suppression } from './suppressions.ts';

const names = <Table extends object>(table: Table) => Object.keys(table) as [keyof Table & string];

const ExportedInbound = z.object({
  id: Id,
  channel: z.enum(['email', 'messenger', 'instagram']),
  receivedAt: Timestamp,
  state: z.enum(inboundStates),
  reason: z.enum(names(deadLetterReasons)).nullable().describe('why it could not be processed'),
  messageId: z.string().nullable().describe('the message that it became'),
  recordedAs: z
    .enum([...new Set([...names(recordedAs), ...names(channelEvents)])])
    .nullable()
    .describe('what it is if it became no message'),
  from: z.string().nullable(),
  subject: z.string().nullable(),
  attachments: z.array(z.string()).describe('the names of its files'),
});

const ExportedLink = z.object({
  kind: z.enum(['unsubscribe', 'reply', 'return']),
  address: z.string().nullable().describe('where the emails with it were sent; null once it was revoked'),
  createdAt: Timestamp,
  expiresAt: Timestamp.nullable(),
  revokedAt: Timestamp.nullable(),
});

/** All that is stored about the visitor of one conversation. */
export const ConversationExport = z
  .object({
    exportedAt: Timestamp,
    conversation: Conversation,
    messages: z.array(Message).describe('in order, with deleted ones, and those that are held last'),
    notes: z.array(Message).describe("agents' notes, in order"),
    deliveries: z.array(Delivery).describe('with the emails as they were sent, in which links of ours are shortened'),
    inboundEmails: z.array(ExportedInbound).describe('the emails that arrived, and what came from the channel'),
    links: z.array(ExportedLink).describe('the links of its emails, without what opens them'),
    suppressions: z.array(Suppression).describe('why addresses of the visitor get no email'),
  })
  .meta({ id: 'ConversationExport' });
export type ConversationExport = z.infer<typeof ConversationExport>;
