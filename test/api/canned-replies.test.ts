import { describe, expect, it } from '@jest/globals';
import { maxCannedReplies } from '../../src/store/accounts/canned-replies.ts';
import { useApi } from '../support/api-in-process.ts';

const api = useApi();
const hi = { shortcut: 'hi', title: 'Greeting', text: 'Hello {{visitor.name|there}}' };

async function withAgents() {
  const account = await api.account();
  const session = async (id: string) => {
    await account.call('PUT', `/v1/agents/${id}`, { name: id });
    const { body } = await account.call('POST', `/v1/agents/${id}/sessions`);
    return (body as unknown as { token: string }).token;
  };
  return { account, ada: await session('ada'), bob: await session('bob') };
}

describe('canned replies', () => {
  it('are created, replaced under the same id, listed and deleted', async () => {
    const { account } = await withAgents();
    const created = await account.call('PUT', '/v1/canned-replies/r1', hi);
    expect(created).toMatchObject({ status: 201, body: { id: 'r1', agentId: null, ...hi } });
    api.pass(1);
    const replaced = await account.call('PUT', '/v1/canned-replies/r1', { ...hi, title: 'Hi' });
    expect(replaced).toMatchObject({ status: 200, body: { title: 'Hi', updatedAt: api.iso() } });
    expect((await account.call('GET', '/v1/canned-replies')).body.items).toEqual([replaced.body]);
    expect((await account.call('DELETE', '/v1/canned-replies/r1')).status).toBe(204);
    expect((await account.call('DELETE', '/v1/canned-replies/r1')).status).toBe(404);
  });

  it('are an agent’s own or shared: nobody sees or changes those of another, and not every agent the shared ones', async () => {
    const { account, ada, bob } = await withAgents();
    const own = { ...hi, agentId: 'ada' };
    const put = async (id: string, body: object, key: string) =>
      (await account.call('PUT', `/v1/canned-replies/${id}`, body, { key })).status;
    const listed = async (key: string) =>
      (await account.call('GET', '/v1/canned-replies', undefined, { key })).body.items.map(({ id }) => id).sort();
    expect(await put('own', own, ada)).toBe(201);
    expect(await put('shared', hi, ada)).toBe(403);
    expect(await put('shared', hi, await account.keyFor('inbox', 'settings'))).toBe(201);
    expect([await put('own', own, bob), await put('own', { ...hi, agentId: 'bob' }, bob)]).toEqual([403, 403]);
    expect(await put('shared', { ...hi, agentId: 'bob' }, bob)).toBe(403);
    expect((await account.call('DELETE', '/v1/canned-replies/own', undefined, { key: bob })).status).toBe(403);
    expect([await listed(ada), await listed(bob), await listed(account.key)]).toEqual([
      ['own', 'shared'],
      ['shared'],
      ['own', 'shared'],
    ]);
  });

  it('go with the agent whose they are', async () => {
    const { account } = await withAgents();
    await account.call('PUT', '/v1/canned-replies/own', { ...hi, agentId: 'ada' });
    await account.call('DELETE', '/v1/agents/ada');
    expect((await account.call('GET', '/v1/canned-replies')).body.items).toEqual([]);
  });

  it('are only so many', async () => {
    const { account } = await withAgents();
    const many = Array.from({ length: maxCannedReplies.ofAgent }, (_, number) => ({
      _id: `${account.id}:r${number}`,
      accountId: account.id,
      id: `r${number}`,
      agentId: 'ada',
      ...hi,
      createdAt: 1,
      updatedAt: 1,
    }));
    await api.store.cannedReplies.insertMany(many);
    const put = (id: string) => account.call('PUT', `/v1/canned-replies/${id}`, { ...hi, agentId: 'ada' });
    expect(await put('more')).toMatchObject({
      status: 409,
      body: { type: 'urn:afterchat:problem:too-many-canned-replies' },
    });
    expect((await put('r1')).status).toBe(200);
  });
});
