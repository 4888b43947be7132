import { expect } from '@jest/globals';
import { type OpenApiDocument, operationsOf } from '../../src/api/documentation/open-api.ts';
import { takesForm } from './openapi-files.ts';
import type { Stage } from './openapi-stage.ts';

/** What the widget does, and each problem that it may meet but the limits. */
export async function playVisitor(
  { call, request, store, accountId }: Stage,
  document: OpenApiDocument,
): Promise<void> {
  const siteKey = (await store.accounts.findOne({ _id: accountId }))?.siteKey;
  const begun = await call('POST', '/v1/visitor/sessions', { siteKey, locale: 'fr' }, null);
  const { token } = (await begun.json()) as { token: string };
  const visits = async (method: string, path: string, body?: unknown) =>
    (await call(method, `/v1/visitor/${path}`, body, token)).status;

  expect((await call('POST', '/v1/visitor/sessions', { siteKey, code: 'used' }, null)).status).toBe(401);
  expect((await call('POST', '/v1/visitor/restore-link', { siteKey, email: 'vi@example.com' }, null)).status).toBe(202);
  expect((await call('GET', `/v1/visitor/widget?siteKey=${siteKey}`, undefined, null)).status).toBe(200);
  expect(await (await call('GET', '/v1/visitor/conversation', undefined, token)).json()).toBeNull();
  const message = { id: 'v1', text: 'Hello?' };
  expect(await visits('POST', 'messages', message)).toBe(201);
  expect(await visits('POST', 'messages', message)).toBe(200);
  expect(await visits('POST', 'messages', { ...message, text: 'Hi?' })).toBe(409);
  expect(await visits('POST', 'contact-form', { email: 'vi@example.com' })).toBe(200);
  expect(await visits('GET', 'messages?limit=1')).toBe(200);
  expect(await visits('GET', 'messages?limit=0')).toBe(422);
  expect(await visits('GET', 'conversation')).toBe(200);
  expect(await visits('POST', 'read', { upTo: 1 })).toBe(200);
  expect(await visits('POST', 'presence', { state: 'active', tab: 't1' })).toBe(204);
  expect(await visits('POST', 'typing', {})).toBe(204);
  expect(await visits('GET', 'events')).toBe(200);

  for (const { method, path, operation } of operationsOf(document)) {
    if (!path.startsWith('/v1/visitor/') || takesForm(operation)) continue;
    const body = operation.requestBody?.content['application/json']?.example;
    const authorization = `Bearer ${token}`;
    const opened = path === '/v1/visitor/widget' ? `${path}?siteKey=unknown` : path;
    expect((await call(method, opened, body, 'unknown')).status).toBe(401);
    const headers = { authorization, origin: 'https://other.example', 'content-type': 'application/json' };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    expect((await request(path, init)).status).toBe(403);
    expect((await call(method, `${path}?colour=red`, body, token)).status).toBe(422);
    if (body === undefined) continue;
    expect((await call(method, path, { colour: 'red' }, token)).status).toBe(422);
    expect((await call(method, path, '{', token)).status).toBe(400);
    expect((await call(method, path, JSON.stringify('x'.repeat(300_000)), token)).status).toBe(413);
  }
  const session = '/v1/visitor/session';
  expect((await call('DELETE', session, JSON.stringify('x'.repeat(300_000)), token)).status).toBe(413);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/plain' };
  expect((await request(session, { method: 'DELETE', headers, body: 'x' })).status).toBe(400);
  expect((await call('DELETE', session, undefined, token)).status).toBe(204);
}
