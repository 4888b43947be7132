import { describe, expect, it } from '@jest/globals';
import { type Site, useVisitorApi } from '../support/visitor-api.ts';

const api = useVisitorApi();
let desks = 0;

/** An account with a console at an origin of its own, and the session of its agent. */
async function withConsole() {
  desks += 1;
  const origin = `https://desk-${desks}.acme.example`;
  const site = await api.site({ inbox: { allowedOrigins: [`${origin}/console?x=1`] } });
  await site.agent('sam', 'online');
  await site.admin('PUT', '/v1/conversations/c1', {});
  return { site, origin, token: await sessionOf(site) };
}
const sessionOf = async (site: Site): Promise<string> =>
  (await site.admin('POST', '/v1/agents/sam/sessions')).body.token;

const allowOrigin = (answer: { readonly headers: Headers }) => answer.headers.get('access-control-allow-origin');

function preflight(origin: string, method: string, path: string) {
  const headers = { 'access-control-request-method': method, 'access-control-request-headers': 'authorization' };
  return api.call('OPTIONS', path, undefined, { origin, headers });
}

describe("an agents' console in a browser", () => {
  it.each([
    ['PATCH', '/v1/conversations/c1/messages/m1'],
    ['PUT', '/v1/agents/sam/status'],
    ['DELETE', '/v1/agents/me/session'],
    ['GET', '/v1/events'],
  ])('may ask by %s %s from an origin of inbox.allowedOrigins', async (method, path) => {
    const { origin } = await withConsole();
    const answer = await preflight(origin, method, path);
    expect([answer.status, allowOrigin(answer)]).toEqual([204, origin]);
    expect(answer.headers.get('access-control-allow-methods')).toContain(method);
    for (const header of ['authorization', 'content-type', 'last-event-id'])
      expect(answer.headers.get('access-control-allow-headers')).toContain(header);
  });

  it('can read answers, problems and its streams', async () => {
    const { origin, token } = await withConsole();
    const post = { id: 'm1', author: { kind: 'agent' }, text: 'Hello' };
    const answers = [
      await api.call('GET', '/v1/conversations', undefined, { token, origin }),
      await api.call('POST', '/v1/conversations/c1/messages', post, { token, origin }),
      await api.call('GET', '/v1/conversations/none', undefined, { token, origin }),
      await api.call('PATCH', '/v1/settings', {}, { token, origin }),
      await api.call('GET', '/v1/agents', undefined, { token: 'as_ended', origin }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 201, 404, 403, 401]);
    expect(answers.map(allowOrigin)).toEqual(answers.map(() => origin));
    const stream = await api.open('/v1/events', { token, origin });
    await stream.body?.cancel();
    expect([stream.status, allowOrigin(stream), stream.headers.get('vary')]).toEqual([200, origin, 'Origin']);
    expect(stream.headers.get('access-control-expose-headers')).toContain('retry-after');
  });

  it('may be at any origin below one with a wildcard', async () => {
    const { site, origin, token } = await withConsole();
    await site.change({ inbox: { allowedOrigins: [origin.replace('://', '://*.')] } });
    const below = origin.replace('://', '://a.b.');
    expect((await preflight(below, 'GET', '/v1/events')).status).toBe(204);
    expect(allowOrigin(await api.call('GET', '/v1/agents', undefined, { token, origin: below }))).toBe(below);
    expect(allowOrigin(await api.call('GET', '/v1/agents', undefined, { token, origin }))).toBeNull();
  });

  it("reads nothing from an origin that is only another account's, or a visitors' page's", async () => {
    const [one, other] = [await withConsole(), await withConsole()];
    const shop = await api.site({ brand: { allowedOrigins: ['https://shop-of-one.example'] } });
    await shop.agent('sam', 'online');
    const ask = (token: string, origin: string) => api.call('GET', '/v1/conversations', undefined, { token, origin });
    expect(allowOrigin(await ask(one.token, other.origin))).toBeNull();
    expect(allowOrigin(await ask(await sessionOf(shop), 'https://shop-of-one.example'))).toBeNull();
    for (const origin of ['https://shop-of-one.example', 'https://nobody.example', 'null', 'garbage'])
      expect(await preflight(origin, 'GET', '/v1/conversations')).toMatchObject({
        status: 403,
        body: { type: 'urn:afterchat:problem:origin-not-allowed' },
      });
  });

  it('reads nothing with a key, which belongs on a server', async () => {
    const { site, origin } = await withConsole();
    const answer = await api.call('GET', '/v1/conversations', undefined, { token: site.apiKey, origin });
    expect([answer.status, allowOrigin(answer)]).toEqual([200, null]);
  });

  it('no longer reads once its origin is taken from the settings', async () => {
    const { site, origin, token } = await withConsole();
    await site.change({ inbox: { allowedOrigins: [] } });
    expect(allowOrigin(await api.call('GET', '/v1/conversations', undefined, { token, origin }))).toBeNull();
  });

  it('needs no CORS on the API’s own origin, nor through a proxy that removes the origin', async () => {
    const { token } = await withConsole();
    const own = await api.call('GET', '/v1/conversations', undefined, { token, origin: 'http://localhost' });
    expect([own.status, (await api.call('GET', '/v1/conversations', undefined, { token })).status]).toEqual([200, 200]);
  });
});
