import { OpenAPIHono } from '@hono/zod-openapi';
import { Attachment, AttachmentUpload } from '../../contract/attachments.ts';
import { maxAttachmentBytes } from '../../contract/settings.ts';
import { formsOnly, takeUpload } from '../attachments/upload.ts';
import { byteLimit } from '../byte-limit.ts';
import { clientAddress } from '../client-address.ts';
import type { ApiDeps } from '../deps.ts';
import * as answers from '../documentation/problem-answers.ts';
import type { ApiEnv } from '../env.ts';
import { rateLimit } from '../rate-limit.ts';
import { conflict, json } from '../routes.ts';
import { assertNoQuery } from '../strict-query.ts';
import { visitorRoute } from './route.ts';

export const uploadPath = '/v1/visitor/attachments';

const megabyte = 1_024 * 1_024;

const post = visitorRoute('session', {
  method: 'post',
  path: uploadPath,
  operationId: 'uploadVisitorAttachment',
  tags: ['Visitors'],
  summary: 'Upload a file for a message, as the visitor',
  description:
    'Sends one file as `multipart/form-data`, in the field `file`. Post a message with its id within 24 hours. Limits: 20 files a minute and 100 MB an hour in one session; 60 files a minute and 500 MB an hour from one address.',
  request: { body: { required: true, content: { 'multipart/form-data': { schema: AttachmentUpload } } } },
  responses: {
    201: json(Attachment, 'The file is stored.'),
    400: answers.notOneFile,
    413: answers.tooLarge(maxAttachmentBytes),
    429: answers.tooManyUploads,
    ...conflict('attachments-off', 'erased'),
  },
});

/** What a visitor uploads, which only they see until it is posted. */
export function visitorAttachments(deps: ApiDeps) {
  const { clock, trustProxy = false } = deps;
  const perSession = rateLimit('files', 20, 60);
  const perAddress = rateLimit('files from one address', 60, 60);
  const bytesOfSession = byteLimit('bytes of files', 100 * megabyte, 3_600);
  const bytesOfAddress = byteLimit('bytes of files from one address', 500 * megabyte, 3_600);

  const app = new OpenAPIHono<ApiEnv>();
  app.openAPIRegistry.registerPath(post);
  // Served without OpenAPIHono's validation, which would read the whole form into memory.
  app.post(uploadPath, formsOnly(), async (c) => {
    assertNoQuery(c);
    const { account, accountId, conversationId } = c.get('visitor');
    const now = await clock();
    const [session, address] = [`${accountId}:${conversationId}`, clientAddress(c, trustProxy)];
    perSession.take(session, now);
    perAddress.take(address, now);
    const announced = Number(c.req.header('content-length'));
    const bytes = Number.isSafeInteger(announced) ? Math.max(0, announced) : 0;
    bytesOfSession.assertRoom(session, bytes, now);
    bytesOfAddress.assertRoom(address, bytes, now);
    /** Counted as they arrive, because the length need not be announced, nor be true. */
    const arrived = (count: number) => {
      bytesOfSession.take(session, count, now);
      bytesOfAddress.take(address, count, now);
    };
    // Anybody may begin any number of sessions, so those of one address are one uploader.
    const upload = { account, conversationId, by: 'visitor', uploader: address, arrived } as const;
    return c.json(await takeUpload(deps, c, upload), 201);
  });
  return app;
}
