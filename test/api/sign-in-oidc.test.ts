import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Provider } from 'oidc-provider';
import { createApp } from '../../src/api/app.ts';
import { notifier } from '../../src/api/notifier.ts';
import { agentOfClaims } from '../../src/api/sign-in/claims.ts';
import type { OidcConfig } from '../../src/api/sign-in/oidc-config.ts';
import { readConfig } from '../../src/config.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { type CookieJar, cookieJar } from '../support/cookie-jar.ts';

/** Agents sign in with a real provider of OpenID Connect. */

const api = useApi();
const here = 'https://chat.acme.example';
const people: Record<string, Record<string, unknown>> = {
  ada: { name: 'Ada', email: 'ada@acme.example', email_verified: true, groups: ['staff', 'owners'] },
  bob: { name: 'Bob', email: 'bob@acme.example', email_verified: false, groups: ['staff'] },
  'auth0|eve': { name: 'Eve', groups: ['guests'] },
};

let server: Server;
let issuer: string;
let acme: ApiAccount;
let mapping: OidcConfig;

beforeAll(async () => {
  // It says at length that this is no set-up for production.
  for (const name of ['warn', 'info'] as const) jest.spyOn(console, name).mockImplementation(() => {});
  server = createServer((request, answer) => provider.callback()(request, answer));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'afterchat', client_secret: 'a secret', redirect_uris: [`${here}/sign-in/callback`] }],
    claims: { openid: ['sub'], profile: ['name', 'groups'], email: ['email', 'email_verified'] },
    findAccount: (_: unknown, sub: string) => ({ accountId: sub, claims: () => ({ sub, ...people[sub] }) }),
    cookies: { keys: ['a key of the provider'] },
  });
  acme = await api.account();
  mapping = {
    issuer,
    clientId: 'afterchat',
    clientSecret: 'a secret',
    providerName: 'Acme ID',
    scopes: 'openid profile email',
    account: acme.id,
    accountClaim: null,
    idClaim: 'sub',
    nameClaim: 'name',
    emailClaim: 'email',
    roleClaim: 'groups',
    adminRoles: ['owners'],
    agentRoles: ['staff'],
  };
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

let browser: CookieJar;
beforeEach(() => {
  browser = browserOf(mapping);
});

function browserOf(oidc: OidcConfig): CookieJar {
  const { store, clock, log } = api;
  const deps = { store, clock, log, notifier: notifier(api.waker, log), temporal: null, publicUrl: here };
  const app = createApp({ ...deps, oidc });
  return cookieJar((url, init) => (url.origin === here ? app.request(url.href, init) : null));
}

/** Signs in at the provider, through its own pages, and comes back. */
async function signIn(sub: string, to = '/inbox') {
  const login = await browser.follow(`${here}/sign-in/start?to=${to}`, { page: false });
  const post = (url: string, fields: Record<string, string>) =>
    browser.follow(url, { method: 'POST', body: new URLSearchParams(fields) });
  const consent = await post(login.at, { prompt: 'login', login: sub, password: 'any' });
  return consent.at.startsWith(issuer) ? post(consent.at, { prompt: 'consent' }) : consent;
}
const me = async () => (await browser.request(`${here}/v1/agents/me`)).json();

describe('with a provider of OpenID Connect', () => {
  it('the page leads there with PKCE, state and nonce, and back to where the agent wanted to go', async () => {
    const page = await (await browser.request(`${here}/sign-in?to=/inbox/c1`, { page: false })).text();
    expect(page).toContain('Sign in with Acme ID');
    const start = await browser.request(`${here}/sign-in/start?to=/inbox/c1`);
    const asked = new URL(start.headers.get('location') ?? '').searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({ response_type: 'code', code_challenge_method: 'S256' });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)).toMatch(/^[\w-]{43}$/);
    expect((await signIn('ada', '/inbox/c1')).at).toBe(`${here}/inbox/c1`);
  });

  it('makes an agent of who signs in, by the claims, and updates them the next time', async () => {
    await signIn('ada');
    expect(await me()).toMatchObject({ agent: { id: 'ada', name: 'Ada', email: 'ada@acme.example', role: 'admin' } });
    const before = browser.cookiesFor(here)['__Host-afterchat'];
    people.ada = { ...people.ada, name: 'Ada B', groups: ['staff'] };
    browser = browserOf(mapping);
    await signIn('ada');
    expect(await me()).toMatchObject({ agent: { id: 'ada', name: 'Ada B', role: 'agent' } });
    const records = await api.store.audit.find({ action: 'agent.put', 'object.id': 'ada' }).toArray();
    expect(records.map(({ actor, fields }) => [actor.kind, fields])).toEqual([
      ['system', ['email', 'name', 'role']],
      ['system', ['email', 'name', 'role']],
    ]);
    // The session of the former role has ended.
    const headers = { cookie: `__Host-afterchat=${before}` };
    expect((await api.app.request(`${here}/v1/agents/me`, { headers })).status).toBe(401);
  });

  it('takes no address that is not verified', async () => {
    await signIn('bob');
    expect(await me()).toMatchObject({ agent: { id: 'bob', email: null, role: 'agent' } });
  });

  it('lets nobody in whose roles do not, nor an agent who was deleted, and says what to do', async () => {
    const eve = await signIn('auth0|eve');
    expect([eve.status, await eve.text()]).toEqual([403, expect.stringContaining('none of your roles')]);
    await acme.call('DELETE', '/v1/agents/bob');
    browser = browserOf(mapping);
    const bob = await signIn('bob');
    expect([bob.status, await bob.text()]).toEqual([403, expect.stringContaining('Your agent was deleted')]);
    expect(browser.cookiesFor(here)).toEqual({});
  });

  it('finishes only in the browser where it began, and once', async () => {
    const login = await browser.follow(`${here}/sign-in/start`, { page: false });
    const other = browserOf(mapping);
    const states = [`${here}/sign-in/callback?code=x&state=y`, `${here}/sign-in/callback`];
    for (const url of states) {
      const answer = await other.request(url, { headers: { 'sec-fetch-site': 'cross-site' } });
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('Please try again')]);
    }
    const forged = await browser.request(`${here}/sign-in/callback?code=x&state=y&iss=${issuer}`);
    expect(forged.status).toBe(400);
    expect(login.at).toContain(issuer);
    expect((await browser.request(`${here}/v1/agents/me`)).status).toBe(401);
  });

  it('says that the provider is away, or that the set-up is wrong', async () => {
    const away = browserOf({ ...mapping, issuer: 'http://127.0.0.1:9' });
    const answer = await away.request(`${here}/sign-in/start`);
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('does not answer')]);
    browser = browserOf({ ...mapping, clientSecret: 'a wrong one' });
    const wrong = await signIn('ada');
    expect([wrong.status, await wrong.text()]).toEqual([500, expect.stringContaining('its log says why')]);
  });
});

describe('the mapping', () => {
  it('makes ids of ours, and takes the account from a claim', () => {
    const byClaim = { ...mapping, account: null, accountClaim: 'org' };
    expect(agentOfClaims({ sub: 'auth0|1', org: 'acme', groups: 'owners' }, byClaim)).toMatchObject({
      accountId: 'acme',
      agentId: expect.stringMatching(/^oidc-[0-9a-f]{32}$/),
      role: 'admin',
    });
    expect(agentOfClaims({ sub: 'a', groups: 'owners' }, byClaim)).toEqual({ kind: 'refused', why: 'noAccount' });
    expect(agentOfClaims({ groups: ['owners'] }, mapping)).toEqual({ kind: 'refused', why: 'noId' });
    expect(agentOfClaims({ sub: 'a' }, { ...mapping, roleClaim: null })).not.toHaveProperty('role');
    expect(agentOfClaims({ sub: 'a' }, { ...mapping, agentRoles: [] })).toMatchObject({ role: 'agent' });
  });

  const good = { MONGODB_URI: 'mongodb://h', TEMPORAL_ADDRESS: 'h:1', SENDGRID_API_KEY: 'SG.x' };
  const whole = {
    OIDC_ISSUER: 'https://login.acme.example',
    OIDC_CLIENT_ID: 'a',
    PUBLIC_URL: here,
    OIDC_ACCOUNT: 'acme',
  };
  it.each([
    [{ ...whole, OIDC_CLIENT_ID: '' }],
    [{ ...whole, PUBLIC_URL: '' }],
    [{ ...whole, OIDC_ACCOUNT: '' }],
    [{ ...whole, OIDC_ACCOUNT_CLAIM: 'org' }],
    [{ ...whole, OIDC_ROLE_CLAIM: 'groups' }],
    [{ ...whole, OIDC_ISSUER: 'http://login.acme.example' }],
  ])('is refused at the start: %j', (env) => {
    expect(readConfig({ ...good, ...whole }).OIDC_ISSUER).toBe(whole.OIDC_ISSUER);
    expect(() => readConfig({ ...good, ...env })).toThrow('OIDC_');
  });
});
