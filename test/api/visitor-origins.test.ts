import { describe, expect, it } from '@jest/globals';
import { patternsOf } from '../../src/contract/origin.ts';
import { useVisitorApi } from '../support/visitor-api.ts';

const api = useVisitorApi();
const origin = 'https://acme.example';
const allowedHeader = 'access-control-allow-origin';
let sites = 0;
function newOrigin(): string {
  sites += 1;
  return `https://site-${sites}.example`;
}

async function siteOn(own: string) {
  return api.site({ brand: { allowedOrigins: [`${own}/shop?x=1`] } });
}
const preflight = (from: string, path = 'sessions') =>
  api.call('OPTIONS', `/v1/visitor/${path}`, undefined, {
    origin: from,
    headers: { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
  });

describe('a page of an allowed origin', () => {
  it('may call, with its session token, without credentials', async () => {
    const own = newOrigin();
    const site = await siteOn(own);
    const asked = await preflight(own);
    expect(asked.status).toBe(204);
    expect(asked.headers.get(allowedHeader)).toBe(own);
    expect(asked.headers.get('access-control-allow-headers')).toContain('authorization');
    const begun = await site.session({}, { origin: own });
    expect(begun.status).toBe(200);
    expect(begun.headers.get(allowedHeader)).toBe(own);
    expect(begun.headers.get('access-control-allow-credentials')).toBeNull();
    expect(begun.headers.get('vary')).toContain('Origin');
    const written = await site.widget(begun.body.token, { origin: own }).writes('Hello');
    expect(written.headers.get(allowedHeader)).toBe(own);
    expect(written.headers.get('access-control-expose-headers')).toContain('x-session-token');
  });

  it('can read what is wrong with its request', async () => {
    const own = newOrigin();
    const site = await siteOn(own);
    for (const answer of [
      await site.session({ color: 'red' }, { origin: own }),
      await site.widget('x', { origin: own }).ask('GET', 'conversation'),
    ]) {
      expect([401, 422]).toContain(answer.status);
      expect(answer.headers.get(allowedHeader)).toBe(own);
    }
  });
});

describe('a page below an origin with a wildcard', () => {
  it('may call, however deep it is, and from nowhere else', async () => {
    const own = newOrigin().slice('https://'.length);
    const site = await api.site({ brand: { allowedOrigins: [`https://*.${own}/shop`] } });
    const { token } = (await site.session()).body;
    for (const from of [`https://a.${own}`, `https://b.a.${own}`]) {
      expect((await preflight(from)).status).toBe(204);
      expect((await site.session({}, { origin: from })).status).toBe(200);
      expect((await site.widget(token, { origin: from }).writes('Hello')).status).toBe(201);
    }
    for (const from of [
      `https://${own}`,
      `http://a.${own}`,
      `https://a.${own}:8443`,
      `https://a${own}`,
      `https://a.${own}.evil.example`,
    ]) {
      expect((await preflight(from)).status).toBe(403);
      expect((await site.session({}, { origin: from })).status).toBe(403);
    }
  });

  it('is looked up by the index', async () => {
    const explained = await api.store.accounts
      .find({ 'settings.brand.allowedOrigins': { $in: [...patternsOf('https://a.b.shop.example')] } })
      .explain();
    expect(JSON.stringify(explained.queryPlanner.winningPlan)).toContain(
      '"indexName":"settings.brand.allowedOrigins_1"',
    );
    expect(patternsOf(`https://${'a.'.repeat(126)}b`)).toHaveLength(126);
  });
});

describe('a page of another origin', () => {
  it.each([origin, 'null', 'http://localhost.evil', 'x'])(
    'is refused from %s, before and in the call',
    async (from) => {
      const site = await siteOn(newOrigin());
      for (const answer of [await preflight(from), await site.session({}, { origin: from })]) {
        expect(answer).toMatchObject({ status: 403, body: { type: 'urn:afterchat:problem:origin-not-allowed' } });
        expect(answer.headers.get(allowedHeader)).toBeNull();
      }
    },
  );

  it('is refused by this account where only another one allows it', async () => {
    const [own, others] = [newOrigin(), newOrigin()];
    const site = await siteOn(own);
    await siteOn(others);
    expect((await preflight(others)).status).toBe(204);
    const token = (await site.session({}, { origin: own })).body.token;
    for (const answer of [
      await site.session({}, { origin: others }),
      await site.widget(token, { origin: others }).writes('Hello'),
      await site.widget(token, { origin: others }).ask('GET', 'conversation'),
    ]) {
      expect(answer).toMatchObject({ status: 403, body: { type: 'urn:afterchat:problem:origin-not-allowed' } });
      expect(answer.headers.get(allowedHeader)).toBeNull();
    }
  });

  it('gets no CORS from the routes with a key', async () => {
    const own = newOrigin();
    const site = await siteOn(own);
    const answer = await api.call('GET', '/v1/settings', undefined, { token: site.apiKey, origin: own });
    expect(answer.headers.get(allowedHeader)).toBeNull();
    expect((await api.call('OPTIONS', '/v1/settings', undefined, { origin: own })).status).toBe(401);
  });
});

it('lets in pages of our own and whoever is no page', async () => {
  const site = await api.site();
  expect((await site.session()).status).toBe(200);
  expect((await site.session({}, { origin: 'http://localhost' })).status).toBe(200);
  expect((await site.session({}, { origin: 'https://localhost' })).status).toBe(200);
});
