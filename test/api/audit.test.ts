import { beforeEach, describe, expect, it } from '@jest/globals';
import { auditedRoutes } from '../../src/api/audit/audited.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';

const api = useApi();
let acme: ApiAccount;
beforeEach(async () => {
  acme = await api.account();
});

const entries = async (query = '') => (await acme.call('GET', `/v1/audit${query}`)).body.items;

describe('GET /v1/audit', () => {
  it('tells which settings were changed, by whom and when, without their values', async () => {
    const change = { timing: { settleSeconds: 1 }, sender: { name: 'Secret', address: 'secret@acme.example' } };
    await acme.call('PATCH', '/v1/settings', change, { headers: { 'x-request-id': 'r-1' } });
    const found = await entries();
    expect(found).toEqual([
      {
        id: expect.any(String),
        at: api.iso(),
        actor: { kind: 'key', id: expect.stringMatching(/^[0-9a-f]{20}$/) },
        action: 'settings.changed',
        object: { kind: 'settings', id: null },
        fields: ['sender.address', 'sender.name', 'timing.settleSeconds'],
        requestId: 'r-1',
      },
    ]);
    expect(JSON.stringify(await api.store.audit.find().toArray())).not.toMatch(/secret/i);
  });

  it('has only what succeeded, and outlives an erasure', async () => {
    await acme.call('PATCH', '/v1/settings', { locale: 5 });
    await acme.call('DELETE', '/v1/conversations/none');
    await acme.chat.conversation('c1').begin({ email: 'ada@example.com' });
    await acme.call('DELETE', '/v1/conversations/c1');
    expect(await entries()).toMatchObject([
      { action: 'conversation.erased', object: { kind: 'conversation', id: 'c1' } },
    ]);
  });

  it('has no dry run, which changes nothing', async () => {
    await acme.call('POST', '/v1/deliveries/replay', { id: 'j1', dryRun: true });
    await acme.call('POST', '/v1/deliveries/replay', { id: 'j1' });
    expect(await entries()).toMatchObject([{ action: 'deliveries.replayed', object: { kind: 'job', id: 'j1' } }]);
  });

  it('is filtered and paged, newest first, and each account has its own', async () => {
    for (const id of ['ada', 'bob', 'cy']) {
      api.pass(1);
      await acme.call('PUT', `/v1/agents/${id}`, { name: id });
    }
    const { body } = await acme.call('GET', '/v1/audit?limit=2');
    expect(body.items).toMatchObject([{ object: { id: 'cy' } }, { object: { id: 'bob' } }]);
    expect(await entries(`?limit=2&cursor=${body.nextCursor}`)).toMatchObject([{ object: { id: 'ada' } }]);
    expect(await entries('?object=bob')).toHaveLength(1);
    expect(await entries('?action=key.created')).toEqual([]);
    expect(await entries(`?since=${api.iso()}`)).toMatchObject([{ object: { id: 'cy' } }]);
    const other = await api.account();
    expect((await other.call('GET', '/v1/audit')).body.items).toEqual([]);
  });

  it('keeps a record for the days of the settings', async () => {
    await acme.call('PATCH', '/v1/settings', { retention: { auditDays: 1 } });
    const [record] = await api.store.audit.find({ accountId: acme.id }).toArray();
    expect(record?.expiresAt).toEqual(new Date(api.now() + 86_400_000));
  });
});

describe('the log', () => {
  const lines = (msg: string, id: string) => api.logged(msg).filter(({ requestId }) => requestId === id);
  const refusals = (id: string) => lines('request refused', id);
  const call = (id: string, method: string, path: string, body?: unknown, key = acme.key) =>
    acme.call(method, path, body, { key, headers: { 'x-request-id': id } });

  it('has each record with its ids once it is written, and a refusal instead of what was refused', async () => {
    await call('put', 'PUT', '/v1/suppressions/ada@example.com', { detail: 'She called.' });
    await call('again', 'PUT', '/v1/suppressions/ada@example.com', { detail: 'She called.' });
    await call('none', 'POST', '/v1/deliveries/none/replay');
    await call('patch', 'PATCH', '/v1/settings', { timing: { settleSeconds: 1 } });
    const keyId = expect.stringMatching(/^[0-9a-f]{20}$/);
    const recorded = { level: 30, msg: 'recorded in the audit', accountId: acme.id, keyId };
    expect(lines('recorded in the audit', 'put')).toEqual([
      { ...recorded, requestId: 'put', action: 'suppression.added', object: 'suppression', objectId: null },
    ]);
    expect(lines('recorded in the audit', 'patch')).toMatchObject([{ fields: ['timing.settleSeconds'] }]);
    for (const id of ['again', 'none']) expect(lines('recorded in the audit', id)).toEqual([]);
    expect(refusals('none')).toEqual([
      {
        ...{ level: 30, msg: 'request refused', requestId: 'none', accountId: acme.id, keyId },
        ...{ method: 'POST', route: '/v1/deliveries/:id/replay', status: 404, problem: 'not-found' },
      },
    ]);
    expect(JSON.stringify([...lines('recorded in the audit', 'put'), ...refusals('none')])).not.toMatch(/ada@|called/);
  });

  it.each([
    ['401', 'POST', '/v1/agents/ada/sessions', 'wrong', '/v1/agents/:id/sessions', 'unauthorized'],
    ['401', 'GET', '/v1/conversations/ada', 'wrong', '/v1/conversations/:id', 'unauthorized'],
    ['403', 'PATCH', '/v1/settings', 'chat', '/v1/settings', 'scope-missing'],
    ['401', 'GET', '/v1/visitor/conversation', 'wrong', '/v1/visitor/conversation', 'session-unknown'],
    ['404', 'GET', '/v1/nowhere/ada', 'chat', 'unmatched', 'not-found'],
    ['405', 'DELETE', '/v1/settings', 'chat', 'unmatched', 'method-not-allowed'],
    ['404', 'GET', '/u/secret-of-ada', 'wrong', '/u/:token', 'not-found'],
  ])('names in a %s to %s %s with a key that is %s the route %s and the problem', async (...asked) => {
    const [status, method, path, whose, route, problem] = asked;
    const id = `${status}-${method}-${route.replaceAll(/\W/g, '-')}`;
    await call(id, method, path, undefined, whose === 'chat' ? await acme.keyFor('chat') : whose).catch(() => {});
    expect(refusals(id)).toMatchObject([{ method, route, status: Number(status), problem }]);
    expect(JSON.stringify(refusals(id))).not.toContain('ada');
  });

  it('has at most ten refusals a minute of one kind to strangers, and says how many it leaves out', async () => {
    const knock = () => call('knock', 'GET', '/v1/jobs', undefined, 'wrong');
    for (let tries = 0; tries < 12; tries += 1) await knock();
    expect(refusals('knock')).toHaveLength(10);
    await call('other', 'GET', '/v1/keys', undefined, 'wrong');
    expect(refusals('other')).toHaveLength(1);
    api.pass(60);
    await knock();
    expect(refusals('knock').at(-1)).toMatchObject({ route: '/v1/jobs', leftOut: 2 });
    for (let tries = 0; tries < 12; tries += 1) await call('known', 'GET', '/v1/jobs/none');
    expect(refusals('known')).toHaveLength(12);
  });
});

it('each route that is recorded exists', () => {
  const served = api.app.routes.map(({ method, path }) => `${method} ${path}`);
  expect(served).toEqual(expect.arrayContaining(Object.keys(auditedRoutes)));
});
