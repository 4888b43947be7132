import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSite } from '../../dev/site/site.ts';
import { findAccount } from '../../src/store/accounts/accounts.ts';
import { type ApiAccount, type ApiInProcess, startApi } from '../support/api-in-process.ts';
import { eventually } from '../support/eventually.ts';

const origin = 'http://127.0.0.1:8080';
let api: ApiInProcess;
let shop: ApiAccount;
let site: ReturnType<typeof createSite>;
let siteKey: string;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'demo-site-'));
  writeFileSync(join(folder, 'site.js'), 'run()');
  api = await startApi();
  shop = await api.account({ brand: { siteUrl: origin, allowedOrigins: [origin], logoUrl: null, color: '#0b7a75' } });
  const account = (await findAccount(api.store, shop.id))!;
  siteKey = account.siteKey;
  site = createSite({
    ...{ origins: [origin], api: 'http://api.example', siteKey, apiKey: shop.key },
    ...{
      identitySecret: account.identitySecret,
      mailbox: 'http://mailbox.example',
      afterLeavingSeconds: 10,
      folder,
      typesMs: 1,
    },
    fetch: async (url, init) => api.app.request(new URL(String(url)).pathname + new URL(String(url)).search, init),
  });
});
afterAll(async () => {
  await api.stop();
  rmSync(folder, { recursive: true });
});

const get = (path: string, cookie = '') => site.request(path, { headers: { cookie } });
const post = (path: string, form: Record<string, string> = {}) =>
  site.request(`${origin}${path}`, { method: 'POST', headers: { origin }, body: new URLSearchParams(form) });

describe('the demo site', () => {
  it.each(['/', '/products', '/products/lamp', '/account'])('has the chat on %s, by one script tag', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain(
      `<script async src="http://api.example/widget.js" data-site-key="${siteKey}"></script>`,
    );
  });

  it('says in four steps what to try', async () => {
    const text = await (await get('/')).text();
    expect([...text.matchAll(/<li>\n<h2>(.*?)<\/h2>/g)].map(([, heading]) => heading)).toEqual([
      ...['Write', 'Let the agent answer', 'Leave', 'Look in the mailbox, and reply'],
    ]);
    expect(text).toContain('href="http://mailbox.example"');
    expect(text).toContain('href="http://api.example/inbox"');
  });

  it('has no chat, and so no visitor, on the page of those who have left', async () => {
    expect(await (await get('/left')).text()).not.toContain('widget.js');
  });

  it('forbids inline scripts and styles, and has none', async () => {
    for (const path of ['/', '/products/mug', '/account', '/left']) {
      const answer = await get(path, 'customer=bob');
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy).toContain(`script-src 'self' http://api.example;`);
      expect(policy).not.toContain('unsafe');
      expect(await answer.text()).not.toMatch(/<style|style=|<script>| on\w+="/);
    }
  });

  it('answers 404 with a page, and nothing but what it has', async () => {
    expect((await get('/products/car')).status).toBe(404);
    expect((await get('/elsewhere')).status).toBe(404);
    expect(await (await get('/site.js')).text()).toBe('run()');
  });

  it('takes forms from its own pages only', async () => {
    const init = { method: 'POST', headers: { origin: 'http://evil.example' }, body: new URLSearchParams() };
    expect((await site.request(`${origin}/answer`, init)).status).toBe(403);
  });
});

describe('a customer who logs in', () => {
  it('is known to the chat by a token that the API takes', async () => {
    const answer = await post('/login', { customer: 'bob' });
    expect(answer.headers.get('location')).toBe('/account');
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    const page = await (await get('/account', cookie)).text();
    expect(page).toContain('Order 4711');
    const identityToken = page.match(/data-identity-token="([^"]+)"/)?.[1];
    // The token lives by real time, the API of this test by its own.
    const realTime = new Date();
    api.pass((realTime.getTime() - api.now()) / 1_000);
    const session = await shop.call(
      'POST',
      '/v1/visitor/sessions',
      { siteKey, identityToken },
      {
        key: null,
        headers: { origin },
      },
    );
    expect(session.status).toBeLessThan(300);
    expect(session.body.visitor).toMatchObject({ email: 'bob@example.com' });
  });

  it('is forgotten by the chat when they log out', async () => {
    const answer = await post('/logout');
    expect(answer.headers.get('location')).toBe('/account?loggedOut');
    expect(await (await get('/account?loggedOut')).text()).toContain('data-logged-out="yes"');
    expect(await (await get('/account')).text()).toContain('data-logged-out=""');
    expect(await (await get('/account?loggedOut', 'customer=bob')).text()).toContain('data-logged-out=""');
  });
});

describe('the button that plays the agent', () => {
  const story = async () => (await get('/story')).json();
  const conversation = async (id: string, page: string) => {
    await shop.call('PUT', `/v1/conversations/${id}`, { page, visitor: { email: 'bob@example.com' } });
    await shop.call('POST', `/v1/conversations/${id}/messages`, {
      id: 'q',
      author: { kind: 'visitor' },
      text: 'Hello?',
    });
    return async () => (await shop.call('GET', `/v1/conversations/${id}/messages`)).body.items.map(({ text }) => text);
  };

  it('answers nobody as long as nobody has written on the site', async () => {
    await conversation('elsewhere', 'https://acme.example/');
    expect(await (await post('/answer')).json()).toEqual({ isAnswered: false });
    expect(await story()).toMatchObject({ state: 'nobodyWrote' });
  });

  it('finds who wrote on the site, although hundreds have begun elsewhere since', async () => {
    const texts = await conversation('before', `${origin}/`);
    const [one] = await api.store.conversations.find({ id: 'elsewhere' }).toArray();
    const others = Array.from({ length: 230 }, (_, index) => {
      const id = `other-${index}`;
      return { ...one!, _id: `${shop.id}:${id}`, id, createdAt: api.now() + 1 + index };
    });
    await api.store.conversations.insertMany(others);
    expect(await (await post('/answer')).json()).toEqual({ isAnswered: true });
    expect(await texts()).toHaveLength(2);
    await api.store.conversations.deleteMany({ id: { $in: [...others.map(({ id }) => id), 'before'] } });
  });

  it('answers at once, or when the visitor has left, and says what becomes of it', async () => {
    const texts = await conversation('here', `${origin}/products`);
    expect(await story()).toMatchObject({ state: 'noAnswer', email: 'bob@example.com' });
    expect(await (await post('/answer')).json()).toEqual({ isAnswered: true });
    expect(await texts()).toHaveLength(2);
    await shop.call('POST', '/v1/conversations/here/read', { upTo: 2 });
    expect(await story()).toMatchObject({ state: 'read' });

    expect((await post('/leave')).headers.get('location')).toBe('/left');
    expect(await texts()).toHaveLength(2);
    await shop.call('POST', '/v1/conversations/here/presence', { state: 'left' });
    await eventually(texts, (found) => found.length === 3);
    expect(await story()).toMatchObject({ state: 'waiting', dueAt: expect.any(String) });
  });
});
