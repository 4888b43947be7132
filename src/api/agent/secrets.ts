import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { RotatedSecret, type SecretKind } from '../../contract/secrets.ts';
import { endPreviousSecrets, rotateSecret } from '../../store/accounts/secrets.ts';
import { recording } from '../audit/audited.ts';
import type { ApiEnv, BasicDeps } from '../env.ts';
import { notFound } from '../problems.ts';
import { conflict, json, keyedRoute, nothing } from '../routes.ts';
import { defaultHook } from '../validation.ts';

/** Rotates an account's secrets and ends older ones, so that a leaked one becomes worthless. */
export function secrets(deps: Pick<BasicDeps, 'store' | 'clock'>) {
  async function rotated(c: Context<ApiEnv>, kind: SecretKind) {
    const now = await deps.clock();
    const done = await rotateSecret(await recording(c, deps), c.get('key').accountId, kind);
    if (done === null) throw notFound('account');
    const secret = kind === 'identity' ? done.secret : null;
    return { kind, secret, rotatedAt: new Date(now).toISOString(), previous: done.previous };
  }

  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(
      keyedRoute('admin', {
        method: 'post',
        path: '/v1/secrets/identity/rotate',
        operationId: 'rotateIdentitySecret',
        tags: ['Keys and secrets'],
        summary: 'Rotate the identity secret',
        description:
          'The new secret is shown only this once. Identity tokens signed with an older secret are accepted until you revoke the older secrets, so change it on your site first.',
        responses: { 200: json(RotatedSecret, 'The new secret.'), ...conflict('too-many-secrets') },
      }),
      async (c) => c.json(await rotated(c, 'identity'), 200),
    )
    .openapi(
      keyedRoute('admin', {
        method: 'post',
        path: '/v1/secrets/session/rotate',
        operationId: 'rotateSessionSecret',
        tags: ['Keys and secrets'],
        summary: 'Rotate the session secret',
        description:
          'Visitor sessions signed with an older secret continue, and each gets a new token the next time it is used, until you revoke the older secrets.',
        responses: { 200: json(RotatedSecret, 'The session secret is changed.'), ...conflict('too-many-secrets') },
      }),
      async (c) => c.json(await rotated(c, 'session'), 200),
    )
    .openapi(
      keyedRoute('admin', {
        method: 'delete',
        path: '/v1/secrets/identity/previous',
        operationId: 'deletePreviousIdentitySecrets',
        tags: ['Keys and secrets'],
        summary: 'Revoke the older identity secrets',
        responses: { 204: nothing('Only the current secret is accepted.') },
      }),
      async (c) => {
        await endPreviousSecrets(await recording(c, deps), c.get('key').accountId, 'identity');
        return c.body(null, 204);
      },
    )
    .openapi(
      keyedRoute('admin', {
        method: 'delete',
        path: '/v1/secrets/session/previous',
        operationId: 'deletePreviousSessionSecrets',
        tags: ['Keys and secrets'],
        summary: 'Revoke the older session secrets',
        description:
          'Visitors whose token has not been renewed since then begin a new session. Those whom your site identifies come back to the same conversation.',
        responses: { 204: nothing('Only the current secret is accepted.') },
      }),
      async (c) => {
        await endPreviousSecrets(await recording(c, deps), c.get('key').accountId, 'session');
        return c.body(null, 204);
      },
    );
}
