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

it('each route that is recorded exists', () => {
  const served = api.app.routes.map(({ method, path }) => `${method} ${path}`);
  expect(served).toEqual(expect.arrayContaining(Object.keys(auditedRoutes)));
});
