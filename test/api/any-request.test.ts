import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { nameOf, type RouteUnderTest, routes, withBody } from './routes.ts';

const api = useApi();
let acme: ApiAccount;
let chat: ReturnType<ApiAccount['chat']['conversation']>;
beforeAll(async () => {
  acme = await api.account();
  await acme.chat.addAgent('ada', 'Ada');
  chat = acme.chat.conversation('c1');
  await chat.begin({ email: 'ada@example.com' });
  await chat.agentSays('Hello');
});

/** Where a field is likely to be taken seriously, values that are nearly right. */
const nearlyRight = fc.constantFrom<unknown>(
  ...['ada@example.com', 'en', 'Europe/Paris', 'https://acme.example', 'm1', 'visitor', 'agent', 'here', 'left'],
  ...['0000-01-01T00:00:00Z', '9999-12-31T23:59:59+23:59', '2026-03-06T13:00:00.123456789Z', '', '\u0000', '\ud800'],
  ...[0, -0, -1, 1, 1.5, 30, 2 ** 53, 1e300, -1e-300, null, true, [], {}, { $gt: '' }, { kind: 'agent' }],
  ...['nothing', 'transcript', 'online', 'toString', '$where', 'a.b', 'x'.repeat(10_001), '🙂'.repeat(10_000)],
);
const anyValue = fc.oneof(
  { weight: 4, arbitrary: nearlyRight },
  { weight: 1, arbitrary: fc.jsonValue({ noUnicodeString: false, stringUnit: 'binary' } as never) },
);
const anyName = fc.oneof(
  fc.constantFrom('id', 'text', 'email', 'name', 'kind', '__proto__', 'constructor', '$set', 'a.b', '', '\u0000'),
  fc.string(),
);

/** The good body with some of its fields, at any depth, replaced, removed or added to. */
function bodiesLike(good: Record<string, unknown>): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(good).map(([name, value]) => [
      name,
      fc.oneof(
        { weight: 3, arbitrary: fc.constant(value) },
        { weight: 3, arbitrary: anyValue },
        {
          weight: 2,
          arbitrary:
            typeof value === 'object' && value !== null
              ? fc.dictionary(fc.oneof(fc.constantFrom('kind', ...Object.keys(value)), anyName), anyValue, {
                  maxKeys: 3,
                })
              : anyValue,
        },
      ),
    ]),
  );
  return fc
    .tuple(fc.record(fields, { requiredKeys: [] }), fc.dictionary(anyName, anyValue, { maxKeys: 1 }))
    .map(([like, more]) => ({ ...like, ...more }));
}

/** Optional fields as well, so that each has its turn. */
const wholeBodies: Record<string, Record<string, unknown>> = {
  'PUT /v1/conversations/c1': { channel: { kind: 'web', pageId: 'p', recipientId: 'r' }, page: 'https://acme.example' },
  'PATCH /v1/conversations/c1/visitor': { email: 'ada@example.com', locale: 'fr', timeZone: 'UTC' },
  'POST /v1/conversations/c1/presence': { at: '2026-03-06T13:00:00Z' },
  'POST /v1/conversations/c1/messages': { at: '2026-03-06T13:00:00Z', readUpTo: 1 },
  'PUT /v1/agents/ada': { email: 'ada@example.com', avatarUrl: 'https://acme.example' },
  'PUT /v1/agents/ada/status': { expiresInSeconds: 60 },
  'PATCH /v1/settings': { timing: { settleSeconds: 5 }, sender: { name: 'A' }, brand: {}, emailForwarding: 'nothing' },
};

async function expectAnAnswer({ method, path }: RouteUnderTest, body?: unknown): Promise<void> {
  const answer = await acme.call(method, path, body);
  if (answer.status >= 500) throw new Error(`${answer.status} to ${method} ${path} ${JSON.stringify(body)}`);
  if (answer.status < 400) return;
  expect(answer.body).toMatchObject({ status: answer.status, type: expect.stringMatching(/^urn:afterchat:problem:/) });
  if (answer.status === 422) expect(answer.body.errors.length).toBeGreaterThan(0);
}

afterEach(async () => {
  // Whatever was taken, everything can still be read.
  expect((await chat.get()).id).toBe('c1');
  await chat.messages();
  expect((await acme.call('GET', '/v1/settings')).status).toBe(200);
  expect((await acme.call('GET', '/v1/agents')).status).toBe(200);
  expect((await acme.call('GET', '/v1/conversations')).status).toBe(200);
});

describe('whatever is sent, no answer is a 5xx', () => {
  it.each(withBody.map((route) => [nameOf(route), route] as const))('%s', async (name, route) => {
    const good = { ...route.body, ...wholeBodies[name] };
    await fc.assert(
      fc.asyncProperty(fc.oneof({ weight: 5, arbitrary: bodiesLike(good) }, anyValue), (body) =>
        expectAnAnswer(route, JSON.stringify(body)),
      ),
      { numRuns: 60 },
    );
  });

  it('in a path', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...routes), fc.string({ unit: 'binary' }), (route, text) => {
        const id = encodeURIComponent(text.toWellFormed());
        return expectAnAnswer({ ...route, path: route.path.replace(/c1|ada|d1/, id) }, route.body);
      }),
      { numRuns: 100 },
    );
  });

  it('in a query', async () => {
    const names = fc.constantFrom('cursor', 'limit', 'after', 'view', 'state', 'address', 'status', 'reason', 'since');
    const lists = routes.filter(({ method }) => method === 'GET');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...lists), fc.dictionary(names, anyValue), (route, query) => {
        const search = new URLSearchParams(
          Object.entries(query).map(([name, value]): [string, string] => [
            name,
            typeof value === 'string' ? value : JSON.stringify(value),
          ]),
        );
        return expectAnAnswer({ ...route, path: `${route.path}?${search}` });
      }),
      { numRuns: 150 },
    );
  });
});
