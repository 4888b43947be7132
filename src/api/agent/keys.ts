import { OpenAPIHono, z } from '@hono/zod-openapi';
import { CreatedKey, type Key, KeyPage, PostKey } from '../../contract/keys.ts';
import { Id, PageQuery } from '../../contract/primitives.ts';
import { createKey, keyId, listKeys, revokeKey } from '../../store/accounts/keys.ts';
import type { KeyDoc } from '../../store/mongo/documents.ts';
import { recording } from '../audit/audited.ts';
import { pageOf, positionOf } from '../cursor.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import type { KnownKeys } from '../known-keys.ts';
import { notFound } from '../problems.ts';
import { body, conflict, json, keyedRoute, nothing } from '../routes.ts';
import { defaultHook } from '../validation.ts';

/** Creates, lists and revokes an account's keys; the list does not contain the keys themselves. */
export function keys(deps: ApiDeps, known: KnownKeys) {
  const { store, clock } = deps;
  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(
      keyedRoute('admin', {
        method: 'get',
        path: '/v1/keys',
        operationId: 'listKeys',
        tags: ['Keys and secrets'],
        summary: 'List keys',
        description: 'Newest first. The key itself is shown only once, when it is created.',
        request: { query: PageQuery },
        responses: { 200: json(KeyPage, 'A page of keys.') },
      }),
      async (c) => {
        const { cursor, limit } = c.req.valid('query');
        const found = await listKeys(store, c.get('key').accountId, { after: positionOf(cursor), limit: limit + 1 });
        return c.json(
          pageOf(
            found.map((key) => ({ ...key, id: keyId(key) })),
            limit,
            keyView,
          ),
          200,
        );
      },
    )
    .openapi(
      keyedRoute('admin', {
        method: 'post',
        path: '/v1/keys',
        operationId: 'postKey',
        tags: ['Keys and secrets'],
        summary: 'Create a key',
        request: { body: body(PostKey) },
        responses: { 201: json(CreatedKey, 'The key. It is shown only this once.') },
      }),
      async (c) => {
        const { scopes, name = null } = c.req.valid('json');
        const unique = [...new Set(scopes)];
        const { key, stored } = await createKey(
          await recording(c, deps),
          c.get('key').accountId,
          unique,
          await clock(),
          name,
        );
        return c.json({ ...keyView(stored), key }, 201);
      },
    )
    .openapi(
      keyedRoute('admin', {
        method: 'delete',
        path: '/v1/keys/{id}',
        operationId: 'deleteKey',
        tags: ['Keys and secrets'],
        summary: 'Revoke a key',
        description: 'The key stops working within 5 seconds. The last key with the scope `admin` cannot be revoked.',
        request: { params: z.object({ id: Id.meta({ description: "the key's public id" }) }) },
        responses: { 204: nothing('The key is revoked.'), ...conflict('last-admin-key') },
      }),
      async (c) => {
        const { accountId } = c.get('key');
        if (!(await revokeKey(await recording(c, deps), accountId, c.req.valid('param').id))) throw notFound('key');
        known.forget(accountId);
        return c.body(null, 204);
      },
    );
}

function keyView(key: KeyDoc): Key {
  const { name = null, scopes, createdAt } = key;
  return { id: keyId(key), name, scopes: [...scopes], createdAt: new Date(createdAt).toISOString() };
}
