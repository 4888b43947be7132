import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { AuditAction } from '../../contract/audit.ts';
import { recordingStore } from '../../store/accounts/audit.ts';
import { keyId } from '../../store/accounts/keys.ts';
import type { AuditDoc } from '../../store/mongo/documents.ts';
import type { ApiEnv, BasicDeps, Principal } from '../env.ts';
import { requestIdOf } from '../operator/request-log.ts';

interface Audited {
  readonly action: AuditAction;
  readonly kind: string;
  /** The object's id; missing if there is none, if it would name a person, or if the store makes it. */
  readonly id?: (c: Context<ApiEnv>) => string | null;
  /** Whether the names of the given fields are recorded, without their values. */
  readonly hasFields?: true;
}

const inPath = (c: Context) => c.req.param('id') ?? null;
/** Such as `messenger/104857600000001`. */
const channelInPath = (c: Context) => `${c.req.param('kind')}/${c.req.param('id')}`;

/** The requests that are recorded, by their route. */
export const auditedRoutes: Readonly<Record<string, Audited>> = {
  'PATCH /v1/settings': { action: 'settings.changed', kind: 'settings', hasFields: true },
  'PUT /v1/agents/:id': { action: 'agent.put', kind: 'agent', id: inPath, hasFields: true },
  'DELETE /v1/agents/:id': { action: 'agent.deleted', kind: 'agent', id: inPath },
  'POST /v1/agents/:id/sessions': { action: 'agent.sessionCreated', kind: 'agent', id: inPath },
  'DELETE /v1/agents/me/session': { action: 'agent.signedOut', kind: 'agent', id: (c) => c.get('key').agentId ?? '' },
  'POST /v1/keys': { action: 'key.created', kind: 'key' },
  'DELETE /v1/keys/:id': { action: 'key.revoked', kind: 'key', id: inPath },
  'POST /v1/secrets/identity/rotate': { action: 'secret.rotated', kind: 'secret', id: () => 'identity' },
  'POST /v1/secrets/session/rotate': { action: 'secret.rotated', kind: 'secret', id: () => 'session' },
  'DELETE /v1/secrets/identity/previous': { action: 'secret.previousEnded', kind: 'secret', id: () => 'identity' },
  'DELETE /v1/secrets/session/previous': { action: 'secret.previousEnded', kind: 'secret', id: () => 'session' },
  'POST /v1/deliveries/:id/replay': { action: 'delivery.replayed', kind: 'delivery', id: inPath },
  'POST /v1/deliveries/:id/dismiss': { action: 'delivery.dismissed', kind: 'delivery', id: inPath },
  'POST /v1/deliveries/replay': { action: 'deliveries.replayed', kind: 'job' },
  'POST /v1/deliveries/dismiss': { action: 'deliveries.dismissed', kind: 'job' },
  'POST /v1/agent-emails/:id/replay': { action: 'agentEmail.replayed', kind: 'agentEmail', id: inPath },
  'POST /v1/inbound/:id/replay': { action: 'inbound.replayed', kind: 'inbound', id: inPath },
  'POST /v1/inbound/:id/dismiss': { action: 'inbound.dismissed', kind: 'inbound', id: inPath },
  'POST /v1/inbound/replay': { action: 'inbounds.replayed', kind: 'inbound' },
  'PUT /v1/suppressions/:address': { action: 'suppression.added', kind: 'suppression' },
  'DELETE /v1/suppressions/:address': { action: 'suppression.lifted', kind: 'suppression' },
  'POST /v1/jobs/:id/pause': { action: 'job.paused', kind: 'job', id: inPath },
  'POST /v1/jobs/:id/resume': { action: 'job.resumed', kind: 'job', id: inPath },
  'POST /v1/jobs/:id/cancel': { action: 'job.cancelled', kind: 'job', id: inPath },
  'DELETE /v1/conversations/:id': { action: 'conversation.erased', kind: 'conversation', id: inPath },
  'GET /v1/conversations/:id/export': { action: 'conversation.exported', kind: 'conversation', id: inPath },
  'DELETE /v1/visitors/:id': { action: 'visitor.erased', kind: 'visitor' },
  'DELETE /v1/conversations/:id/reply-addresses': {
    action: 'replyAddresses.revoked',
    kind: 'conversation',
    id: inPath,
  },
  'PUT /v1/webhooks/:id': { action: 'webhook.put', kind: 'webhook', id: inPath, hasFields: true },
  'DELETE /v1/webhooks/:id': { action: 'webhook.deleted', kind: 'webhook', id: inPath },
  'POST /v1/webhooks/:id/test': { action: 'webhook.tested', kind: 'webhook', id: inPath },
  'POST /v1/webhooks/:id/secret/rotate': { action: 'webhook.secretRotated', kind: 'webhook', id: inPath },
  'DELETE /v1/webhooks/:id/secret/previous': { action: 'webhook.previousSecretsEnded', kind: 'webhook', id: inPath },
  'POST /v1/webhooks/:id/replay': { action: 'webhook.replayed', kind: 'webhook', id: inPath },
  'PUT /v1/channels/:kind/:id': { action: 'channel.put', kind: 'channel', id: channelInPath, hasFields: true },
  'DELETE /v1/channels/:kind/:id': { action: 'channel.deleted', kind: 'channel', id: channelInPath },
};

/**
 * The store for the change that an audited request makes: what is changed through it is recorded in the same transaction,
 * and what fails, or changes nothing, is not. For a handler, once the body is known to be valid.
 */
export async function recording(c: Context<ApiEnv>, { store, clock }: Pick<BasicDeps, 'store' | 'clock'>) {
  const { action, kind, id, hasFields } = auditedOf(c);
  const key = c.get('key');
  return recordingStore(store, {
    accountId: key.accountId,
    actor: actorOf(key),
    action,
    object: { kind, id: id === undefined ? null : id(c) },
    fields: hasFields ? fieldsOf(await c.req.json()) : [],
    requestId: requestIdOf(c),
    createdAt: await clock(),
  });
}

function auditedOf(c: Context): Audited {
  const route = matchedRoutes(c).findLast(({ method, path }) => method === c.req.method && !path.endsWith('*'));
  const audited = route && auditedRoutes[`${route.method} ${route.path}`];
  if (audited === undefined) throw new Error(`nothing says how ${c.req.method} ${route?.path} is recorded`);
  return audited;
}

export const actorOf = ({ id, agentId }: Pick<Principal, 'id' | 'agentId'>): AuditDoc['actor'] =>
  agentId === null ? { kind: 'key', id: keyId({ _id: id }) } : { kind: 'agent', id: agentId };

const maxFields = 100;

/** The names of the fields that were given, of groups those inside: `timing.settleSeconds`. */
export function fieldsOf(given: unknown): string[] {
  const names = Object.entries((given ?? {}) as Record<string, unknown>).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.keys(value).map((inner) => `${name}.${inner}`)
      : [name],
  );
  return names.sort().slice(0, maxFields);
}
