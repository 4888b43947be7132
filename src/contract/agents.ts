import { z } from 'zod';
import { EmailAddress, Id, page, Timestamp, visibleText, WebUrl } from './primitives.ts';

const StatusName = z.enum(['online', 'offline', 'invisible']);

export const PutAgent = z
  .strictObject({
    name: visibleText(200),
    email: EmailAddress.nullable().optional(),
    avatarUrl: WebUrl.nullable().optional(),
  })
  .meta({ id: 'PutAgent' });

export const PutStatus = z
  .strictObject({
    status: StatusName,
    expiresInSeconds: z
      .int()
      .min(30, 'must be at least 30')
      .max(604_800)
      .nullable()
      .optional()
      .describe('a lease, after which the agent counts as offline; null or omitted: no lease'),
  })
  .meta({ id: 'PutStatus' });

export const AgentStatus = z
  .object({ status: StatusName, since: Timestamp, expiresAt: Timestamp.nullable() })
  .meta({ id: 'AgentStatus' });

export const Agent = z
  .object({
    id: Id,
    name: z.string(),
    email: z.string().nullable(),
    avatarUrl: z.string().nullable(),
    status: AgentStatus.nullable().meta({ description: 'null until a first status is set' }),
    createdAt: Timestamp,
  })
  .meta({ id: 'Agent' });
export type Agent = z.infer<typeof Agent>;

export const AgentPage = page(Agent).meta({ id: 'AgentPage' });

export const AgentSession = z
  .object({
    token: z.string().describe('sent as `Authorization: Bearer <token>`, like a key'),
    inboxUrl: z.string().nullable().describe('opens the inbox as this agent; null if there is no inbox'),
    expiresAt: Timestamp,
  })
  .meta({ id: 'AgentSession' });
