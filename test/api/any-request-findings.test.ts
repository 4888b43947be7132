import { beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { changesNothing, expectProblem } from './problem.ts';

const api = useApi();
let acme: ApiAccount;
beforeAll(async () => {
  acme = await api.account();
  await acme.chat.conversation('c1').begin();
});

const refused = (method: string, path: string, body?: unknown) =>
  changesNothing(api, () => acme.call(method, path, body));

describe('what generated requests have found', () => {
  it.each([
    ['PUT', '/v1/conversations/new'],
    ['PATCH', '/v1/conversations/c1/visitor'],
    ['PATCH', '/v1/settings'],
    ['POST', '/v1/keys'],
  ])('%s %s without a body is 400, although all its fields may be left out', async (method, path) => {
    expectProblem(await refused(method, path), 400, 'not-json');
  });

  it.each(['', '0.0', '1e1', '0x10', ' 1', '-1', '9007199254740992'])(
    'a query takes %j for no number',
    async (text) => {
      const path = '/v1/conversations/c1/messages';
      expectProblem(await refused('GET', `${path}?after=${encodeURIComponent(text)}`), 422, 'invalid-request', [
        'after',
      ]);
    },
  );

  it.each(['0000-01-01T00:00:00+23:59', '9999-12-31T23:59:59-00:01'])(
    'a moment of a year that ISO-8601 writes in its own way is refused: %s',
    async (at) => {
      const message = { id: 'm1', author: { kind: 'visitor' }, text: 'Hello', at };
      const answer = await refused('POST', '/v1/conversations/c1/messages', message);
      expectProblem(answer, 422, 'invalid-request', ['at']);
    },
  );

  it('the document tells the largest number that is taken, where not every integer is', async () => {
    const { components } = (await (await api.app.request('/openapi.json')).json()) as {
      components: { schemas: Record<string, { properties: Record<string, unknown> }> };
    };
    expect(components.schemas.PostRead?.properties.upTo).toMatchObject({ maximum: Number.MAX_SAFE_INTEGER });
    expect(components.schemas.ReadState?.properties.readUpTo).not.toHaveProperty('maximum');
  });
});
