import { describe, expect, it } from '@jest/globals';
import { type Site, useVisitorApi } from '../support/visitor-api.ts';

const api = useVisitorApi();
const day = 86_400;
const refusal = (status: number, slug: string) => ({
  status,
  body: { type: `urn:afterchat:problem:${slug}` },
});

describe('a session', () => {
  it('begins with the site key, and costs nothing until something is written', async () => {
    const site = await api.site();
    const begun = await site.session();
    expect(begun).toMatchObject({
      status: 200,
      body: {
        token: expect.any(String),
        visitor: { id: expect.any(String), email: null, emailVerified: false },
        conversation: null,
        form: { state: 'optional', fields: ['email', 'name'] },
        agents: { online: true },
      },
    });
    const widget = site.widget(begun.body.token);
    expect(await widget.conversation()).toBeNull();
    expect(await widget.messages()).toEqual([]);
    expect((await widget.presence('here')).status).toBe(204);
    expect((await widget.reads(3)).body).toEqual({ readUpTo: 0 });
    expect((await site.admin('GET', '/v1/conversations')).body.items).toEqual([]);
  });

  it.each([{ siteKey: 'site_unknown' }, { siteKey: '' }, {}, { siteKey: { $ne: '' } }])(
    'is refused for %j',
    async (body) => {
      const answer = await api.call('POST', '/v1/visitor/sessions', body);
      expect(answer.status).toBe(body.siteKey === 'site_unknown' ? 401 : 422);
    },
  );

  it('keeps its conversation through a resumed token, even one that has run out', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    await widget.writes('Hello');
    api.pass(31 * day);
    expect(await widget.ask('GET', 'conversation')).toMatchObject(refusal(401, 'session-unknown'));
    const resumed = await site.session({ resumeToken: widget.token });
    expect(resumed.body.conversation).toMatchObject({ id: widget.conversationId(), lastSeq: 1 });
    api.pass(181 * day);
    expect((await site.session({ resumeToken: resumed.body.token })).body.conversation).toBeNull();
  });

  it('is renewed by use once it is older than a day', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    await widget.writes('Hello');
    const begun = site.widget((await site.session({ resumeToken: widget.token })).body.token);
    expect((await begun.ask('GET', 'messages')).headers.get('x-session-token')).toBeNull();
    api.pass(25 * day);
    const renewed = (await begun.ask('GET', 'messages')).headers.get('x-session-token') ?? '';
    api.pass(25 * day);
    expect((await site.widget(renewed).conversation()).lastSeq).toBe(1);
  });

  it.each(['no.such.token', 'x', ''])('begins anew where the token to resume is %j', async (resumeToken) => {
    const site = await api.site();
    expect(await site.session({ resumeToken })).toMatchObject({ status: 200, body: { conversation: null } });
  });

  it('takes no token of another account, and opens only its own conversation (design P5)', async () => {
    const [site, other] = [await api.site(), await api.site()];
    const [ada, bob] = [await site.visitor(), await site.visitor()];
    await ada.writes('My secret');
    await bob.writes('Hello');
    expect((await bob.messages()).map(({ text }: { text: string }) => text)).toEqual(['Hello']);
    expect((await other.session({ resumeToken: ada.token })).body.conversation).toBeNull();
    const [head, claims, signature] = ada.token.split('.') as [string, string, string];
    const changed = Buffer.from(
      Buffer.from(claims, 'base64url').toString().replace(ada.conversationId(), bob.conversationId()),
    ).toString('base64url');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const token of [`${head}.${changed}.${signature}`, `${none}.${changed}.`, site.apiKey, 'x', undefined])
      expect(await api.call('GET', '/v1/visitor/conversation', undefined, { token })).toMatchObject(
        refusal(401, 'session-unknown'),
      );
    expect((await api.call('GET', '/v1/conversations', undefined, { token: ada.token })).status).toBe(401);
  });

  it('opens nothing once its conversation is erased', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    const written = await widget.writes('Hello');
    const told = written.headers.get('x-session-token') ?? '';
    await api.store.conversations.deleteMany({ accountId: site.accountId });
    for (const path of ['conversation', 'messages'])
      expect(await site.widget(told).ask('GET', path)).toMatchObject(refusal(401, 'session-unknown'));
    expect((await site.widget(told).writes('Again')).status).toBe(401);
    const anew = await site.session({ resumeToken: told });
    expect(anew.body.conversation).toBeNull();
    expect(site.widget(anew.body.token).conversationId()).not.toBe(widget.conversationId());
  });

  it('is signed by a secret that an older account gets on first use', async () => {
    const site = await api.site();
    await api.store.accounts.updateOne({ _id: site.accountId }, { $unset: { sessionSecret: '' } });
    const widgets = await Promise.all([site.visitor(), site.visitor(), site.visitor()]);
    for (const widget of widgets) expect((await widget.writes('Hello')).status).toBe(201);
  });

  it('begins the conversation with what the page told of itself', async () => {
    const site = await api.site();
    const told = { page: 'https://acme.example/pricing', locale: 'fr', timeZone: 'Europe/Paris' };
    const widget = await site.visitor(told);
    await widget.writes('Bonjour');
    expect(await site.conversation(widget.conversationId())).toMatchObject({
      page: told.page,
      visitor: { locale: 'fr', timeZone: 'Europe/Paris', id: expect.any(String) },
    });
  });

  it('tells whether agents are there, and what the form asks then', async () => {
    const site = await api.site({ contactForm: { online: 'off', offline: 'required' } });
    await site.agent('sam', 'online');
    expect((await site.session()).body).toMatchObject({
      form: { state: 'notNeeded', fields: [] },
      agents: { online: true },
    });
    await site.agent('sam', 'invisible');
    expect((await site.session()).body).toMatchObject({ form: { state: 'required' }, agents: { online: false } });
  });
});

describe('an identity token', () => {
  const ada = { sub: 'user-1', email: 'ada@example.com', name: 'Ada' };
  const identified = async (site: Site, claims: Record<string, unknown> = ada, resumeToken?: string) =>
    site.session({ identityToken: await site.signs(claims), resumeToken });

  it('tells who the visitor is, verified, from their first message on', async () => {
    const site = await api.site();
    const { body } = await identified(site);
    expect(body).toMatchObject({
      visitor: { id: 'user-1', name: 'Ada', email: ada.email, emailSource: 'identity', emailVerified: true },
      form: { state: 'done' },
      conversation: null,
    });
    const widget = site.widget(body.token);
    await widget.writes('Hello');
    expect((await site.conversation(widget.conversationId())).visitor).toMatchObject({
      id: 'user-1',
      name: 'Ada',
      email: ada.email,
      emailSource: 'identity',
      emailVerified: true,
    });
  });

  it('adopts an anonymous conversation, and verifies an address that was known', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    await widget.writes('Hello, I am ada@example.com');
    const { body } = await identified(site, ada, widget.token);
    expect(body.conversation).toMatchObject({
      id: widget.conversationId(),
      lastSeq: 1,
      visitor: { id: 'user-1', email: ada.email, emailSource: 'identity', emailVerified: true },
    });
    const other = await identified(site, { sub: 'user-2' }, widget.token);
    expect(other.body).toMatchObject({ visitor: { id: 'user-2', email: null }, conversation: null });
  });

  it('finds the same conversation on another device, before and after it began', async () => {
    const site = await api.site();
    const [phone, desk] = [await identified(site), await identified(site)];
    await site.widget(phone.body.token).writes('From the phone');
    expect((await site.widget(desk.body.token).messages()).map(({ text }: { text: string }) => text)).toEqual([
      'From the phone',
    ]);
    const later = await identified(site);
    expect(later.body.conversation).toMatchObject({ lastSeq: 1 });
  });

  it('finds the newest conversation of its visitor', async () => {
    const site = await api.site();
    await site.admin('PUT', '/v1/conversations/old', { visitor: { id: 'user-1' } });
    api.pass(1);
    await site.admin('PUT', '/v1/conversations/new', { visitor: { id: 'user-1' } });
    api.pass(1);
    await site.admin('PUT', '/v1/conversations/other', { visitor: { id: 'user-2' } });
    expect((await identified(site)).body.conversation).toMatchObject({
      id: 'new',
      visitor: { email: ada.email, emailVerified: true },
    });
  });

  it("begins a new visitor and conversation for another sub than the session's", async () => {
    const site = await api.site();
    const first = await identified(site);
    await site.widget(first.body.token).writes('Hello');
    const second = await identified(site, { sub: 'user-2', email: 'bob@example.com' }, first.body.token);
    expect(second.body).toMatchObject({ visitor: { id: 'user-2', name: null }, conversation: null });
    await site.widget(second.body.token).writes('Hi');
    const { items } = (await site.admin('GET', '/v1/conversations')).body;
    expect(items.map(({ visitor }: { visitor: { email: string } }) => visitor.email).sort()).toEqual([
      'ada@example.com',
      'bob@example.com',
    ]);
  });

  it.each([
    ['expired', { inSeconds: -1 }, ada, 'expired'],
    ['for more than an hour', { inSeconds: 7_200 }, ada, 'more than an hour'],
    ['signed with another secret', { secret: 'x'.repeat(43) }, ada, 'signature'],
    ['signed with HS512', { alg: 'HS512' }, ada, 'HS256'],
    ['without sub', {}, { email: 'ada@example.com' }, 'sub'],
  ])('is refused %s, and it says why', async (_, how, claims, why) => {
    const site = await api.site();
    const answer = await site.session({ identityToken: await site.signs(claims, how) });
    expect(answer).toMatchObject(refusal(401, 'identity-not-valid'));
    expect(answer.body.detail).toContain(why);
  });

  it('is refused without exp, and where it is no JWT', async () => {
    const site = await api.site();
    const { SignJWT } = await import('jose');
    const { identitySecret } = (await api.store.accounts.findOne({ _id: site.accountId })) ?? { identitySecret: '' };
    const forEver = await new SignJWT(ada).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(identitySecret));
    for (const identityToken of [forEver, 'x', 'a.b.c'])
      expect(await site.session({ identityToken })).toMatchObject(refusal(401, 'identity-not-valid'));
  });

  it('is no session token, and a session token no identity', async () => {
    const site = await api.site();
    const identityToken = await site.signs(ada);
    expect((await site.widget(identityToken).ask('GET', 'conversation')).status).toBe(401);
    expect((await site.session({ identityToken: (await site.visitor()).token })).status).toBe(401);
  });
});
