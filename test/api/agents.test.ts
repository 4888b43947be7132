import { beforeEach, describe, expect, it } from '@jest/globals';
import { noticeLapsedLeases } from '../../src/store/accounts/agents.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { collected } from '../support/collected.ts';
import { changesNothing, expectProblem } from './problem.ts';

const api = useApi();
let acme: ApiAccount;
beforeEach(async () => {
  acme = await api.account();
});
const put = (id: string, body: unknown) => acme.call('PUT', `/v1/agents/${id}`, body);
const status = (id: string, body: unknown) => acme.call('PUT', `/v1/agents/${id}/status`, body);
const listed = async (query = '') => (await acme.call('GET', `/v1/agents${query}`)).body;

describe('PUT /v1/agents/{id}', () => {
  it('adds an agent, and changes one without touching the status', async () => {
    const answer = await put('ada', { name: 'Ada' });
    const ada = {
      id: 'ada',
      name: 'Ada',
      email: null,
      avatarUrl: null,
      role: 'agent',
      status: null,
      createdAt: api.iso(),
    };
    expect([answer.status, answer.body]).toEqual([200, ada]);
    await status('ada', { status: 'online' });
    const changed = await put('ada', { name: 'Ada B', email: 'ada@acme.example', avatarUrl: 'https://acme.example/a' });
    expect(changed.body).toEqual({
      ...ada,
      name: 'Ada B',
      email: 'ada@acme.example',
      avatarUrl: 'https://acme.example/a',
      status: { status: 'online', since: api.iso(), expiresAt: null },
    });
    expect((await listed()).items).toEqual([changed.body]);
  });

  it.each([
    [{}, 'name'],
    [{ name: '' }, 'name'],
    [{ name: 'Ada', email: 'ada' }, 'email'],
    [{ name: 'Ada', avatarUrl: 'data:image/png;base64,AA' }, 'avatarUrl'],
    [{ name: 'Ada', status: 'online' }, 'status'],
  ])('answers 422 to %j', async (body, field) => {
    expectProblem(await changesNothing(api, () => put('ada', body)), 422, 'invalid-request', [field]);
  });
});

describe('GET and DELETE /v1/agents', () => {
  it('lists newest first, in pages', async () => {
    for (const id of ['a', 'b', 'c']) await put(id, { name: id });
    const first = await listed('?limit=2');
    expect(first.items.map(({ id }: { id: string }) => id)).toEqual(['c', 'b']);
    const second = await listed(`?limit=2&cursor=${first.nextCursor}`);
    expect([second.items[0]?.id, second.items.length, second.nextCursor]).toEqual(['a', 1, null]);
  });

  it('a deleted agent is in no list, has no status, and is 404 a second time', async () => {
    await put('ada', { name: 'Ada' });
    expect((await acme.call('DELETE', '/v1/agents/ada')).status).toBe(204);
    expect((await listed()).items).toEqual([]);
    expectProblem(await acme.call('DELETE', '/v1/agents/ada'), 404, 'not-found');
    expectProblem(await status('ada', { status: 'online' }), 404, 'not-found');
    expect((await put('ada', { name: 'Ada again' })).body.name).toBe('Ada again');
  });
});

describe('a deleted agent', () => {
  const forwarding = async () => (await acme.chat.conversation('c1').get()).forwarding;
  const replied = async () => {
    const chat = acme.chat.conversation('c1');
    await chat.begin({ email: 'ada@example.com' });
    await chat.agentSays('Hello');
  };

  it('leaves an account in which nobody else ever set a status as it was before: online', async () => {
    await put('ada', { name: 'Ada' });
    await status('ada', { status: 'online' });
    await put('bob', { name: 'Bob' });
    await acme.call('DELETE', '/v1/agents/ada');
    await acme.call('PATCH', '/v1/settings', { contactForm: { offline: 'required' } });
    await replied();
    api.pass(60);
    expect(await forwarding()).toMatchObject({ trigger: 'inactive' });
    const asked = await acme.chat
      .conversation('c2')
      .begin({})
      .then(() => acme.chat.conversation('c2').visitorSays('?'));
    expect(asked.state).toBe('sent');
  });

  it('who is taken back is as one who never set a status', async () => {
    await put('ada', { name: 'Ada' });
    await status('ada', { status: 'invisible' });
    await acme.call('DELETE', '/v1/agents/ada');
    expect((await put('ada', { name: 'Ada' })).body.status).toBeNull();
    await replied();
    expect(await forwarding()).toMatchObject({ trigger: 'inactive' });
  });

  it('who was the last one online leaves the others offline from that moment', async () => {
    await put('ada', { name: 'Ada' });
    await put('bob', { name: 'Bob' });
    await status('bob', { status: 'offline' });
    await status('ada', { status: 'online' });
    await replied();
    api.pass(600);
    await acme.call('DELETE', '/v1/agents/ada');
    expect(await forwarding()).toMatchObject({ trigger: 'agentsOffline', dueAt: api.iso(10) });
    expect(api.woken).toContain(`all of ${acme.id}`);
  });
});

describe('PUT /v1/agents/{id}/status', () => {
  beforeEach(async () => {
    await put('ada', { name: 'Ada' });
    await put('bob', { name: 'Bob' });
  });

  it('answers since when, and until when with a lease', async () => {
    const first = await status('ada', { status: 'online', expiresInSeconds: 30 });
    expect([first.status, first.body]).toEqual([200, { status: 'online', since: api.iso(), expiresAt: api.iso(30) }]);
    api.pass(20);
    const renewed = await status('ada', { status: 'online', expiresInSeconds: 30 });
    expect(renewed.body).toEqual({ status: 'online', since: api.iso(-20), expiresAt: api.iso(30) });
    expect((await status('ada', { status: 'offline' })).body).toEqual({
      status: 'offline',
      since: api.iso(),
      expiresAt: null,
    });
  });

  it('waiting conversations are re-evaluated when the last agent goes, not before', async () => {
    await status('ada', { status: 'online' });
    await status('bob', { status: 'online' });
    await status('ada', { status: 'offline' });
    expect(api.woken).not.toContain(`all of ${acme.id}`);
    await status('bob', { status: 'invisible' });
    expect(api.woken.filter((woken) => woken === `all of ${acme.id}`)).toHaveLength(1);
  });

  it('a lapsed lease counts as offline from its end', async () => {
    await status('ada', { status: 'online', expiresInSeconds: 30 });
    const chat = acme.chat.conversation('c1');
    await chat.begin({ email: 'ada@example.com' });
    await chat.agentSays('Hello');
    expect((await chat.get()).forwarding).toMatchObject({ trigger: 'inactive' });
    api.pass(31);
    expect((await chat.get()).forwarding).toMatchObject({ trigger: 'agentsOffline' });
    expect(await collected(noticeLapsedLeases(api.store, api.now()))).toEqual([acme.id]);
    expect(await collected(noticeLapsedLeases(api.store, api.now()))).toEqual([]);
  });

  it.each([
    [{ status: 'away' }, 'status'],
    [{}, 'status'],
    [{ status: 'online', expiresInSeconds: 29 }, 'expiresInSeconds'],
    [{ status: 'online', expiresInSeconds: 604_801 }, 'expiresInSeconds'],
    [{ status: 'online', expiresInSeconds: '60' }, 'expiresInSeconds'],
    [{ status: 'online', since: '2026-01-01T00:00:00Z' }, 'since'],
  ])('answers 422 to %j', async (body, field) => {
    expectProblem(await changesNothing(api, () => status('ada', body)), 422, 'invalid-request', [field]);
  });

  it('of an unknown agent is 404', async () => {
    expectProblem(await status('nobody', { status: 'online' }), 404, 'not-found');
  });
});
