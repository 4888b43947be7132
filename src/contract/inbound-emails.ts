import { z } from 'zod';
import { type ChannelEventKind, channelEvents } from './channel-events.ts';
import { type DeadLetterReason, deadLetterReasons, inboundStates, type RecordedAs, recordedAs } from './inbound.ts';
import { Id, PageQuery, page, Timestamp } from './primitives.ts';

const Reason = z.enum(Object.keys(deadLetterReasons) as [DeadLetterReason, ...DeadLetterReason[]]);
const recorded = Object.keys(recordedAs) as RecordedAs[];
const events = Object.keys(channelEvents) as ChannelEventKind[];
const Result = z.enum([...new Set(['message' as const, 'duplicate' as const, ...recorded, ...events])]);

export const InboundEmail = z
  .object({
    id: Id,
    channel: z
      .enum(['email', 'messenger', 'instagram'])
      .describe('what it is: an email, or an event of a connected page'),
    state: z
      .enum(inboundStates)
      .describe('new: stored and not yet processed; deadLetter: it could not be processed and waits for a person'),
    reason: Reason.nullable().describe('why it is a dead letter, if it is or was before it was dismissed'),
    result: Result.nullable().describe('what it is, once it is done; only `message` is shown as words of the visitor'),
    says: z.string().describe('what became of it, in words'),
    from: z
      .string()
      .nullable()
      .describe(
        "the address in its From header, or the visitor's ID on the channel; null if there is none, or it was not read",
      ),
    subject: z.string().nullable().describe('null if it was not read'),
    attachments: z.array(z.string()).describe('the names of its files; at most 20'),
    conversationId: Id.nullable().describe('the conversation that it belongs to, if that is known'),
    messageId: Id.nullable().describe('the message that it became, or had already become'),
    bytes: z.int().describe('the length of what the provider posted'),
    receivedAt: Timestamp,
    processedAt: Timestamp.nullable(),
    dismissed: z
      .object({ at: Timestamp, reason: z.string() })
      .nullable()
      .describe('when a person dismissed it for good, and why; null if nobody did'),
    expiresAt: Timestamp.nullable().describe('when it is deleted; null until it is processed'),
    contentUntil: Timestamp.nullable().describe(
      'until when all of it is kept, so that it can be shown and replayed: what answers no conversation, comes too often or twice is kept for days only; null until it is processed, and if its content is not kept',
    ),
  })
  .meta({ id: 'InboundEmail' });
export type InboundEmail = z.infer<typeof InboundEmail>;

/** A page that loads nothing and runs nothing. */
export const InboundHtml = z.string().meta({ id: 'InboundHtml' });

export const InboundEmailPage = page(InboundEmail).meta({ id: 'InboundEmailPage' });

const times = {
  since: Timestamp.optional().describe('received at or after this time'),
  until: Timestamp.optional().describe('received before this time'),
};

export const InboundListQuery = PageQuery.extend({
  state: z.enum(inboundStates).optional().describe('only those in this state'),
  reason: Reason.optional().describe('only those with this reason'),
  conversation: Id.optional().describe('only those of this conversation'),
  ...times,
});

/** The most emails that one request replays. */
export const maxInboundReplayed = 100;

export const InboundReplayRequest = z
  .strictObject({
    reason: Reason.optional().describe('only those with this reason'),
    conversation: Id.optional().describe('only those of this conversation'),
    ids: z.array(Id).min(1).max(maxInboundReplayed).optional().describe('only these'),
    ...times,
  })
  .meta({ id: 'InboundReplayRequest' });

export const InboundReplayed = z
  .object({
    replayed: z.int().describe('how many dead letters are now processed again'),
    left: z.int().describe('how many more match: send the request again; counted up to 10,000'),
  })
  .meta({ id: 'InboundReplayed' });
export type InboundReplayed = z.infer<typeof InboundReplayed>;
