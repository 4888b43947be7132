import { describe, expect, it } from '@jest/globals';
import { useVisitorApi } from '../support/visitor-api.ts';

const api = useVisitorApi();

describe('what a visitor writes', () => {
  it('begins the conversation and reaches the agents', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    const written = await widget.writes('Hello', { id: 'v1' });
    expect(written).toMatchObject({
      status: 201,
      body: { id: 'v1', seq: 1, state: 'sent', via: 'widget', author: { kind: 'visitor' } },
    });
    expect(await widget.conversation()).toMatchObject({ id: widget.conversationId(), state: 'open', lastSeq: 1 });
    expect(await site.messages(widget.conversationId())).toMatchObject([{ text: 'Hello', via: 'widget' }]);
  });

  it('is stored once however often it is sent', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    const answers = await Promise.all([1, 2, 3].map(() => widget.writes('Hello', { id: 'v1' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    expect(await widget.writes('Other', { id: 'v1' })).toMatchObject({ status: 409 });
    expect(await widget.messages()).toHaveLength(1);
  });

  it('makes the page where it was written that of the conversation, once, and says what is wrong with a page', async () => {
    const site = await api.site({ contactForm: { online: 'required', offline: 'required' } });
    const widget = await site.visitor({ page: 'https://acme.example/' });
    const pageNow = async () => (await widget.conversation()).page;
    await widget.writes('Held', { page: 'https://acme.example/#/cart' });
    expect(await pageNow()).toBe('https://acme.example/#/cart');
    await widget.ask('POST', 'contact-form', { email: 'grace@example.com' });
    const first = await widget.writes('Sent', { id: 'v2', page: 'https://acme.example/orders' });
    expect(first.body).not.toHaveProperty('ignored');
    expect(await pageNow()).toBe('https://acme.example/orders');
    expect(await widget.writes('Sent', { id: 'v2', page: 'https://acme.example/' })).toMatchObject({ status: 200 });
    const ignored = [{ field: 'page', why: 'must be an http or https URL' }];
    expect(await widget.writes('Bad', { page: 'javascript:alert(1)' })).toMatchObject({
      status: 201,
      body: { ignored },
    });
    await widget.writes('Without');
    expect(await pageNow()).toBe('https://acme.example/orders');
  });

  it.each([
    [{ id: 'v1' }, 'text'],
    [{ id: 'v1', text: '' }, 'text'],
    [{ text: 'Hello' }, 'id'],
    [{ id: 'v1', text: 'Hello', author: { kind: 'agent' } }, 'author'],
  ])('is refused as %j', async (body, path) => {
    const site = await api.site();
    const widget = await site.visitor();
    expect(await widget.ask('POST', 'messages', body)).toMatchObject({ status: 422, body: { errors: [{ path }] } });
    expect(await widget.conversation()).toBeNull();
  });

  it('shows answers without what became of them', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    await widget.writes('Hello, I am ada@example.com');
    await site.says(widget.conversationId(), 'Hi Ada');
    await widget.presence('left');
    api.pass(300);
    await api.look(site, widget.conversationId());
    expect((await site.messages(widget.conversationId()))[1]).toMatchObject({ forwardedTo: [{ status: 'accepted' }] });
    const [, answer] = await widget.messages();
    expect(answer).toMatchObject({ text: 'Hi Ada', author: { kind: 'agent' }, forwardedTo: [] });
    expect(answer).not.toHaveProperty('outcome');
    const conversation = await widget.conversation();
    for (const hidden of ['forwarding', 'channel']) expect(conversation).not.toHaveProperty(hidden);
    expect(conversation.visitor).not.toHaveProperty('suggestedEmail');
  });

  it('pages through them in order', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    for (const text of ['a', 'b', 'c']) await widget.writes(text);
    const first = await widget.ask('GET', 'messages?limit=2');
    expect(first.body).toMatchObject({ items: [{ text: 'a' }, { text: 'b' }], nextCursor: '2' });
    const rest = await widget.ask('GET', 'messages?limit=2&cursor=2');
    expect(rest.body).toMatchObject({ items: [{ text: 'c' }], nextCursor: null });
  });
});

describe('reading and presence', () => {
  it('reads up to a message, which cancels its mail', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    await widget.writes('I am ada@example.com');
    await site.says(widget.conversationId(), 'Hi');
    expect((await widget.reads(99)).body).toEqual({ readUpTo: 2 });
    await widget.presence('left');
    api.pass(600);
    const before = api.mails.length;
    await api.look(site, widget.conversationId());
    expect(api.mails).toHaveLength(before);
  });

  it('reads with the next message, held or not', async () => {
    const site = await api.site({ contactForm: { online: 'required', offline: 'required' } });
    const widget = await site.visitor();
    await widget.writes('Hello');
    await site.says(widget.conversationId(), 'Who are you?');
    await widget.writes('Somebody', { readUpTo: 1 });
    expect((await widget.conversation()).readUpTo).toBe(1);
  });

  it('takes a beacon as text/plain with the token in it, without a header', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    await widget.writes('Hello');
    await widget.presence('here');
    api.pass(5);
    const beacon = (body: unknown) =>
      api.call('POST', '/v1/visitor/presence', typeof body === 'string' ? body : JSON.stringify(body), {
        headers: { 'content-type': 'text/plain;charset=UTF-8' },
      });
    expect((await beacon({ token: widget.token, state: 'left', tab: 't1' })).status).toBe(204);
    expect((await site.conversation(widget.conversationId())).visitor.presence).toMatchObject({
      state: 'left',
      leftAt: api.iso(),
    });
    expect((await beacon({ token: 'x', state: 'left', tab: 't1' })).status).toBe(401);
    expect((await beacon({ token: widget.token, state: 'gone' })).status).toBe(422);
    expect((await beacon('{')).status).toBe(400);
    const headers = { 'content-type': 'text/plain' };
    const bytes = Buffer.from(JSON.stringify({ token: widget.token, state: 'left', tab: 't\xff' }), 'latin1');
    const broken = await api.app.request('/v1/visitor/presence', { method: 'POST', headers, body: bytes });
    expect([broken.status, await broken.text()]).toEqual([400, expect.stringContaining('not-utf8')]);
  });

  it('takes nothing else than JSON elsewhere', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    const headers = { 'content-type': 'text/plain' };
    const answer = await api.call('POST', '/v1/visitor/messages', '{}', { token: widget.token, headers });
    expect(answer.status).toBe(400);
  });
});

describe('the limits', () => {
  it('are 20 messages a minute a session', async () => {
    const site = await api.site();
    const [widget, other] = [await site.visitor(), await site.visitor()];
    for (let count = 1; count <= 20; count += 1) expect((await widget.writes('Hello')).status).toBe(201);
    api.pass(20);
    const refused = await widget.writes('Hello');
    expect(refused).toMatchObject({ status: 429, body: { type: 'urn:afterchat:problem:too-many-requests' } });
    expect(refused.headers.get('retry-after')).toBe('40');
    expect((await other.writes('Hello')).status).toBe(201);
    api.pass(40);
    expect((await widget.writes('Hello')).status).toBe(201);
  });

  it('are 30 sessions a minute a network address, whatever its headers say', async () => {
    const site = await api.site();
    const begin = (count: number) =>
      site.session({}, { from: '198.51.100.7', headers: { 'x-forwarded-for': `10.0.0.${count}` } });
    for (let count = 1; count <= 30; count += 1) expect((await begin(count)).status).toBe(200);
    const refused = await begin(31);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBe(60);
    expect((await site.session({}, { from: '198.51.100.8' })).status).toBe(200);
    api.pass(60);
    expect((await begin(32)).status).toBe(200);
  });

  it('are five forms an hour', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    for (let count = 1; count <= 5; count += 1) expect((await widget.fillsIn('ada@example.com')).status).toBe(200);
    expect((await widget.fillsIn('ada@example.com')).headers.get('retry-after')).toBe('3600');
    api.pass(3_600);
    expect((await widget.fillsIn('ada@example.com')).status).toBe(200);
  });

  it('are three addresses, ever', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    for (const one of ['a', 'b', 'c', 'A']) expect((await widget.fillsIn(`${one}@example.com`)).status).toBe(200);
    api.pass(30 * 86_400 - 1);
    expect(await widget.fillsIn('d@example.com')).toMatchObject({
      status: 429,
      body: { type: 'urn:afterchat:problem:too-many-addresses' },
    });
    expect((await widget.fillsIn('b@example.com')).status).toBe(200);
    expect((await site.enters(widget.conversationId(), 'd@example.com')).status).toBe(200);
  });
});
