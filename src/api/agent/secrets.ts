import { OpenAPIHono } from '@hono/zod-openapi';
import { RotatedSecret, type SecretKind } from '../../contract/secrets.ts';
import { endPreviousSecrets, rotateSecret } from '../../store/accounts/secrets.ts';
import type { ApiEnv, BasicDeps } from '../env.ts';
import { notFound } from '../problems.ts';
import { conflict, json, keyedRoute, nothing } from '../routes.ts';
import { defaultHook } from '../validation.ts';

const rotateIdentity = keyedRoute('admin', {
  method: 'post',
  path: '/v1/secrets/identity/rotate',
  operationId: 'rotateIdentitySecret',
  tags: ['Keys'],
  summary: 'Change the identity secret',
  description:
    'The new one is told this once. What the site signs with the old one is accepted until that is ended, so change it there meanwhile.',
  responses: { 200: json(RotatedSecret, 'The new secret.'), ...conflict('too-many-secrets') },
});
const rotateSession = keyedRoute('admin', {
  method: 'post',
  path: '/v1/secrets/session/rotate',
  operationId: 'rotateSessionSecret',
  tags: ['Keys'],
  summary: "Change the secret of visitors' sessions",
  description:
    'Sessions that the old one signed go on, and each gets a new token when it is used next, until the old one is ended.',
  responses: { 200: json(RotatedSecret, 'It is changed.'), ...conflict('too-many-secrets') },
});
const endIdentity = keyedRoute('admin', {
  method: 'delete',
  path: '/v1/secrets/identity/previous',
  operationId: 'deletePreviousIdentitySecrets',
  tags: ['Keys'],
  summary: 'End the identity secrets before the present one',
  responses: { 204: nothing('Only the present one is accepted.') },
});
const endSession = keyedRoute('admin', {
  method: 'delete',
  path: '/v1/secrets/session/previous',
  operationId: 'deletePreviousSessionSecrets',
  tags: ['Keys'],
  summary: "End the secrets of visitors' sessions before the present one",
  description:
    'Visitors whose token was not renewed since begin a new session; for whom the site signs, it is the same conversation again.',
  responses: { 204: nothing('Only the present one is accepted.') },
});

/** An account's secrets: changed and ended, so that one that came out is worth nothing. */
export function secrets({ store, clock }: Pick<BasicDeps, 'store' | 'clock'>) {
  async function rotated(accountId: string, kind: SecretKind) {
    const now = await clock();
    const done = await rotateSecret(store, accountId, kind);
    if (done === null) throw notFound('account');
    const secret = kind === 'identity' ? done.secret : null;
    return { kind, secret, rotatedAt: new Date(now).toISOString(), previous: done.previous };
  }

  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(rotateIdentity, async (c) => c.json(await rotated(c.get('key').accountId, 'identity'), 200))
    .openapi(rotateSession, async (c) => c.json(await rotated(c.get('key').accountId, 'session'), 200))
    .openapi(endIdentity, async (c) => {
      await endPreviousSecrets(store, c.get('key').accountId, 'identity');
      return c.body(null, 204);
    })
    .openapi(endSession, async (c) => {
      await endPreviousSecrets(store, c.get('key').accountId, 'session');
      return c.body(null, 204);
    });
}
