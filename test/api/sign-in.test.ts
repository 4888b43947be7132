import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/api/app.ts';
import { notifier } from '../../src/api/notifier.ts';
import { returnPath } from '../../src/api/sign-in/return-path.ts';
import { readConfig } from '../../src/config.ts';
import type { AuditEntry } from '../../src/contract/audit.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { type CookieJar, cookieJar } from '../support/cookie-jar.ts';

const api = useApi();
const here = 'http://localhost:3000';
let acme: ApiAccount;
let app: ReturnType<typeof createApp>;
let browser: CookieJar;

beforeAll(async () => {
  acme = await api.account();
  const { store, clock, log } = api;
  const deps = { store, clock, log, notifier: notifier(api.waker, log), temporal: null };
  app = createApp({ ...deps, demoAccount: acme.id, publicUrl: 'http://127.0.0.1:3000' });
});
beforeEach(async () => {
  await acme.call('PUT', '/v1/agents/ada', { name: 'Ada', role: 'admin' });
  await acme.call('PUT', '/v1/agents/grace', { name: 'Grace', role: 'agent' });
  browser = newBrowser();
});

const newBrowser = () => cookieJar((url, init) => app.request(url.href, init));

const form = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) });
const signIn = (agent: string, as = browser, to = '/inbox') => as.request(`${here}/sign-in/demo`, form({ agent, to }));

const fromPage = { 'x-afterchat-page': '1', 'content-type': 'application/json' };
const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = fromPage) =>
  browser.request(`${here}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const statusOf = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).status;

describe('signing in to the demo', () => {
  it('takes one click on an agent, and leads to where the agent wanted to go', async () => {
    const page = await browser.request(`${here}/sign-in?to=/inbox/c1`, { page: false });
    const html = await page.text();
    expect(html).toMatch(/Sign in as Ada.*Sign in as Grace/s);
    expect(html).toContain('value="/inbox/c1"');
    const answer = await signIn('ada', browser, '/inbox/c1');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '../inbox/c1']);
    expect(await statusOf('GET', '/v1/agents')).toBe(200);
    const again = await browser.request(`${here}/sign-in?to=/inbox/c1`);
    expect([again.status, again.headers.get('location')]).toEqual([303, './inbox/c1']);
  });

  it('sets a cookie that no script reads, no other host sets, and no other site sends', async () => {
    const cookie = (await signIn('ada')).headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(
      /^__Host-afterchat=ci_[a-z2-7]{26}; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    const [, id = ''] = /=(ci_[^;]+)/.exec(cookie) ?? [];
    const { agentSessions } = api.store;
    expect(JSON.stringify(await agentSessions.find().toArray())).not.toContain(id);
    // A cookie is no token.
    const asToken = await app.request('/v1/agents', { headers: { authorization: `Bearer ${id}` } });
    expect(asToken.status).toBe(401);
  });

  it('is there only where it is configured, and only on this machine', async () => {
    const elsewhere = await app.request('http://chat.acme.example/sign-in');
    expect(await elsewhere.text()).not.toContain('Ada');
    const headers = { 'sec-fetch-site': 'same-origin' };
    const body = new URLSearchParams({ agent: 'ada' });
    const rebound = await app.request('http://evil.example/sign-in/demo', { method: 'POST', headers, body });
    expect([rebound.status, rebound.headers.get('set-cookie')]).toEqual([404, null]);
    const without = await api.app.request('/sign-in');
    expect(await without.text()).toContain('Nobody can sign in yet');
    expect((await api.app.request('/sign-in/demo', { method: 'POST', headers, body })).status).toBe(404);
  });

  it.each([[{ HOST: '0.0.0.0' }], [{ PUBLIC_URL: 'https://chat.acme.example' }], [{ TRUST_PROXY: 'true' }]])(
    'does not start with %j',
    (env) => {
      const good = {
        MONGODB_URI: 'mongodb://h',
        TEMPORAL_ADDRESS: 'h:1',
        SENDGRID_API_KEY: 'SG.x',
        DEMO_SIGN_IN: 'demo',
      };
      expect(readConfig({ ...good, PUBLIC_URL: 'http://127.0.0.1:3000' }).DEMO_SIGN_IN).toBe('demo');
      expect(() => readConfig({ ...good, ...env })).toThrow('DEMO_SIGN_IN lets anyone in');
    },
  );

  it('refuses a form of another page, and says so on a page', async () => {
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
    ]) {
      const answer = await browser.request(`${here}/sign-in/demo`, { ...form({ agent: 'ada' }), headers });
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([403, null]);
      expect(await answer.text()).toContain('did not come from this page');
    }
    const bare = await app.request(`${here}/sign-in/demo`, form({ agent: 'ada' }));
    expect(bare.status).toBe(403);
  });

  it('answers an agent who is gone with a page', async () => {
    const answer = await signIn('nobody');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8']);
  });
});

describe('the cookie', () => {
  it('opens to an agent what the scope inbox opens, and to an admin everything', async () => {
    await signIn('grace');
    expect(await statusOf('GET', '/v1/conversations')).toBe(200);
    expect(await statusOf('GET', '/v1/keys')).toBe(403);
    await signIn('ada');
    expect(await statusOf('GET', '/v1/keys')).toBe(200);
    expect(await statusOf('PATCH', '/v1/settings', { locale: 'fr' })).toBe(200);
  });

  it('acts only as its agent, also that of an admin', async () => {
    await signIn('ada');
    await ask('PUT', '/v1/conversations/c1', {});
    await acme.chat.conversation('c1').begin({});
    const post = (id: string, author: unknown) =>
      statusOf('POST', '/v1/conversations/c1/messages', { id, author, text: 'Hello' });
    expect(await post('m1', { kind: 'agent', id: 'grace' })).toBe(403);
    expect(await post('m1', { kind: 'visitor' })).toBe(403);
    expect(await post('m1', { kind: 'agent' })).toBe(201);
  });

  it("lets an admin edit and delete another agent's message, and nobody else", async () => {
    const chat = acme.chat.conversation('c2');
    await chat.begin({});
    await chat.agentSays('Bob was here');
    const [message] = await chat.messages();
    const path = `/v1/conversations/c2/messages/${message?.id}`;
    await signIn('grace');
    expect(await statusOf('PATCH', path, { text: 'Grace was here' })).toBe(403);
    expect(await statusOf('DELETE', path)).toBe(403);
    await signIn('ada');
    expect(await statusOf('PATCH', path, { text: 'Corrected' })).toBe(200);
    expect(await statusOf('DELETE', path)).toBe(204);
  });

  it('changes nothing without the header that only our page can send', async () => {
    await signIn('ada');
    const plain = { 'content-type': 'application/json' };
    const answer = await ask('PATCH', '/v1/settings', { locale: 'de' }, plain);
    expect([answer.status, ((await answer.json()) as { type: string }).type]).toEqual([
      403,
      'urn:afterchat:problem:not-our-page',
    ]);
  });

  it('authorises nothing for a page of another origin, whatever it sends', async () => {
    await signIn('ada');
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'http://localhost:8080' },
      { origin: 'null' },
    ]) {
      expect(await statusOf('GET', '/v1/settings', undefined, headers)).toBe(403);
      expect(await statusOf('PATCH', '/v1/settings', {}, { ...fromPage, ...headers })).toBe(403);
    }
    expect(await statusOf('GET', '/v1/settings', undefined, { 'sec-fetch-site': 'none' })).toBe(200);
    const settings = { inbox: { allowedOrigins: ['https://desk.acme.example'] } };
    await acme.call('PATCH', '/v1/settings', settings);
    const desk = await ask('GET', '/v1/settings', undefined, { origin: 'https://desk.acme.example' });
    expect([desk.status, desk.headers.get('access-control-allow-credentials')]).toEqual([403, null]);
  });

  it('works behind a proxy that changes the host', async () => {
    await signIn('ada');
    expect(await statusOf('PATCH', '/v1/settings', {}, { ...fromPage, origin: 'http://127.0.0.1:3000' })).toBe(200);
  });

  it.each([
    ['signing out', async () => void (await browser.request(`${here}/sign-out`, { method: 'POST' }))],
    ['its end by the API', async () => void (await ask('DELETE', '/v1/agents/me/session'))],
    ["the agent's deletion", async () => void (await ask('DELETE', '/v1/agents/ada'))],
    ['another role', async () => void (await ask('PUT', '/v1/agents/ada', { name: 'Ada', role: 'agent' }))],
  ])('ends with %s, on the server', async (_, end) => {
    await signIn('ada');
    const stolen = browser.cookiesFor(here);
    await end();
    const cookie = Object.entries(stolen)
      .map((pair) => pair.join('='))
      .join('; ');
    expect((await app.request(`${here}/v1/agents`, { headers: { cookie } })).status).toBe(401);
  });

  it('lasts for 12 hours without use, and 7 days at most', async () => {
    await signIn('ada');
    const use = async (hours: number) => {
      api.pass(hours * 3_600);
      // What is remembered for 5 s of real time is forgotten.
      const headers = { authorization: `Bearer ${acme.key}`, 'content-type': 'application/json' };
      await app.request('/v1/agents/ada', { method: 'PUT', headers, body: '{"name":"Ada"}' });
      return statusOf('GET', '/v1/agents');
    };
    expect([await use(11), await use(11), await use(13)]).toEqual([200, 200, 401]);
    await signIn('ada');
    const uses: number[] = [];
    for (let hours = 0; hours < 180; hours += 10) uses.push(await use(10));
    expect(uses.indexOf(401)).toBe(16);
    expect(new Set(uses.slice(16))).toEqual(new Set([401]));
  });

  it('signing in again ends the session before', async () => {
    await signIn('ada');
    const before = browser.cookiesFor(here)['__Host-afterchat'];
    await signIn('grace');
    const headers = { cookie: `__Host-afterchat=${before}` };
    expect((await app.request(`${here}/v1/agents`, { headers })).status).toBe(401);
  });
});

describe('what the inbox asks first', () => {
  const me = async () => (await ask('GET', '/v1/agents/me')).json();

  it('is who is signed in, to which account, and how they like to work', async () => {
    await signIn('ada');
    expect(await me()).toEqual({
      agent: expect.objectContaining({ id: 'ada', name: 'Ada', role: 'admin' }),
      account: {
        ...{ id: acme.id, name: 'Acme', siteKey: expect.stringMatching(/^site_/), siteUrl: null, locale: 'fr' },
        timeZone: 'UTC',
        forwarding: {
          emailForwarding: expect.any(String),
          afterLeavingSeconds: 300,
          paused: false,
          quietHours: null,
          outsideWindow: 'notSent',
        },
      },
      preferences: {
        sendWith: 'enter',
        sound: true,
        desktopNotifications: false,
        emailNotifications: true,
        notificationPreview: true,
        awayAfterMinutes: 30,
        locale: null,
        colorScheme: 'system',
      },
    });
  });

  it("keeps each agent's own preferences until they are deleted", async () => {
    await signIn('grace');
    const path = '/v1/agents/me/preferences';
    expect(await statusOf('PATCH', path, { sendWith: 'ctrlEnter', locale: 'fr' })).toBe(200);
    const patched = await ask('PATCH', path, { sound: false });
    const chosen = { sendWith: 'ctrlEnter', locale: 'fr', sound: false };
    expect(await patched.json()).toMatchObject(chosen);
    expect(await me()).toMatchObject({ preferences: chosen });
    for (const wrong of [{ sendWith: 'space' }, { sound: null }, { locale: 'x'.repeat(100) }, { theme: 'dark' }])
      expect(await statusOf('PATCH', path, wrong)).toBe(422);
    await acme.call('DELETE', '/v1/agents/grace');
    await acme.call('PUT', '/v1/agents/grace', { name: 'Grace' });
    await signIn('grace');
    expect(await me()).toMatchObject({ preferences: { sound: true } });
  });

  it('is refused to a key; and a cookie is not renewed by hand', async () => {
    expect((await acme.call('GET', '/v1/agents/me')).status).toBe(403);
    expect((await acme.call('PUT', '/v1/agents/me', { name: 'Me' })).status).toBe(422);
    await signIn('ada');
    expect(await statusOf('POST', '/v1/agents/me/session/renew')).toBe(403);
    expect((await ask('GET', '/v1/agents/grace')).status).toBe(200);
  });
});

describe('signing out', () => {
  it('is refused from another page, and answers a script without a page', async () => {
    await signIn('ada');
    const foreign = await browser.request(`${here}/sign-out`, {
      method: 'POST',
      headers: { origin: 'https://a.example' },
    });
    expect(foreign.status).toBe(403);
    expect(await statusOf('GET', '/v1/agents')).toBe(200);
    expect(await statusOf('POST', '/sign-out')).toBe(204);
    expect(browser.cookiesFor(here)).toEqual({});
  });

  it('is recorded, as signing in is, also when another agent takes over the browser', async () => {
    api.pass(1);
    const since = api.iso();
    await signIn('ada');
    await signIn('grace');
    api.pass(1);
    await statusOf('POST', '/sign-out');
    await statusOf('POST', '/sign-out');
    const { items } = (await acme.call('GET', `/v1/audit?since=${since}`)).body as unknown as { items: AuditEntry[] };
    const told = items.map(({ actor, action }: AuditEntry) => `${actor.kind} ${actor.id} ${action}`);
    expect(told.sort()).toEqual([
      'agent ada agent.signedIn',
      'agent ada agent.signedOut',
      'agent grace agent.signedIn',
      'agent grace agent.signedOut',
    ]);
  });
});

it.each([
  [undefined, '/inbox'],
  ['/inbox', '/inbox'],
  ['/inbox/c1?view=all#m2', '/inbox/c1?view=all#m2'],
  ['/inbox/../v1/settings', '/inbox'],
  ['/inboxes', '/inbox'],
  ['//evil.example/inbox', '/inbox'],
  ['/\\evil.example/inbox', '/inbox'],
  ['https://evil.example/inbox', '/inbox'],
  ['javascript:alert(1)', '/inbox'],
  ['/\t/evil.example/inbox', '/inbox'],
  [`/inbox/${'a'.repeat(2_000)}`, '/inbox'],
])('leads from %j to %s after signing in', (asked, path) => {
  expect(returnPath(asked)).toBe(path);
});
