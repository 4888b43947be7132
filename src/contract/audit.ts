import { z } from 'zod';
import { Id, PageQuery, page, Timestamp } from './primitives.ts';

/** What is recorded of people's and programs' changes, by the words of this list alone. */
export const auditActions = [
  'account.created',
  'settings.changed',
  'agent.put',
  'agent.deleted',
  'agent.sessionCreated',
  'agent.signedIn',
  'agent.signedOut',
  'key.created',
  'key.revoked',
  'secret.rotated',
  'secret.previousEnded',
  'delivery.replayed',
  'delivery.dismissed',
  'deliveries.replayed',
  'deliveries.dismissed',
  'agentEmail.replayed',
  'inbound.replayed',
  'inbound.dismissed',
  'inbounds.replayed',
  'suppression.added',
  'suppression.lifted',
  'deployment.paused',
  'deployment.resumed',
  'job.paused',
  'job.resumed',
  'job.cancelled',
  'conversation.erased',
  'conversation.exported',
  'visitor.erased',
  'replyAddresses.revoked',
  'webhook.put',
  'webhook.deleted',
  'webhook.disabled',
  'webhook.tested',
  'webhook.secretRotated',
  'webhook.previousSecretsEnded',
  'webhook.replayed',
  'channel.put',
  'channel.deleted',
] as const;
export type AuditAction = (typeof auditActions)[number];

export const AuditActor = z
  .object({
    kind: z
      .enum(['key', 'agent', 'operator', 'system'])
      .describe(
        '`operator`: somebody with access to the database, on the command line; `system`: the service by itself, or the provider that agents sign in with',
      ),
    id: z.string().nullable().describe("the key's public id, or the agent's id; null for `operator` and `system`"),
  })
  .meta({ id: 'AuditActor' });

export const AuditEntry = z
  .object({
    id: Id,
    at: Timestamp,
    actor: AuditActor,
    action: z.enum(auditActions),
    object: z
      .object({ kind: z.string(), id: z.string().nullable() })
      .describe('what was changed; the id is null where it would name a person'),
    fields: z.array(z.string()).describe('the settings or fields that were given, such as `timing.settleSeconds`'),
    requestId: z
      .string()
      .nullable()
      .describe("the request's `X-Request-Id`, or one that was made for it; null if it was no request"),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditPage = page(AuditEntry).meta({ id: 'AuditPage' });

export const AuditListQuery = PageQuery.extend({
  action: z.enum(auditActions).optional().describe('only this action'),
  actor: z.string().max(64).optional().describe('only those by the key or agent with this id'),
  object: z.string().max(200).optional().describe('only those of the object with this id'),
  since: Timestamp.optional().describe('at or after this time'),
  until: Timestamp.optional().describe('before this time'),
});
