import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { Attachment, AttachmentUpload } from '../../contract/attachments.ts';
import { maxAttachmentBytes } from '../../contract/settings.ts';
import { findConversation } from '../../store/conversations/conversations.ts';
import { formsOnly, takeUpload } from '../attachments/upload.ts';
import { accountOf, requireScope } from '../authentication.ts';
import type { ApiDeps } from '../deps.ts';
import * as answers from '../documentation/problem-answers.ts';
import type { ApiEnv } from '../env.ts';
import { invalidRequest } from '../invalid-request.ts';
import { notFound } from '../problems.ts';
import { conflict, conversationParams, json, keyedRoute } from '../routes.ts';
import { assertNoQuery } from '../strict-query.ts';

const uploadPath = /^\/v1\/conversations\/[^/]+\/attachments$/;

/** Whether a request brings a file instead of JSON. */
export const isUpload = ({ req: { method, path } }: Context) => method === 'POST' && uploadPath.test(path);

const post = keyedRoute('chat', {
  method: 'post',
  path: '/v1/conversations/{id}/attachments',
  operationId: 'uploadAttachment',
  tags: ['Attachments'],
  summary: 'Upload a file for a message',
  description:
    'Sends one file as `multipart/form-data`, in the field `file`. Post a message with its id within 24 hours. Any file may be uploaded; what it is, is found in its content.',
  request: {
    params: conversationParams,
    body: { required: true, content: { 'multipart/form-data': { schema: AttachmentUpload } } },
  },
  responses: {
    201: json(Attachment, 'The file is stored.'),
    400: answers.notOneFile,
    413: answers.tooLarge(maxAttachmentBytes),
    ...conflict('attachments-off', 'erased'),
  },
});

/** What a chat frontend or an agent uploads. */
export function attachments(deps: ApiDeps) {
  const app = new OpenAPIHono<ApiEnv>();
  app.openAPIRegistry.registerPath(post);
  // Served without OpenAPIHono's validation, which would read the whole form into memory.
  app.post('/v1/conversations/:id/attachments', requireScope('chat'), formsOnly(), async (c) => {
    const params = conversationParams.safeParse(c.req.param());
    if (!params.success) throw invalidRequest(params.error, 'param');
    assertNoQuery(c);
    const ref = { accountId: c.get('key').accountId, conversationId: params.data.id };
    if ((await findConversation(deps.store, ref)) === null) throw notFound('conversation');
    const account = await accountOf(deps, ref.accountId);
    const upload = { account, conversationId: ref.conversationId, by: 'account' } as const;
    return c.json(await takeUpload(deps, c, upload), 201);
  });
  return app;
}
