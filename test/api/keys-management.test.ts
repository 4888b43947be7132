import { describe, expect, it } from '@jest/globals';
import { useVisitorApi } from '../support/visitor-api.ts';

const api = useVisitorApi();

describe('keys', () => {
  it('makes a key, tells it once, and lists it without itself, newest first', async () => {
    const site = await api.site();
    api.pass(1);
    const made = await site.admin('POST', '/v1/keys', { scopes: ['chat', 'chat'], name: 'shop' });
    expect(made).toMatchObject({ status: 201, body: { name: 'shop', scopes: ['chat'], key: expect.any(String) } });
    const { items } = (await site.admin('GET', '/v1/keys')).body;
    const { key, ...shown } = made.body;
    expect(items).toEqual([shown, expect.objectContaining({ name: null, scopes: ['admin'] })]);
    expect(JSON.stringify(items)).not.toContain(key);
    expect((await api.call('GET', '/v1/conversations', undefined, { token: key })).status).toBe(200);
    expect((await api.call('GET', '/v1/settings', undefined, { token: key })).status).toBe(403);
  });

  it('goes through them in pages', async () => {
    const site = await api.site();
    for (const name of ['a', 'b', 'c']) await site.admin('POST', '/v1/keys', { scopes: ['chat'], name });
    const names: (string | null)[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await site.admin('GET', `/v1/keys?limit=1${page}`);
      names.push(...body.items.map(({ name }: { name: string | null }) => name));
      cursor = body.nextCursor;
    }
    expect(names.sort()).toEqual(['a', 'b', 'c', null].sort());
  });

  it('revokes a key, which stops working at once although it was just used', async () => {
    const site = await api.site();
    const { key, id } = (await site.admin('POST', '/v1/keys', { scopes: ['chat'] })).body;
    expect((await api.call('GET', '/v1/conversations', undefined, { token: key })).status).toBe(200);
    expect((await site.admin('DELETE', `/v1/keys/${id}`)).status).toBe(204);
    expect((await api.call('GET', '/v1/conversations', undefined, { token: key })).status).toBe(401);
    expect((await site.admin('DELETE', `/v1/keys/${id}`)).status).toBe(404);
  });

  it('keeps the last key with the scope admin, also from two who revoke each other', async () => {
    const site = await api.site();
    const [first] = (await site.admin('GET', '/v1/keys')).body.items;
    await site.admin('POST', '/v1/keys', { scopes: ['inbox'] });
    const refused = await site.admin('DELETE', `/v1/keys/${first.id}`);
    expect(refused).toMatchObject({ status: 409, body: { type: 'urn:afterchat:problem:last-admin-key' } });

    const second = (await site.admin('POST', '/v1/keys', { scopes: ['admin'] })).body;
    const answers = await Promise.all([
      site.admin('DELETE', `/v1/keys/${second.id}`),
      api.call('DELETE', `/v1/keys/${first.id}`, undefined, { token: second.key }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
  });

  it.each([
    [{}, 'scopes'],
    [{ scopes: [] }, 'scopes'],
    [{ scopes: ['everything'] }, 'scopes.0'],
    [{ scopes: ['chat'], key: 'mine' }, 'key'],
  ])('answers 422 to %j', async (body, path) => {
    const site = await api.site();
    const answer = await site.admin('POST', '/v1/keys', body);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path }] } });
  });

  it("shows and revokes no other account's, and needs the scope admin", async () => {
    const [site, other] = [await api.site(), await api.site()];
    const { id } = (await site.admin('POST', '/v1/keys', { scopes: ['chat'] })).body;
    expect((await other.admin('DELETE', `/v1/keys/${id}`)).status).toBe(404);
    const { key } = (await site.admin('POST', '/v1/keys', { scopes: ['inbox', 'settings', 'deliveries'] })).body;
    for (const [method, path] of [
      ['GET', '/v1/keys'],
      ['POST', '/v1/keys'],
      ['DELETE', `/v1/keys/${id}`],
      ['POST', '/v1/agents/sam/sessions'],
    ] as const)
      expect(
        (await api.call(method, path, method === 'POST' ? { scopes: ['chat'] } : undefined, { token: key })).status,
      ).toBe(403);
  });
});

describe("an agent's session", () => {
  async function samsSession() {
    const site = await api.site();
    await site.agent('sam', 'online', { name: 'Sam' });
    await site.agent('kim', 'online', { name: 'Kim' });
    await site.admin('PUT', '/v1/conversations/c1', {});
    const session = await site.admin('POST', '/v1/agents/sam/sessions');
    const { token } = session.body;
    const as = (method: string, path: string, body?: unknown) => api.call(method, path, body, { token });
    const writes = (id: string, author: Record<string, unknown>) =>
      as('POST', '/v1/conversations/c1/messages', { id, author, text: 'Hello' });
    return { site, session, as, writes };
  }

  it('opens the inbox for twelve hours', async () => {
    const { session, as } = await samsSession();
    expect(session).toMatchObject({ status: 201, body: { inboxUrl: expect.stringMatching(/\/inbox$/) } });
    expect(Date.parse(session.body.expiresAt)).toBe(api.now() + 12 * 3_600_000);
    expect((await as('GET', '/v1/agents')).status).toBe(200);
    expect((await as('GET', '/v1/settings')).status).toBe(403);
    api.pass(12 * 3_600 - 1);
    expect((await as('GET', '/v1/agents')).status).toBe(200);
    api.pass(1);
    expect((await as('GET', '/v1/agents')).status).toBe(401);
  });

  it('writes as its agent only, with the name of their profile', async () => {
    const { writes } = await samsSession();
    const author = { kind: 'agent', id: 'sam', name: 'Sam' };
    expect(await writes('m1', { kind: 'agent' })).toMatchObject({ status: 201, body: { author } });
    expect(await writes('m1', { kind: 'agent' })).toMatchObject({ status: 200, body: { author } });
    expect(await writes('m2', { kind: 'agent', id: 'sam', name: 'Boss' })).toMatchObject({ body: { author } });
    for (const [id, other] of Object.entries({
      m3: { kind: 'agent', id: 'kim' },
      m4: { kind: 'visitor' },
      m5: { kind: 'bot', name: 'Bot' },
    }))
      expect(await writes(id, other)).toMatchObject({
        status: 403,
        body: { type: 'urn:afterchat:problem:not-this-agent' },
      });
  });

  it("sets only its own agent's status, and does nothing in the visitor's name", async () => {
    const { as, site } = await samsSession();
    expect((await as('PUT', '/v1/agents/sam/status', { status: 'invisible' })).status).toBe(200);
    expect((await as('PUT', '/v1/agents/kim/status', { status: 'offline' })).status).toBe(403);
    // Their own reading, not the visitor's.
    expect((await as('POST', '/v1/conversations/c1/read', { upTo: 1 })).status).toBe(200);
    expect((await site.conversation('c1')).readUpTo).toBe(0);
    expect((await as('POST', '/v1/conversations/c1/presence', { state: 'left' })).status).toBe(403);
    const visitor = '/v1/conversations/c1/visitor';
    expect((await as('PATCH', visitor, { email: 'ada@example.com', source: 'identity' })).status).toBe(403);
    expect((await as('PATCH', visitor, { email: 'ada@example.com' })).status).toBe(200);
    expect((await site.conversation('c1')).visitor).toMatchObject({ emailSource: 'agent', emailVerified: false });
  });

  it("edits and deletes only its own agent's messages, which a key does of anybody", async () => {
    const { as, writes, site } = await samsSession();
    const path = '/v1/conversations/c1/messages';
    await writes('own', { kind: 'agent' });
    const others = {
      kim: { kind: 'agent', id: 'kim' },
      nobody: { kind: 'agent' },
      ada: { kind: 'visitor' },
      bot: { kind: 'bot' },
    };
    for (const [id, author] of Object.entries(others)) await site.admin('POST', path, { id, author, text: 'Hello' });
    for (const id of Object.keys(others))
      for (const answer of [await as('PATCH', `${path}/${id}`, { text: 'No' }), await as('DELETE', `${path}/${id}`)])
        expect(answer).toMatchObject({ status: 403, body: { type: 'urn:afterchat:problem:not-this-agent' } });
    expect((await site.messages('c1')).map(({ text }: { text: string }) => text)).not.toContain('No');
    expect((await as('PATCH', `${path}/own`, { text: 'Hi' })).status).toBe(200);
    expect((await as('DELETE', `${path}/own`)).status).toBe(204);
    expect((await as('PATCH', `${path}/none`, { text: 'Hi' })).status).toBe(404);
    for (const id of Object.keys(others))
      expect((await site.admin('PATCH', `${path}/${id}`, { text: 'Yes' })).status).toBe(200);
  });

  it('lasts another working day when it is renewed, for a week at most', async () => {
    const { as, session } = await samsSession();
    const hours = (count: number) => api.pass(count * 3_600);
    hours(11);
    const renewed = await as('POST', '/v1/agents/me/session/renew');
    expect(renewed).toMatchObject({ status: 200, body: { token: session.body.token } });
    expect(Date.parse(renewed.body.expiresAt)).toBe(api.now() + 12 * 3_600_000);
    for (let count = 0; count < 14; count += 1) {
      hours(11);
      await as('POST', '/v1/agents/me/session/renew');
    }
    expect((await as('GET', '/v1/agents')).status).toBe(200);
    hours(3);
    expect((await as('POST', '/v1/agents/me/session/renew')).status).toBe(401);
  });

  it('ends when it is asked to, and no other with it', async () => {
    const { as, site } = await samsSession();
    const other = (await site.admin('POST', '/v1/agents/sam/sessions')).body.token;
    expect((await as('DELETE', '/v1/agents/me/session')).status).toBe(204);
    expect((await as('GET', '/v1/agents')).status).toBe(401);
    expect((await api.call('GET', '/v1/agents', undefined, { token: other })).status).toBe(200);
  });

  it('ends when the agent is deleted, and does not come back with them', async () => {
    const { as, site } = await samsSession();
    expect((await as('GET', '/v1/agents')).status).toBe(200);
    await site.admin('DELETE', '/v1/agents/sam');
    expect((await as('GET', '/v1/agents')).status).toBe(401);
    expect((await site.admin('POST', '/v1/agents/sam/sessions')).status).toBe(404);
    await site.agent('sam');
    expect((await as('GET', '/v1/agents')).status).toBe(401);
  });
});
