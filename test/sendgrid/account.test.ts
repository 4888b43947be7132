import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { startFakeSendGrid } from '../../dev/sendgrid/fake-sendgrid.ts';
import { stateFilesOf } from '../../dev/sendgrid/state-files.ts';
import { eventually } from '../support/eventually.ts';
import { at, type Node, rulesOf } from './schema-rules.ts';
import { goodBody, goodKey, useFakeSendGrid } from './setup.ts';

const url = 'http://127.0.0.1:9/webhooks/sendgrid/events';
const fake = useFakeSendGrid({ eventWebhook: { url } });
afterEach(() => fake.reset());

const headers = { authorization: `Bearer ${goodKey}` };
const read = async (path: string) => (await fake.call(`/v3${path}`, { headers })).json();
const unsubscribe = (base: string, ...emails: string[]) =>
  fetch(`${base}/v3/asm/suppressions/global`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ recipient_emails: emails }),
  });

describe('the Event Webhook’s settings', () => {
  it('show where reports go, which are made, and the key', async () => {
    const { public_key } = (await read('/user/webhooks/event/settings/signed')) as { public_key: string };
    expect(public_key).toMatch(/^MFkw[A-Za-z0-9+/]+=*$/);
    const settings = await read('/user/webhooks/event/settings');
    const reports = {
      processed: true,
      delivered: true,
      deferred: true,
      bounce: true,
      dropped: true,
      spam_report: true,
    };
    expect(settings).toMatchObject({ enabled: true, url, public_key, ...reports });
    expect(await read('/user/webhooks/event/settings/all')).toMatchObject({ webhooks: [settings] });
  });
});

describe('the account', () => {
  it('may read only what the scopes of its key allow, and shows no key of reports that are not signed', async () => {
    const put = (account: object) => fake.call('/api/account', { method: 'PUT', body: JSON.stringify(account) });
    await put({ scopes: ['mail.send', 'user.webhooks.event.settings.read'], signsReports: false });
    expect(await read('/scopes')).toEqual({ scopes: ['mail.send', 'user.webhooks.event.settings.read'] });
    expect(await read('/user/webhooks/event/settings')).toMatchObject({ public_key: '' });
    expect(await read('/whitelabel/domains')).toMatchObject({ errors: [{ message: 'access forbidden' }] });
    await put({});
    expect(await read('/user/webhooks/event/settings')).toMatchObject({ public_key: expect.stringMatching(/^MF/) });
  });
});

describe('the senders', () => {
  const put = (senders: object) => fake.call('/api/senders', { method: 'PUT', body: JSON.stringify(senders) });

  it('are every domain that is asked for, unless told', async () => {
    expect(await read('/whitelabel/domains?domain=acme.example')).toMatchObject([
      { domain: 'acme.example', valid: true, dns: { dkim1: { valid: true } } },
    ]);
    expect(await read('/verified_senders')).toEqual({ results: [] });
  });

  it('can be told', async () => {
    await put({ domains: [{ domain: 'acme.example', valid: false }], verified: ['chat@other.example'] });
    expect(await read('/whitelabel/domains?domain=acme.example')).toMatchObject([{ valid: false }]);
    expect(await read('/whitelabel/domains?domain=other.example')).toEqual([]);
    expect(await read('/verified_senders')).toMatchObject({
      results: [{ from_email: 'chat@other.example', verified: true }],
    });
    expect((await put({ domains: 'acme.example' })).status).toBe(422);
    expect((await put({})).status).toBe(200);
  });
});

it.each([
  '/scopes',
  '/verified_senders',
  '/whitelabel/domains',
  '/user/webhooks/event/settings',
  '/suppression/bounces',
])('GET %s is refused with a dead key', async (path) => {
  expect((await fake.call(`/v3${path}`, { headers })).status).toBe(200);
  await fake.putFault({ mode: '401', count: null });
  expect((await fake.call(`/v3${path}`, { headers })).status).toBe(401);
});

describe('a suppression list', () => {
  it('is listed in pages, in part, and emptied', async () => {
    const emails = ['a@one.example', 'b@one.example', 'c@two.example'];
    for (const email of emails) await unsubscribe(fake.url(), email);
    const list = async (query: string) =>
      ((await read(`/suppression/unsubscribes?${query}`)) as { email: string }[]).map(({ email }) => email);
    expect((await list('')).sort()).toEqual(emails);
    expect((await list('email=ONE')).sort()).toEqual(emails.slice(0, 2));
    expect([...(await list('limit=2')), ...(await list('limit=2&offset=2'))].sort()).toEqual(emails);
    expect(await list(`start_time=${Math.floor(Date.now() / 1_000) + 60}`)).toEqual([]);
    expect((await fake.call('/v3/suppression/unsubscribes?limit=many', { headers })).status).toBe(400);
    const empty = (body: object) =>
      fake.call('/v3/suppression/unsubscribes', { method: 'DELETE', headers, body: JSON.stringify(body) });
    expect((await empty({})).status).toBe(400);
    await empty({ emails: emails.slice(0, 2) });
    expect(await list('')).toEqual(['c@two.example']);
    await empty({ delete_all: true });
    expect(await list('')).toEqual([]);
    expect((await fake.call('/v3/suppression/others', { headers })).status).toBe(404);
  });

  it('outlives a restart, as the signing key does, which is its owner’s alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'account-'));
    const stateFile = join(folder, 'state', 'mails.jsonl');
    const first = await startFakeSendGrid({ stateFile });
    await unsubscribe(first.url, 'kept@example.com', 'gone@example.com');
    await fetch(`${first.url}/v3/suppression/unsubscribes/gone@example.com`, { method: 'DELETE', headers });
    await first.stop();
    const second = await startFakeSendGrid({ stateFile });
    const answer = await fetch(`${second.url}/v3/suppression/unsubscribes`, { headers });
    expect(await answer.json()).toMatchObject([{ email: 'kept@example.com' }]);
    expect(second.publicKey).toBe(first.publicKey);
    expect(statSync(stateFilesOf(stateFile).key).mode & 0o777).toBe(0o600);
    await second.stop();
    rmSync(folder, { recursive: true });
  });
});

/** SendGrid's published descriptions, where they lie beside the project; none of them is copied into the project. */
const published = (name: string) => new URL(`../../../shared/sendgrid/${name}`, import.meta.url);

if (existsSync(published('tsg_webhooks_v3.json'))) {
  const answerOf = (file: string, path: string): ReadonlyMap<string, unknown> => {
    const document = JSON.parse(readFileSync(published(file), 'utf8')) as Node;
    const content = at(document, 'paths', path, 'get', 'responses', '200', 'content', 'application/json');
    return rulesOf(at(content, 'schema'), document);
  };
  const typeOf = (value: unknown) => (typeof value === 'number' ? ['number', 'integer'] : [typeof value]);

  it.each([
    ['tsg_webhooks_v3.json', '/v3/user/webhooks/event/settings/{id}', '/user/webhooks/event/settings'],
    ['tsg_webhooks_v3.json', '/v3/user/webhooks/event/settings/signed/{id}', '/user/webhooks/event/settings/signed'],
    ['tsg_suppressions_v3.json', '/v3/suppression/bounces', '/suppression/bounces'],
    ['tsg_suppressions_v3.json', '/v3/suppression/blocks', '/suppression/blocks'],
    ['tsg_suppressions_v3.json', '/v3/suppression/spam_reports', '/suppression/spam_reports'],
    ['tsg_suppressions_v3.json', '/v3/suppression/unsubscribes', '/suppression/unsubscribes'],
  ])('%s: %s is answered with fields and types that are published', async (file, path, called) => {
    for (const mode of ['bounce', 'blocked', 'spamReport']) {
      await fake.putFault({ mode });
      await fake.post({ ...goodBody, personalizations: [{ to: [{ email: `${mode}@example.com` }] }] });
    }
    await unsubscribe(fake.url(), 'unsubscribed@example.com');
    const answer = await eventually(
      () => read(called) as Promise<Node | Node[]>,
      (found) => !Array.isArray(found) || found.length > 0,
    );
    const rules = answerOf(file, path);
    const prefix = Array.isArray(answer) ? '[].' : '';
    for (const [name, value] of Object.entries(Array.isArray(answer) ? answer[0]! : answer)) {
      expect([name, typeOf(value)]).toEqual([name, expect.arrayContaining([rules.get(`${prefix}${name} type`)])]);
    }
  });
}
