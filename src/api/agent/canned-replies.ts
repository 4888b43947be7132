import { OpenAPIHono } from '@hono/zod-openapi';
import { CannedReply, CannedReplyPage, PutCannedReply } from '../../contract/canned-replies.ts';
import { PageQuery } from '../../contract/primitives.ts';
import {
  deleteCannedReply,
  findCannedReply,
  listCannedReplies,
  putCannedReply,
} from '../../store/accounts/canned-replies.ts';
import type { CannedReplyDoc } from '../../store/mongo/documents.ts';
import { assertActsAs, assertScope } from '../authentication.ts';
import { pageOf, positionOf } from '../cursor.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv, Principal } from '../env.ts';
import { notFound } from '../problems.ts';
import { body, cannedReplyParams, conflict, json, keyedRoute, nothing } from '../routes.ts';
import { defaultHook } from '../validation.ts';

/** What agents answer again and again: shared by all, or one agent's own. */
export function cannedReplies({ store, clock }: ApiDeps) {
  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(
      keyedRoute('inbox', {
        method: 'get',
        path: '/v1/canned-replies',
        operationId: 'listCannedReplies',
        tags: ['Canned replies'],
        summary: 'List canned replies',
        description: "Newest first. An agent's session gets the shared ones and its own; a key gets all of them.",
        request: { query: PageQuery },
        responses: { 200: json(CannedReplyPage, 'A page of canned replies.') },
      }),
      async (c) => {
        const { cursor, limit } = c.req.valid('query');
        const { accountId, agentId } = c.get('key');
        const asked = { agentId, after: positionOf(cursor), limit: limit + 1 };
        return c.json(pageOf(await listCannedReplies(store, accountId, asked), limit, cannedReplyView), 200);
      },
    )
    .openapi(
      keyedRoute('inbox', {
        method: 'put',
        path: '/v1/canned-replies/{id}',
        operationId: 'putCannedReply',
        tags: ['Canned replies'],
        summary: 'Create or replace a canned reply',
        description:
          "Without `agentId`, or with null, all agents share it, which requires the scope `settings`. An agent's session changes only its own.",
        request: { params: cannedReplyParams, body: body(PutCannedReply) },
        responses: {
          200: json(CannedReply, 'It is replaced.'),
          201: json(CannedReply, 'It is created.'),
          ...conflict('too-many-canned-replies'),
        },
      }),
      async (c) => {
        const key = c.get('key');
        const { accountId } = key;
        const { agentId = null, ...words } = c.req.valid('json');
        assertMayChange(key, { agentId });
        const put = {
          ref: { accountId, id: c.req.valid('param').id },
          content: { agentId, ...words },
          now: await clock(),
        };
        const { reply, isNew } = await putCannedReply(store, put, (before) => assertMayChange(key, before));
        return c.json(cannedReplyView(reply), isNew ? 201 : 200);
      },
    )
    .openapi(
      keyedRoute('inbox', {
        method: 'delete',
        path: '/v1/canned-replies/{id}',
        operationId: 'deleteCannedReply',
        tags: ['Canned replies'],
        summary: 'Delete a canned reply',
        description: 'A shared one requires the scope `settings`.',
        request: { params: cannedReplyParams },
        responses: { 204: nothing('It is deleted.') },
      }),
      async (c) => {
        const key = c.get('key');
        const ref = { accountId: key.accountId, id: c.req.valid('param').id };
        const reply = await findCannedReply(store, ref);
        if (reply === null) throw notFound('canned reply');
        assertMayChange(key, reply);
        await deleteCannedReply(store, ref);
        return c.body(null, 204);
      },
    );
}

/** Throws the 403: shared ones are part of the account's settings, and one agent's own are that agent's, and admins'. */
function assertMayChange(key: Principal, { agentId }: Pick<CannedReplyDoc, 'agentId'>): void {
  if (agentId === null) assertScope(key, 'settings');
  else if (key.role !== 'admin') assertActsAs(key, { kind: 'agent', id: agentId });
}

function cannedReplyView({ id, agentId, shortcut, title, text, createdAt, updatedAt }: CannedReplyDoc): CannedReply {
  const times = { createdAt: new Date(createdAt).toISOString(), updatedAt: new Date(updatedAt).toISOString() };
  return { id, agentId, shortcut, title, text, ...times };
}
