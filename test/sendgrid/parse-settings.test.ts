import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { at, type Node, rulesOf } from './schema-rules.ts';
import { goodKey, useFakeSendGrid } from './setup.ts';

const first = { hostname: 'reply.acme.example', url: 'https://chat.acme.example/inbound' };
const fake = useFakeSendGrid({ inboundParse: first });

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; body: Node }> {
  const answer = await fake.call(`/v3/user/webhooks/${path}`, {
    method,
    headers: { authorization: `Bearer ${goodKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: answer.status === 204 ? {} : ((await answer.json()) as Node) };
}
const newPolicy = async (name: string) =>
  (await call('POST', 'security/policies', { name, signature: { enabled: true } })).body.policy as {
    id: string;
    signature: { public_key: string };
  };

describe('parse settings', () => {
  it('begin with one host, posted raw and signed', async () => {
    const { body } = await call('GET', 'parse/settings');
    const policy = expect.any(String);
    expect(body).toEqual({ result: [{ ...first, spam_check: false, send_raw: true, security_policy: policy }] });
  });

  it('can be created, changed, read and deleted', async () => {
    const setting = { hostname: 'parse.other.example', url: 'https://other.example/in' };
    const stored = { ...setting, spam_check: false, send_raw: false };
    expect(await call('POST', 'parse/settings', setting)).toEqual({ status: 201, body: stored });
    const path = `parse/settings/${setting.hostname}`;
    const { id } = await newPolicy('one');
    const change = { send_raw: true, security_policy: id };
    expect(await call('PATCH', path, change)).toEqual({ status: 200, body: { ...stored, ...change } });
    expect((await call('GET', path)).body).toEqual({ ...stored, ...change });
    expect((await call('DELETE', `security/policies/${id}`)).status).toBe(400);
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
    expect((await call('DELETE', `security/policies/${id}`)).body).toEqual({ policy: null });
  });

  it.each([
    [{ hostname: 'reply.acme.example', url: 'https://acme.example' }, 'hostname'],
    [{ hostname: 'parse.acme.example' }, 'url'],
    [{ hostname: 'parse.acme.example', url: 'https://acme.example', security_policy: 'none' }, 'security_policy'],
    [{ hostname: 'parse.foreign.example', url: 'https://acme.example' }, 'hostname'],
  ])('%j is refused', async (setting, field) => {
    await fake.call('/api/senders', {
      method: 'PUT',
      body: JSON.stringify({ domains: [{ domain: 'acme.example' }], verified: [] }),
    });
    const { status, body } = await call('POST', 'parse/settings', setting);
    expect([status, body]).toEqual([400, { errors: [expect.objectContaining({ field })] }]);
    await fake.call('/api/senders', { method: 'PUT', body: '{}' });
  });

  it('need the key’s permission', async () => {
    await fake.call('/api/account', {
      method: 'PUT',
      body: JSON.stringify({ scopes: ['mail.send', 'user.webhooks.parse.settings.read'] }),
    });
    expect((await call('GET', 'parse/settings')).status).toBe(200);
    expect((await call('POST', 'parse/settings', first)).status).toBe(403);
    expect((await call('POST', 'security/policies', { name: 'x', signature: { enabled: true } })).status).toBe(403);
    await fake.call('/api/account', { method: 'PUT', body: '{}' });
  });
});

describe('security policies', () => {
  it('have a key pair each, and show the public half', async () => {
    const [one, other] = [await newPolicy('one'), await newPolicy('other')];
    expect(one.signature.public_key).toMatch(/^MFkwEwYHKoZI/);
    expect(one.signature.public_key).not.toBe(other.signature.public_key);
    expect((await call('GET', `security/policies/${one.id}`)).body).toEqual({ policy: { ...one, name: 'one' } });
  });

  it('need one of the two methods, and never show a secret', async () => {
    expect((await call('POST', 'security/policies', { name: 'none', signature: { enabled: false } })).status).toBe(400);
    const oauth = { client_id: 'id', client_secret: 'secret', token_url: 'https://acme.example/token', scopes: [] };
    const { body } = await call('POST', 'security/policies', { name: 'oauth', oauth });
    expect(JSON.stringify(body)).not.toContain('"secret"');
  });
});

/** SendGrid's published description, where it lies beside the project; none of it is copied into the project. */
const published = new URL('../../../shared/sendgrid/tsg_webhooks_v3.json', import.meta.url);

if (existsSync(published)) {
  const document = JSON.parse(readFileSync(published, 'utf8')) as Node;
  const rules = (node: unknown) => rulesOf(at(node, 'content', 'application/json', 'schema'), document);
  const operation = (path: string, method: string) => at(document, 'paths', `/v3/user/webhooks/${path}`, method);
  /** The paths and types of what was answered, as the rules name them. */
  const typesIn = (value: unknown, path = ''): [string, string][] => {
    if (Array.isArray(value)) return value.length === 0 ? [] : typesIn(value[0], `${path}[]`);
    if (typeof value !== 'object' || value === null) return [[path, typeof value]];
    return Object.entries(value).flatMap(([name, inner]) => typesIn(inner, path === '' ? name : `${path}.${name}`));
  };
  /** In the guide to securing Inbound Parse, but not in the published schema. */
  const unpublished = ['result[].security_policy', 'security_policy'];

  it.each([
    ['parse/settings', 'get', '200', 'parse/settings'],
    ['parse/settings/{hostname}', 'get', '200', `parse/settings/${first.hostname}`],
    ['security/policies', 'get', '200', 'security/policies'],
  ])('%s is answered to %s with fields and types that are published', async (path, method, status, called) => {
    const { body } = await call(method.toUpperCase(), called);
    const known = rules(at(operation(path, method), 'responses', status));
    const answered = typesIn(body).filter(([name]) => !unpublished.includes(name));
    expect(answered.length).toBeGreaterThan(1);
    expect(answered).toEqual(answered.map(([name]) => [name, known.get(`${name} type`)]));
  });

  it('a new policy takes fields that are published', () => {
    const known = rules(at(operation('security/policies', 'post'), 'requestBody'));
    for (const name of ['name', 'signature.enabled', 'oauth.client_secret', 'oauth.scopes'])
      expect([name, known.has(`${name} type`)]).toEqual([name, true]);
  });
}
