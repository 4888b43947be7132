import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { AuditAction } from '../../contract/audit.ts';
import { Id } from '../../contract/primitives.ts';
import { wholeSettings } from '../../contract/settings.ts';
import { recordAudit } from '../../store/accounts/audit.ts';
import { keyId } from '../../store/accounts/keys.ts';
import type { AuditDoc } from '../../store/mongo/documents.ts';
import { randomId } from '../../store/mongo/ids.ts';
import { accountOf } from '../authentication.ts';
import type { ApiEnv, BasicDeps, Principal } from '../env.ts';

type AuditObject = AuditDoc['object'];

interface Audited {
  readonly action: AuditAction;
  readonly kind: string;
  /** Where the object's id is: in the path, in the answer, or nowhere, because it would name a person. */
  readonly id?: 'path' | 'answer' | ((c: Context<ApiEnv>) => string);
  /** Whether the names of the given fields are recorded, without their values. */
  readonly hasFields?: true;
  /** The only answer that is recorded, if another success, such as a dry run's, changes nothing. */
  readonly answer?: 202;
}

/** The requests that are recorded once they have succeeded, by their route. */
export const auditedRoutes: Readonly<Record<string, Audited>> = {
  'PATCH /v1/settings': { action: 'settings.changed', kind: 'settings', hasFields: true },
  'PUT /v1/agents/:id': { action: 'agent.put', kind: 'agent', id: 'path', hasFields: true },
  'DELETE /v1/agents/:id': { action: 'agent.deleted', kind: 'agent', id: 'path' },
  'POST /v1/agents/:id/sessions': { action: 'agent.sessionCreated', kind: 'agent', id: 'path' },
  'DELETE /v1/agents/me/session': { action: 'agent.signedOut', kind: 'agent', id: (c) => c.get('key').agentId ?? '' },
  'POST /v1/keys': { action: 'key.created', kind: 'key', id: 'answer' },
  'DELETE /v1/keys/:id': { action: 'key.revoked', kind: 'key', id: 'path' },
  'POST /v1/secrets/identity/rotate': { action: 'secret.rotated', kind: 'secret', id: () => 'identity' },
  'POST /v1/secrets/session/rotate': { action: 'secret.rotated', kind: 'secret', id: () => 'session' },
  'DELETE /v1/secrets/identity/previous': { action: 'secret.previousEnded', kind: 'secret', id: () => 'identity' },
  'DELETE /v1/secrets/session/previous': { action: 'secret.previousEnded', kind: 'secret', id: () => 'session' },
  'POST /v1/deliveries/:id/replay': { action: 'delivery.replayed', kind: 'delivery', id: 'path' },
  'POST /v1/deliveries/:id/dismiss': { action: 'delivery.dismissed', kind: 'delivery', id: 'path' },
  'POST /v1/deliveries/replay': { action: 'deliveries.replayed', kind: 'job', id: 'answer', answer: 202 },
  'POST /v1/inbound/:id/replay': { action: 'inbound.replayed', kind: 'inbound', id: 'path' },
  'POST /v1/inbound/:id/dismiss': { action: 'inbound.dismissed', kind: 'inbound', id: 'path' },
  'POST /v1/inbound/replay': { action: 'inbounds.replayed', kind: 'inbound' },
  'DELETE /v1/suppressions/:address': { action: 'suppression.lifted', kind: 'suppression' },
  'POST /v1/jobs/:id/pause': { action: 'job.paused', kind: 'job', id: 'path' },
  'POST /v1/jobs/:id/resume': { action: 'job.resumed', kind: 'job', id: 'path' },
  'POST /v1/jobs/:id/cancel': { action: 'job.cancelled', kind: 'job', id: 'path' },
  'DELETE /v1/conversations/:id': { action: 'conversation.erased', kind: 'conversation', id: 'path' },
  'GET /v1/conversations/:id/export': { action: 'conversation.exported', kind: 'conversation', id: 'path' },
  'DELETE /v1/visitors/:id': { action: 'visitor.erased', kind: 'visitor' },
  'DELETE /v1/conversations/:id/reply-addresses': {
    action: 'replyAddresses.revoked',
    kind: 'conversation',
    id: 'path',
  },
  'PUT /v1/webhooks/:id': { action: 'webhook.put', kind: 'webhook', id: 'path', hasFields: true },
  'DELETE /v1/webhooks/:id': { action: 'webhook.deleted', kind: 'webhook', id: 'path' },
  'POST /v1/webhooks/:id/test': { action: 'webhook.tested', kind: 'webhook', id: 'path' },
  'POST /v1/webhooks/:id/secret/rotate': { action: 'webhook.secretRotated', kind: 'webhook', id: 'path' },
  'DELETE /v1/webhooks/:id/secret/previous': { action: 'webhook.previousSecretsEnded', kind: 'webhook', id: 'path' },
  'POST /v1/webhooks/:id/replay': { action: 'webhook.replayed', kind: 'webhook', id: 'path' },
};

/**
 * Records what keys and agents do, before they are answered. If that cannot be written, the answer is 503: the change is
 * made, and the same request again changes nothing more and is recorded.
 */
export function audited(deps: Pick<BasicDeps, 'store' | 'clock'>): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    await next();
    const route = c.res.ok ? auditedOf(c) : undefined;
    if (route === undefined || (route.answer ?? c.res.status) !== c.res.status) return;
    const { action, kind } = route;
    const object = { kind, id: await idOf(c, route) };
    const fields = route.hasFields ? fieldsOf(await c.req.json()) : [];
    const key = c.get('key');
    await audit(deps, {
      accountId: key.accountId,
      actor: actorOf(key),
      action,
      object,
      fields,
      requestId: requestIdOf(c),
    });
  };
}

export async function audit(
  { store, clock }: Pick<BasicDeps, 'store' | 'clock'>,
  entry: Omit<AuditDoc, '_id' | 'id' | 'createdAt' | 'expiresAt'>,
): Promise<void> {
  const { settings } = await accountOf({ store }, entry.accountId);
  await recordAudit(store, { ...entry, createdAt: await clock() }, wholeSettings(settings).retention.auditDays);
}

function auditedOf(c: Context<ApiEnv>): Audited | undefined {
  const route = matchedRoutes(c).findLast(({ method, path }) => method === c.req.method && !path.endsWith('*'));
  return route && auditedRoutes[`${route.method} ${route.path}`];
}

async function idOf(c: Context<ApiEnv>, { id }: Audited): Promise<AuditObject['id']> {
  if (id === undefined) return null;
  if (id === 'path') return idInPath(c);
  if (id === 'answer') return ((await c.res.clone().json()) as { id: string }).id;
  return id(c);
}

/** The second part after /v1/: a middleware is not told the places of the path of the route that comes after it. */
const idInPath = (c: Context) => decodeURIComponent(c.req.path.split('/')[3] ?? '');

export const actorOf = ({ id, agentId }: Principal): AuditDoc['actor'] =>
  agentId === null ? { kind: 'key', id: keyId({ _id: id }) } : { kind: 'agent', id: agentId };

/** The caller's own id for the request, so that it is found in their logs, or a new one. */
export function requestIdOf(c: Context): string {
  const given = Id.safeParse(c.req.header('x-request-id'));
  return given.success ? given.data : randomId();
}

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
