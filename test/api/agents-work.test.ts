import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Conversation } from '../../src/contract/conversations.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import type { EventReader } from '../support/event-reader.ts';
import { useVisitorApi } from '../support/visitor-api.ts';
import { expectProblem } from './problem.ts';

const api = useApi();
let acme: ApiAccount;
let ada: string;
let bob: string;
beforeAll(async () => {
  acme = await api.account();
  [ada, bob] = [await session(acme, 'ada'), await session(acme, 'bob')];
});

async function session({ chat, call }: ApiAccount, id: string): Promise<string> {
  await chat.addAgent(id, id === 'ada' ? 'Ada' : 'Bob');
  return ((await call('POST', `/v1/agents/${id}/sessions`)).body as unknown as { token: string }).token;
}

const post = (path: string, key: string, body?: unknown) =>
  acme.call('POST', `/v1/conversations/${path}`, body, { key });
const unread = async (id: string, key: string) =>
  ((await acme.call('GET', `/v1/conversations/${id}`, undefined, { key })).body as unknown as Conversation).unread;

describe('PUT …/assignee', () => {
  const assign = (agentId: unknown) => acme.call('PUT', '/v1/conversations/assigned/assignee', { agentId });
  beforeAll(() => acme.chat.conversation('assigned').begin());

  it('assigns to an agent, and to nobody', async () => {
    expect(await acme.chat.conversation('assigned').get()).toMatchObject({ assignee: null });
    expect(await assign('ada')).toMatchObject({ status: 200, body: { assignee: 'ada' } });
    expect(await assign('ada')).toMatchObject({ status: 200, body: { assignee: 'ada' } });
    expect(await assign(null)).toMatchObject({ status: 200, body: { assignee: null } });
  });

  it('takes nobody who is no agent, or no longer', async () => {
    expectProblem(await assign('nobody'), 422, 'invalid-request', ['agentId']);
    await acme.chat.addAgent('eve', 'Eve');
    await assign('eve');
    await acme.call('DELETE', '/v1/agents/eve');
    expect(await acme.chat.conversation('assigned').get()).toMatchObject({ assignee: 'eve' });
    await assign(null);
    expectProblem(await assign('eve'), 422, 'invalid-request', ['agentId']);
    expectProblem(await acme.call('PUT', '/v1/conversations/none/assignee', { agentId: 'ada' }), 404, 'not-found');
  });
});

describe('what an agent has read', () => {
  it('is their own, and nothing to the visitor or to a key', async () => {
    const chat = acme.chat.conversation('read');
    await chat.begin();
    for (const text of ['One', 'Two', 'Three']) await chat.visitorSays(text);
    expect([await unread('read', ada), await unread('read', bob), await unread('read', acme.key)]).toEqual([
      3,
      3,
      undefined,
    ]);
    expect((await post('read/read', ada, { upTo: 2 })).body).toEqual({ readUpTo: 2, unread: 1 });
    expect((await post('read/read', ada, { upTo: 1 })).body).toEqual({ readUpTo: 2, unread: 1 });
    expect((await post('read/read', ada, { upTo: 9 })).body).toEqual({ readUpTo: 3, unread: 0 });
    expect([await unread('read', ada), await unread('read', bob)]).toEqual([0, 3]);
    expect((await post('read/read', acme.key, { upTo: 1 })).body).toEqual({ readUpTo: 1 });
    expect(await chat.get()).toMatchObject({ readUpTo: 1 });
    const { body } = await acme.call('GET', '/v1/conversations', undefined, { key: bob });
    expect(body.items.find(({ id }) => id === 'read')).toMatchObject({ unread: 3 });
  });

  it('includes what they answer', async () => {
    const chat = acme.chat.conversation('answered');
    await chat.begin();
    await chat.visitorSays('Hello?');
    await post('answered/messages', bob, { id: 'a1', author: { kind: 'agent' }, text: 'Hello' });
    expect([await unread('answered', ada), await unread('answered', bob)]).toEqual([1, 0]);
  });

  it('is less where they mark a conversation as unread', async () => {
    const chat = acme.chat.conversation('marked');
    await chat.begin();
    await chat.visitorSays('Hello?');
    await post('marked/read', ada, { upTo: 1 });
    expect((await post('marked/unread', ada)).body).toMatchObject({ id: 'marked', unread: 1 });
    await post('marked/read', ada, { upTo: 1 });
    expect(await unread('marked', ada)).toBe(0);
    expectProblem(await post('marked/unread', acme.key), 403, 'not-a-session');
    expectProblem(await post('none/unread', ada), 404, 'not-found');
    expectProblem(await post('none/read', ada, { upTo: 1 }), 404, 'not-found');
  });

  it('changes nothing that emails are made from', async () => {
    const stored = () => api.store.conversations.findOne({ accountId: acme.id, id: 'marked' });
    const before = await stored();
    await post('marked/unread', ada);
    await post('marked/read', ada, { upTo: 1 });
    await acme.call('PUT', '/v1/conversations/marked/assignee', { agentId: 'ada' });
    const after = await stored();
    expect([after?.version, after?.alarm, after?.waiting]).toEqual([before?.version, before?.alarm, before?.waiting]);
  });
});

describe('the account’s stream', () => {
  const visitors = useVisitorApi();
  const readers: EventReader[] = [];
  afterAll(() => Promise.all(readers.map((reader) => reader.leave())));

  it('tells all that a list shows, to each agent with what they have not read', async () => {
    const site = await visitors.site();
    for (const id of ['ada', 'bob']) await site.agent(id, 'online');
    const tokenOf = async (id: string) => (await site.admin('POST', `/v1/agents/${id}/sessions`)).body.token as string;
    const keys = [await tokenOf('ada'), await tokenOf('bob'), site.apiKey];
    const streams = await Promise.all(keys.map((key) => visitors.follow(key, undefined, '/v1/events')));
    readers.push(...streams);
    const widget = await site.visitor();
    await widget.writes('Hello?');
    const path = `/v1/conversations/${widget.conversationId()}`;
    await site.admin('PUT', `${path}/assignee`, { agentId: 'bob' });
    await visitors.call('POST', `${path}/read`, { upTo: 1 }, { token: keys[0] as string });
    const list = await Promise.all(
      keys.map((token) => visitors.call('GET', '/v1/conversations', undefined, { token })),
    );
    const newest = list.map(({ body }) => body.items[0]);
    expect(newest.map(({ unread: count, assignee }) => [count, assignee])).toEqual([
      [0, 'bob'],
      [1, 'bob'],
      [undefined, 'bob'],
    ]);
    for (const [index, reader] of streams.entries())
      await reader.until(() => reader.events.some(({ data }) => isSame(data, newest[index])));
  });
});

const isSame = (one: unknown, other: unknown) => sorted(one) === sorted(other);
const sorted = (value: unknown) => JSON.stringify(Object.entries(value as object).sort(([a], [b]) => (a < b ? -1 : 1)));
