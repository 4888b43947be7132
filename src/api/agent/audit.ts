import { OpenAPIHono } from '@hono/zod-openapi';
import { AuditListQuery, AuditPage } from '../../contract/audit.ts';
import { auditView, listAudit } from '../../store/accounts/audit.ts';
import { pageOf, positionOf } from '../cursor.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { json, keyedRoute } from '../routes.ts';
import { defaultHook } from '../validation.ts';

/** Who did what in an account. */
export function auditList({ store }: ApiDeps) {
  return new OpenAPIHono<ApiEnv>({ defaultHook }).openapi(
    keyedRoute('admin', {
      method: 'get',
      path: '/v1/audit',
      operationId: 'listAudit',
      tags: ['Audit'],
      summary: 'List who did what',
      description:
        'Newest first: changes of settings, agents, keys and secrets, replays, dismissals, lifted suppressions, erasures, exports and sign-ins. A record has no text and no address, nothing changes it, and it is removed after `retention.auditDays`.',
      request: { query: AuditListQuery },
      responses: { 200: json(AuditPage, 'A page of records.') },
    }),
    async (c) => {
      const { cursor, limit, since, until, ...filter } = c.req.valid('query');
      const found = await listAudit(store, c.get('key').accountId, {
        ...filter,
        since: since === undefined ? null : Date.parse(since),
        until: until === undefined ? null : Date.parse(until),
        after: positionOf(cursor),
        limit: limit + 1,
      });
      return c.json(pageOf(found, limit, auditView), 200);
    },
  );
}
