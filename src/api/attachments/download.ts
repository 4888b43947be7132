import { Readable } from 'node:stream';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { FileContent, LinkQuery } from '../../contract/attachments.ts';
import { Id } from '../../contract/primitives.ts';
import { previewType } from '../../store/attachments/images.ts';
import { isSigned, type LinkedPart } from '../../store/attachments/links.ts';
import { findUpload } from '../../store/attachments/uploads.ts';
import type { AttachedFile } from '../../store/mongo/documents.ts';
import { readFile } from '../../store/mongo/files.ts';
import { clientAddress } from '../client-address.ts';
import type { ApiDeps } from '../deps.ts';
import * as answers from '../documentation/problem-answers.ts';
import type { ApiEnv } from '../env.ts';
import { problem } from '../problems.ts';
import { rateLimit } from '../rate-limit.ts';
import type { Described } from '../routes.ts';
import { withStrictQuery } from '../strict-query.ts';
import { defaultHook } from '../validation.ts';

export const downloadPaths = '/v1/attachments/*';

/** A link's route: what may go wrong with each. */
function linkRoute<Path extends string, Route extends Described<Path>>(route: Route) {
  const refusals = {
    404: answers.fileUnknown,
    410: answers.linkExpired,
    422: answers.invalidRequest,
    429: answers.tooManyDownloads,
    500: answers.internal,
    503: answers.storeAway,
  };
  const responses = { ...route.responses, ...refusals };
  return createRoute<Path, Route>({ ...route, request: withStrictQuery(route.request), security: [], responses });
}

const request = { params: z.object({ id: Id.meta({ description: "The file's id." }) }), query: LinkQuery };

const download = linkRoute({
  method: 'get',
  path: '/v1/attachments/{id}',
  operationId: 'downloadAttachment',
  tags: ['Attachments'],
  summary: 'Download a file',
  description:
    'The link in `url` of an attachment. It needs no key, so whoever has it can download the file until it expires. A browser saves the file and never shows or runs it. Limit: 600 a minute from one address.',
  request,
  responses: { 200: { description: 'The file.', content: { '*/*': { schema: FileContent } } } },
});

const preview = linkRoute({
  method: 'get',
  path: '/v1/attachments/{id}/preview',
  operationId: 'previewAttachment',
  tags: ['Attachments'],
  summary: "Show an image's preview",
  description:
    'The link in `previewUrl` of an attachment: a JPEG image made by this server, to be shown in a page. Limit: 600 a minute from one address.',
  request,
  responses: { 200: { description: 'The preview.', content: { 'image/jpeg': { schema: FileContent } } } },
});

/** Serves the files of messages by signed links, from a path that no key and no cookie opens. */
export function attachmentDownloads(deps: ApiDeps) {
  const { store, clock, trustProxy = false } = deps;
  const ofAddress = rateLimit('downloads', 600, 60);

  async function signedFile(
    c: Context,
    id: string,
    link: { readonly part: LinkedPart; readonly expires: number; readonly signature: string },
  ): Promise<AttachedFile> {
    const now = await clock();
    ofAddress.take(clientAddress(c, trustProxy), now);
    const file = (await findUpload(store, id))?.file;
    if (file === undefined || !isSigned(file, link)) throw problem('fileUnknown');
    if (link.expires * 1_000 <= now) throw problem('linkExpired');
    return file;
  }

  async function answer(
    c: Context,
    { id, bytes }: { readonly id: string; readonly bytes: number },
    headers: Readonly<Record<string, string>>,
  ) {
    const all = { ...shared, ...headers, 'content-length': String(bytes) };
    if (c.req.method === 'HEAD') return c.body(null, 200, all);
    const content = await readFile(store.attachments, id);
    if (content === null) throw problem('fileUnknown');
    // A piece ahead of the client, and no more.
    const strategy = new ByteLengthQueuingStrategy({ highWaterMark: 1 });
    return c.body(Readable.toWeb(content, { strategy }) as ReadableStream<Uint8Array>, 200, all);
  }

  return new OpenAPIHono<ApiEnv>({ defaultHook })
    .openapi(download, async (c) => {
      const { id } = c.req.valid('param');
      const { fileId, name, type, bytes } = await signedFile(c, id, { part: 'file', ...c.req.valid('query') });
      return answer(
        c,
        { id: fileId, bytes },
        {
          'content-type': type === 'text/plain' ? 'text/plain; charset=utf-8' : type,
          'content-disposition': attachmentNamed(name),
          'cache-control': 'private, no-store',
        },
      );
    })
    .openapi(preview, async (c) => {
      const { id } = c.req.valid('param');
      const { previewId, previewBytes = 0 } = await signedFile(c, id, { part: 'preview', ...c.req.valid('query') });
      if (previewId === undefined) throw problem('fileUnknown');
      return answer(
        c,
        { id: previewId, bytes: previewBytes },
        {
          'content-type': previewType,
          'content-disposition': 'inline',
          'cache-control': 'private, max-age=3600',
        },
      );
    });
}

/** Whatever the file is, a browser neither guesses its type nor runs anything of it; any page may show or load it. */
const shared = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'cross-origin',
  'access-control-allow-origin': '*',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
};

/** RFC 6266, and RFC 8187 for names that are not ASCII. */
function attachmentNamed(name: string): string {
  const ascii = name.replace(/[^\x20-\x7E]|["\\%]/gu, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
