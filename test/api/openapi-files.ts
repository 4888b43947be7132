import { expect } from '@jest/globals';
import type { Operation } from '../../src/api/documentation/open-api.ts';
import { maxAttachmentBytes } from '../../src/contract/settings.ts';
import { pathTo } from '../../src/store/attachments/links.ts';
import type { Stage } from './openapi-stage.ts';

/** Whether a route takes a file instead of JSON. */
export const takesForm = ({ requestBody }: Operation) => requestBody?.content['multipart/form-data'] !== undefined;

const image = Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

function form(): FormData {
  const form = new FormData();
  form.set('file', new File([image], 'dot.gif'));
  return form;
}

/** What is done with files, by keys and by visitors, and each problem that may be met but the limits. */
export async function playFiles(stage: Stage): Promise<void> {
  const { call, request, store, accountId } = stage;
  const siteKey = (await store.accounts.findOne({ _id: accountId }))?.siteKey;
  const begun = await call('POST', '/v1/visitor/sessions', { siteKey }, null);
  const { token } = (await begun.json()) as { token: string };
  await call('PUT', '/v1/conversations/files', {});
  const chatKey = await stage.keyFor('settings');
  const status = async (answer: Promise<Response>) => (await answer).status;

  for (const [path, key] of [
    ['/v1/conversations/files/attachments', stage.apiKey],
    ['/v1/visitor/attachments', token],
  ] as const) {
    const typed = (type: string, length = 4) =>
      request(path, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': type, 'content-length': String(length) },
        body: 'text',
      });
    expect(await status(call('POST', path, form(), key))).toBe(201);
    expect(await status(call('POST', path, new FormData(), key))).toBe(400);
    expect(await status(typed('text/plain'))).toBe(400);
    expect(await status(call('POST', path, form(), null))).toBe(401);
    expect(await status(typed('multipart/form-data; boundary=b', 2 * maxAttachmentBytes))).toBe(413);
    expect(await status(call('POST', `${path}?colour=red`, form(), key))).toBe(422);
  }
  expect(await status(call('POST', '/v1/conversations/files/attachments', form(), chatKey))).toBe(403);
  expect(await status(call('POST', '/v1/conversations/unknown/attachments', form()))).toBe(404);
  const headers = { authorization: `Bearer ${token}`, origin: 'https://other.example' };
  const elsewhere = { method: 'POST', headers, body: form() };
  expect(await status(request('/v1/visitor/attachments', elsewhere))).toBe(403);
  await call('PATCH', '/v1/settings', { attachments: { maxFiles: 0 } });
  expect(await status(call('POST', '/v1/conversations/files/attachments', form()))).toBe(409);
  expect(await status(call('POST', '/v1/visitor/attachments', form(), token))).toBe(409);
  await call('PATCH', '/v1/settings', { attachments: null });

  const upload = await call('POST', '/v1/conversations/files/attachments', form());
  const { id, url, previewUrl } = (await upload.json()) as Record<'id' | 'url' | 'previewUrl', string>;
  const message = { id: 'f1', author: { kind: 'agent' }, attachments: [id] };
  expect(await status(call('POST', '/v1/conversations/files/messages', message))).toBe(201);
  const file = (await store.uploads.findOne({ _id: id }))?.file;
  if (file === undefined) throw new Error('the file is not stored');
  for (const [part, link] of [
    ['file', url],
    ['preview', previewUrl],
  ] as const) {
    expect(await status(request(link))).toBe(200);
    expect(await status(request(link.replace('expires=', 'expires=1')))).toBe(404);
    expect(await status(request(`${link}&colour=red`))).toBe(422);
    expect(await status(request(pathTo(file, part, Date.now() - 1_000)))).toBe(410);
  }
}
