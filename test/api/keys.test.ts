import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Scope } from '../../src/store/accounts/keys.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { changesNothing, expectProblem } from './problem.ts';
import { nameOf, routes } from './routes.ts';

const api = useApi();
let acme: ApiAccount;
let other: ApiAccount;
beforeAll(async () => {
  [acme, other] = [await api.account(), await api.account()];
  const chat = acme.chat.conversation('c1');
  await chat.begin({ email: 'ada@example.com' });
  await acme.call('POST', '/v1/conversations/c1/messages', { id: 'm1', author: { kind: 'agent' }, text: 'Hello' });
  await acme.chat.addAgent('ada', 'Ada');
});

const everyScope = ['chat', 'inbox', 'settings', 'deliveries', 'admin'] as const;
const holds = (scope: Scope, needed: Scope) =>
  scope === needed || scope === 'admin' || (scope === 'inbox' && needed === 'chat');

describe.each(routes.map((route) => [nameOf(route), route] as const))('%s', (_, { method, path, body, scope }) => {
  it('answers 401 without a key, and with one that is not known', async () => {
    for (const key of [null, 'ac_unknown', `${acme.key}x`, acme.key.toUpperCase(), '']) {
      const answer = await changesNothing(api, () => acme.call(method, path, body, { key }));
      expectProblem(answer, 401, 'unauthorized');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it('answers 403 to a key without the scope, and names it', async () => {
    for (const wrong of everyScope.filter((one) => !holds(one, scope))) {
      const key = await acme.keyFor(wrong);
      const answer = await changesNothing(api, () => acme.call(method, path, body, { key }));
      expectProblem(answer, 403, 'scope-missing');
      expect(answer.body.detail).toContain(scope);
    }
  });

  it('lets a key with the scope in', async () => {
    const key = await acme.keyFor(scope);
    const answer = await acme.call(method, path.replace('c1', 'c2').replace('ada', 'bob'), body, { key });
    expect([200, 201, 202, 204, 404, 409]).toContain(answer.status);
  });
});

describe('a key of another account', () => {
  it.each(
    routes
      .filter(({ path, method }) => /c1|ada|d1/.test(path) && method !== 'PUT')
      .map((route) => [nameOf(route), route] as const),
  )('sees nothing at %s: 404', async (_, { method, path, body }) => {
    expectProblem(await changesNothing(api, () => other.call(method, path, body)), 404, 'not-found');
  });

  it('creates a conversation of its own under the same id', async () => {
    await other.chat.conversation('c1').begin({ name: 'Somebody else' });
    expect((await acme.chat.conversation('c1').get()).visitor.email).toBe('ada@example.com');
    expect((await other.chat.conversation('c1').messages()).length).toBe(0);
    expect((await other.call('GET', '/v1/conversations?empty=true')).body.items).toHaveLength(1);
    expect((await other.call('GET', '/v1/conversations?empty=true&address=ada@example.com')).body.items).toEqual([]);
    expect((await other.call('GET', '/v1/agents')).body.items).toEqual([]);
  });
});

it('an agent’s message needs the scope inbox, a visitor’s and a bot’s chat alone', async () => {
  const key = await acme.keyFor('chat');
  const post = (kind: string) =>
    acme.call('POST', '/v1/conversations/c1/messages', { id: `by-${kind}`, author: { kind }, text: 'Hi' }, { key });
  expectProblem(await changesNothing(api, () => post('agent')), 403, 'scope-missing');
  expect([(await post('visitor')).status, (await post('bot')).status]).toEqual([201, 201]);
});

it('a path that does not exist is 404, and a method that a path does not take 405', async () => {
  expectProblem(await acme.call('GET', '/v1/nothing'), 404, 'not-found');
  expectProblem(await acme.call('DELETE', '/v1/settings'), 405, 'method-not-allowed');
  expectProblem(await acme.call('GET', '/nothing', undefined, { key: null }), 404, 'not-found');
});
