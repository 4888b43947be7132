import { afterAll, describe, expect, it } from '@jest/globals';
import { scopes } from '../../src/contract/keys.ts';
import { type GoodRequest, mark, openAuthorizationStage } from './authorization-stage.ts';
import { grants, type Opener, routeOpeners, visitorsActs } from './authorization-table.ts';

// Before the tests, which are made from the document that it serves.
const stage = await openAuthorizationStage();
afterAll(() => stage.stop());
const { home, other, operations, goodRequest, ask } = stage;

const openers = new Map<string, Opener>(routeOpeners);
const routes = [...operations].map(([name, placed]) => ({
  name,
  placed,
  opener: openers.get(name) ?? ('nobody' as const),
}));
const isScope = (opener: Opener | 'nobody') => scopes.some((scope) => scope === opener);
const keyed = routes.flatMap(({ opener, ...route }) =>
  isScope(opener) ? [{ ...route, opener: opener as (typeof scopes)[number] }] : [],
);
const ofAgents = routes.filter(({ opener }) => opener === 'agent');
const ofVisitors = routes.filter(({ opener }) => opener === 'visitor');

const visitorsMessage = { id: 'v1', author: { kind: 'visitor' }, text: 'Hello?' };

const isGood = (status: number) => status >= 200 && status < 300;

async function expectOpen(request: GoodRequest, key: string | null): Promise<void> {
  const { status, text } = await ask(request, key);
  if (!isGood(status)) throw new Error(`${request.method} ${request.path} answered ${status}: ${text}`);
}

/** Asks as each of them; all are answered so, and nothing of the account changes. */
async function expectRefused(
  route: (typeof routes)[number] | (typeof keyed)[number],
  status: 401 | 403,
  who: Readonly<Record<string, string | null>>,
): Promise<void> {
  const request = await goodRequest(route.placed);
  const before = await stage.everything();
  const answers: Record<string, number> = {};
  for (const [name, key] of Object.entries(who)) {
    const { status: answered, text } = await ask(request, key);
    answers[name] = answered;
    expect(text).not.toContain(mark);
  }
  expect(answers).toEqual(Object.fromEntries(Object.keys(who).map((name) => [name, status])));
  expect(await stage.everything()).toEqual(before);
}

const nobody = {
  'no key': null,
  garbage: 'ac_garbage',
  'garbage that looks like a session': 'as_garbage',
  'a JWT of nobody': 'eyJhbGciOiJub25lIn0.eyJhY2NvdW50SWQiOiJhIn0.',
  'a revoked key': home.revoked,
};

it('the table says of every route in the document who opens it', () => {
  expect(routeOpeners.map(([name]) => name).sort()).toEqual([...operations.keys()].sort());
});

describe.each(keyed.map((route) => [route.name, route] as const))('%s', (name, route) => {
  const { placed, opener } = route;
  const lacking = scopes.filter((scope) => !grants(scope, opener));
  const keyOf = (scope: (typeof scopes)[number]) => home.keys.get(scope) ?? '';

  it('is 401 to nobody, and to visitors', () =>
    expectRefused(route, 401, { ...nobody, 'a visitor': home.visitor, "another account's visitor": other.visitor }));

  it('is 403 to keys without the scope, even all of them together', async () => {
    const keys = Object.fromEntries(lacking.map((scope) => [scope, keyOf(scope)]));
    const together = lacking.length === 0 ? {} : { together: await stage.keyFor(...lacking) };
    await expectRefused(route, 403, { ...keys, ...together });
  });

  it.each(scopes.filter((scope) => grants(scope, opener)))('is open to a key with the scope %s', async (scope) => {
    const body = scope === 'chat' && placed.operation.operationId === 'postMessage' ? { body: visitorsMessage } : {};
    await expectOpen({ ...(await goodRequest(placed)), ...body }, keyOf(scope));
  });

  /** The same request, as this agent would make it. */
  function asAgent(id: string, request: GoodRequest): GoodRequest {
    if (name === 'PUT /v1/agents/{id}/status') return { ...request, path: `/v1/agents/${id}/status` };
    const isTheirs = ['postMessage', 'postTyping'].includes(placed.operation.operationId);
    return isTheirs
      ? { ...request, body: JSON.parse(JSON.stringify(request.body).replaceAll('"ada"', `"${id}"`)) }
      : request;
  }

  it("is open to an agent's session as to the scope inbox, for what this agent does", async () => {
    const isOpen = grants('inbox', opener) && !visitorsActs.includes(name);
    if (!isOpen) return expectRefused(route, 403, { 'an agent': home.agent, 'their cookie': home.agentsCookie });
    const request = await goodRequest(placed);
    if (name === 'PUT /v1/agents/{id}/status') expect((await ask(request, home.agent)).status).toBe(403);
    await expectOpen(asAgent('ada', request), home.agent);
  });

  it("is open to an admin's cookie, for what this agent does", async () => {
    if (visitorsActs.includes(name)) return expectRefused(route, 403, { cookie: home.adminsCookie });
    await expectOpen(asAgent('boss', await goodRequest(placed)), home.adminsCookie);
  });

  it("shows and changes nothing with another account's key", async () => {
    const request = await goodRequest(placed);
    const before = await stage.everythingOfHome();
    const { status, text } = await ask(request, other.key);
    const createsItsOwn = placed.method === 'PUT' && placed.path.endsWith('}');
    if (placed.path.includes('{') && !createsItsOwn) expect(status).toBe(404);
    else expect(isGood(status)).toBe(true);
    expect(text).not.toContain(mark);
    expect(await stage.everythingOfHome()).toEqual(before);
  });
});

it.each([{ kind: 'visitor' }, { kind: 'bot' }, { kind: 'agent', id: 'bob' }])(
  "an agent's session does not write as %o",
  async (author) => {
    const placed = operations.get('POST /v1/conversations/{id}/messages');
    if (placed === undefined) throw new Error('there is no such route');
    const request = { ...(await goodRequest(placed)), body: { id: 'm2', author, text: 'Hello' } };
    expect((await ask(request, home.agent)).status).toBe(403);
  },
);

describe.each(ofAgents.map((route) => [route.name, route] as const))('%s', (_, route) => {
  it('is 401 to nobody, and to visitors', () => expectRefused(route, 401, { ...nobody, 'a visitor': home.visitor }));

  it('is 403 to keys, whatever their scopes', () => expectRefused(route, 403, Object.fromEntries(home.keys)));

  it("is open to an agent's session", async () => {
    const begun = await stage.call('POST', '/v1/agents/ada/sessions');
    await expectOpen(await goodRequest(route.placed), ((await begun.json()) as { token: string }).token);
  });

  it("is open to an agent's cookie, which is extended by itself", async () => {
    const cookie = await stage.cookieOf('ada');
    if (route.name.endsWith('/renew')) return expectRefused(route, 403, { cookie });
    await expectOpen(await goodRequest(route.placed), cookie);
  });
});

describe.each(ofVisitors.map((route) => [route.name, route] as const))('%s', (_, route) => {
  it('is 401 to nobody, and to all who are no visitors', () =>
    expectRefused(route, 401, { ...nobody, ...Object.fromEntries(home.keys), 'an agent': home.agent }));

  it('is open to a visitor', async () => expectOpen(await goodRequest(route.placed), await stage.newVisitor('home')));

  it("shows and changes nothing with the token of another account's visitor", async () => {
    const before = await stage.everythingOfHome();
    const { status, text } = await ask(await goodRequest(route.placed), await stage.newVisitor('other'));
    expect(isGood(status)).toBe(true);
    expect(text).not.toContain(mark);
    expect(await stage.everythingOfHome()).toEqual(before);
  });
});

describe.each(routes.filter(({ opener }) => opener === 'anyone').map((route) => [route.name, route] as const))(
  '%s',
  (_, { placed }) => {
    it('is open to anyone', async () => {
      const request = await goodRequest(placed);
      for (const key of Object.values(nobody)) expect((await ask(request, key)).status).toBe(200);
    });
  },
);

it("POST /v1/visitor/sessions is opened by the site's key alone, whatever stands in the header", async () => {
  const body = (siteKey: string) => ({ method: 'POST', path: '/v1/visitor/sessions', body: { siteKey } });
  expect((await ask(body('site_unknown'), home.key)).status).toBe(401);
  const placed = operations.get('POST /v1/visitor/sessions');
  if (placed === undefined) throw new Error('there is no such route');
  for (const key of [null, 'ac_garbage', other.key])
    expect((await ask(await goodRequest(placed), key)).status).toBe(200);
});

it('POST /webhooks/sendgrid/events is opened by the signature alone, whatever stands in the header', async () => {
  const body = '[]';
  const request = { method: 'POST', path: '/webhooks/sendgrid/events', body };
  const before = await stage.everything();
  for (const key of [...Object.values(nobody), ...home.keys.values(), home.visitor, home.agent])
    expect((await ask(request, key)).status).toBe(401);
  expect(await stage.everything()).toEqual(before);
  const headers = stage.signer.headers(body, Date.now());
  expect((await stage.request(request.path, { method: 'POST', headers, body })).status).toBe(204);
});
