import { beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { expectProblem } from './problem.ts';

const api = useApi();
let acme: ApiAccount;
let ada: string;
beforeAll(async () => {
  acme = await api.account();
  await acme.chat.addAgent('ada', 'Ada');
  ada = ((await acme.call('POST', '/v1/agents/ada/sessions')).body as unknown as { token: string }).token;
  await begin('grace', { id: 'customer-12', name: 'Grace Brewster Hopper', email: 'Grace.Hopper@Example.com' });
  await begin('jose', { id: 'auth0|AB', name: 'José Müller', email: 'jose@bücher.example' });
  await begin('moved', { name: 'Alan', email: 'old@example.com' });
  await acme.chat.conversation('moved').identify('new@example.com');
  await begin('nameless', {});
});

async function begin(id: string, visitor: Record<string, unknown>) {
  api.pass(1);
  await acme.chat.conversation(id).begin(visitor);
  await acme.chat.conversation(id).visitorSays('Hello');
}
const list = (query: string, key = acme.key) => acme.call('GET', `/v1/conversations?${query}`, undefined, { key });
const ids = async (query: string, key?: string) => (await list(query, key)).body.items.map(({ id }) => id);
const searched = (q: string) => ids(`q=${encodeURIComponent(q)}`);

describe('a search', () => {
  it.each([
    ['grace.hopper@example.com', ['grace']],
    ['GRACE.HOPPER@EXAMPLE.COM', ['grace']],
    ['grace.h', ['grace']],
    ['hopper', ['grace']],
    ['brewster ho', ['grace']],
    ['Example.com', []],
    ['customer-1', ['grace']],
    ['Auth0|ab', ['jose']],
    ['jose@bücher.example', ['jose']],
    ['jose@BÜCHER', ['jose']],
    ['jose@xn--bcher-kva.example', ['jose']],
    ['jose mul', ['jose']],
    ['MÜLLER', ['jose']],
    ['old@example.com', ['moved']],
    ['new@example.com', ['moved']],
    ['a', ['moved', 'jose']],
    ['.*', []],
    [' ', []],
  ])('for %j finds %j', async (q, found) => {
    expect(await searched(q)).toEqual(found);
  });

  it('finds by all that is asked for together', async () => {
    api.pass(1);
    await acme.chat.conversation('jose').agentSays('Hello');
    expect(await ids('q=a&unanswered=true')).toEqual(['moved']);
    expect(await ids('visitorId=customer-12&state=open')).toEqual(['grace']);
    expect(await ids('visitorId=customer-12&state=closed')).toEqual([]);
  });
});

describe('a list for an agent', () => {
  it('has what is theirs and what they have not read', async () => {
    await acme.call('PUT', '/v1/conversations/grace/assignee', { agentId: 'ada' });
    await acme.call('POST', '/v1/conversations/grace/read', { upTo: 1 }, { key: ada });
    expect(await ids('assignee=me', ada)).toEqual(['grace']);
    expect(await ids('assignee=ada')).toEqual(['grace']);
    expect(await ids('assignee=none', ada)).toEqual(['jose', 'nameless', 'moved']);
    expect(await ids('unread=false', ada)).toEqual(['jose', 'grace']);
    expect(await ids('unread=true&sort=created', ada)).toEqual(['nameless', 'moved']);
    expect(await ids('sort=waiting')).toEqual(['grace', 'moved', 'nameless']);
  });

  it.each([
    ['assignee=me', 'assignee'],
    ['unread=true', 'unread'],
    ['unanswered=yes', 'unanswered'],
    ['sort=newest', 'sort'],
    ['q=', 'q'],
    ['assigned=me', 'assigned'],
  ])('answers 422 to ?%s with a key', async (query, field) => {
    const answer = await list(query);
    expectProblem(answer, 422, 'invalid-request', [field]);
    if (query === 'assignee=me') expect(answer.body.errors[0]?.message).toMatch(/agent's session/);
  });

  it('goes on only in the same order', async () => {
    const { nextCursor } = (await list('limit=1')).body;
    expect(await ids(`limit=1&cursor=${nextCursor}`)).toHaveLength(1);
    expectProblem(await list(`limit=1&sort=created&cursor=${nextCursor}`), 422, 'invalid-request', ['cursor']);
  });
});
