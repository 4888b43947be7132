import { z } from 'zod';
import { ReasonName } from './conversations.ts';
import { DeliveryStatusName } from './deliveries.ts';
import { Id, PageQuery, page, Timestamp } from './primitives.ts';

/** Why an email to an agent was not sent after all, in words. */
export const notNeededReasons = {
  answered: 'the visitor no longer waits',
  notWanted: 'the agent is gone, has no address or wants no such email',
  switchedOff: 'agents are not emailed any more',
  addressSuppressed: 'the address is suppressed',
  noSender: 'the account has no sender',
  limited: 'the agent was emailed about too many conversations within the hour',
} as const;
export type NotNeededReason = keyof typeof notNeededReasons;

const notNeededNames = Object.keys(notNeededReasons) as [NotNeededReason, ...NotNeededReason[]];

const AgentEmailStatus = DeliveryStatusName.exclude(['superseded', 'dismissed']);

export const AgentEmail = z
  .object({
    id: Id,
    conversationId: Id,
    agentId: Id,
    waitingSince: Timestamp.describe('since when the visitor had waited'),
    status: AgentEmailStatus.describe('as that of a delivery'),
    reason: ReasonName.nullable().describe('why it is parked, if it is'),
    notNeeded: z
      .enum(notNeededNames)
      .nullable()
      .describe(
        `why it was withdrawn, if it was: ${Object.entries(notNeededReasons)
          .map(([name, words]) => `${name}: ${words}`)
          .join('; ')}`,
      ),
    attempts: z.array(
      z.object({
        at: Timestamp,
        end: z.enum(['accepted', 'refused', 'rejected', 'unknown']).nullable(),
        result: z.string().nullable().describe('what the provider answered, or what went wrong'),
      }),
    ),
    nextAttemptAt: Timestamp.nullable().describe('the earliest time of the next attempt, if there is to be one'),
    createdAt: Timestamp,
    acceptedAt: Timestamp.nullable(),
  })
  .meta({ id: 'AgentEmail' });
export type AgentEmail = z.infer<typeof AgentEmail>;

export const AgentEmailPage = page(AgentEmail).meta({ id: 'AgentEmailPage' });

export const AgentEmailListQuery = PageQuery.extend({
  status: AgentEmailStatus.optional().describe('only those with this status'),
  conversation: Id.optional().describe('only those about one conversation'),
});
