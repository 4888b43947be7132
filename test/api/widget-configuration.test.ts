import { describe, expect, it } from '@jest/globals';
import { useVisitorApi } from '../support/visitor-api.ts';

const api = useVisitorApi();

const configured = (siteKey: string, asked: { readonly origin?: string; readonly from?: string } = {}) =>
  api.call('GET', `/v1/visitor/widget?siteKey=${siteKey}`, undefined, asked);

describe('the configuration of the widget', () => {
  it('is what a page shows before anybody writes, and leads to the app', async () => {
    const site = await api.site({
      locale: 'fr',
      attachments: { maxFiles: 2 },
      brand: { color: '#123456', logoUrl: 'https://acme.example/logo.png' },
    });
    const { status, headers, body } = await configured(site.siteKey);
    expect([status, body]).toEqual([
      200,
      {
        app: expect.stringMatching(/^\/widget\/app-[\w-]{8}\.js$/),
        name: 'Acme',
        colors: {
          light: { brand: '#123456', onBrand: '#ffffff', accent: '#123456', brandEdge: '#123456' },
          dark: { brand: '#123456', onBrand: '#ffffff', accent: expect.any(String), brandEdge: expect.any(String) },
        },
        logoUrl: 'https://acme.example/logo.png',
        locale: 'fr',
        attachments: { maxFiles: 2, maxBytes: 20_971_520 },
        agents: { online: true, people: [], contactForm: 'optional' },
      },
    ]);
    expect(headers.get('cache-control')).toBe('public, max-age=60');
    expect((await api.app.request(String(body.app))).status).toBe(200);
  });

  it('is kept for each origin separately, also where our own page asks', async () => {
    const site = await api.site({ brand: { allowedOrigins: ['https://shop.example'] } });
    for (const origin of [{}, { origin: 'https://shop.example' }, { origin: 'http://localhost' }]) {
      const { status, headers } = await configured(site.siteKey, origin);
      expect([status, headers.get('vary')]).toEqual([200, expect.stringMatching(/^Origin$/)]);
    }
  });

  it('is refused to other pages, and to other keys', async () => {
    const site = await api.site({ brand: { allowedOrigins: ['https://shop.example'] } });
    const elsewhere = await api.site({ brand: { allowedOrigins: ['https://elsewhere.example'] } });
    for (const { siteKey, origin } of [
      { ...site, origin: 'https://unknown.example' },
      { ...site, origin: 'https://elsewhere.example' },
      { ...elsewhere, origin: 'https://shop.example' },
    ]) {
      const { status, headers } = await configured(siteKey, { origin });
      expect([status, headers.get('access-control-allow-origin'), headers.get('cache-control')]).toEqual([
        403,
        null,
        null,
      ]);
    }
    expect((await configured('site_unknown')).status).toBe(401);
  });

  it('names those who have been online for the longest, at most three, and nobody who is invisible', async () => {
    const site = await api.site();
    for (const id of ['zoe', 'ada', 'kim', 'sam', 'max', 'eve']) {
      await site.agent(id, id === 'kim' ? 'invisible' : 'online', { avatarUrl: `https://acme.example/${id}.png` });
      api.pass(1);
    }
    await site.agent('ada', 'offline');
    const people = ['zoe', 'sam', 'max'].map((name) => ({ name, avatarUrl: `https://acme.example/${name}.png` }));
    expect((await configured(site.siteKey)).body.agents).toEqual({ online: true, people, contactForm: 'optional' });
    expect((await site.session()).body.agents.people).toEqual(people);
  });

  it('names nobody whose lease has lapsed', async () => {
    const site = await api.site();
    await site.agent('ada');
    await site.admin('PUT', '/v1/agents/ada/status', { status: 'online', expiresInSeconds: 60 });
    api.pass(61);
    expect((await configured(site.siteKey)).body.agents).toMatchObject({ online: false, people: [] });
  });

  it('costs a busy site no query', async () => {
    const site = await api.site({ brand: { allowedOrigins: ['https://busy.example'] } });
    const asked = () => configured(site.siteKey, { origin: 'https://busy.example' });
    await asked();
    await api.store.accounts.updateOne({ _id: site.accountId }, { $set: { name: 'Changed', 'settings.sender': null } });
    expect((await asked()).body.name).toBe('Acme');
  });

  it('is limited for one address', async () => {
    const site = await api.site();
    const from = '198.51.100.7';
    const statuses = new Set<number>();
    for (let asked = 0; asked < 600; asked += 1) statuses.add((await configured(site.siteKey, { from })).status);
    expect([...statuses]).toEqual([200]);
    expect((await configured(site.siteKey, { from })).status).toBe(429);
  });
});
