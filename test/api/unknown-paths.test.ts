import { beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { expectProblem } from './problem.ts';

const api = useApi();
let acme: ApiAccount;
beforeAll(async () => {
  acme = await api.account();
});

describe('a path that is known by other methods', () => {
  it.each([
    ['PUT', '/v1/events', 'GET'],
    ['PATCH', '/v1/conversations/c1', 'DELETE, GET, PUT'],
    ['POST', '/v1/conversations/c1/messages/m1', 'DELETE, PATCH'],
    ['POST', '/v1/settings', 'GET, PATCH'],
    ['POST', '/healthz', 'GET'],
    ['PATCH', '/', 'GET'],
  ])('%s %s is 405, and Allow names them', async (method, path, allow) => {
    const answer = await acme.call(method, path);
    expectProblem(answer, 405, 'method-not-allowed');
    expect(answer.headers.get('allow')).toBe(allow);
  });

  it('is no method of theirs that has no key', async () => {
    expectProblem(await acme.call('PUT', '/v1/events', undefined, { key: null }), 401, 'unauthorized');
  });
});

it.each(['/v1/none', '/v1/conversations/c1/none', '/none', '/v1//events', `/${'x/'.repeat(1_000)}`])(
  'a path that nobody knows is 404: %s',
  async (path) => expectProblem(await acme.call('GET', path), 404, 'not-found'),
);

it('the root leads to the documentation', async () => {
  const answer = await api.app.request('/');
  expect([answer.status, answer.headers.get('location')]).toEqual([302, './docs']);
});

it('lists tell how many they answer if nobody says, and take the cursor that they gave', async () => {
  const { paths } = (await (await api.app.request('/openapi.json')).json()) as {
    paths: Record<string, { get?: { parameters?: { name: string; schema: object }[] } }>;
  };
  const parameters = Object.values(paths).flatMap(({ get }) => get?.parameters ?? []);
  const of = (name: string) => parameters.filter((parameter) => parameter.name === name).map(({ schema }) => schema);
  expect(of('limit').length).toBeGreaterThan(3);
  for (const schema of of('limit')) expect(schema).toMatchObject({ default: 50, maximum: 200 });
  for (const schema of of('cursor')) expect(schema).toMatchObject({ type: 'string' });
});
