import { describe, expect, it } from '@jest/globals';
import { useVisitorApi, type Widget } from '../support/visitor-api.ts';

const api = useVisitorApi();
const tooMany = { status: 429, body: { type: 'urn:afterchat:problem:too-many-requests' } };

/** A reply waits for a visitor who has left. */
async function waiting() {
  const site = await api.site();
  const widget = await site.visitor();
  await widget.writes('Hello');
  await widget.fillsIn('ada@example.com');
  await site.says(widget.conversationId(), 'Hello, Ada.');
  await widget.presence('left');
  const signals = () => api.woken.filter((woken) => woken.startsWith(widget.conversationId())).length;
  return { site, widget, signals };
}

describe('a visitor who comes and goes', () => {
  it('is signalled every five seconds at most, however often they do', async () => {
    const { widget, signals } = await waiting();
    const before = signals();
    for (let second = 0; second < 50; second += 1) {
      await widget.presence('active');
      await widget.presence('left');
      api.pass(1);
    }
    expect(signals() - before).toBeGreaterThanOrEqual(10);
    expect(signals() - before).toBeLessThanOrEqual(11);
  });

  it('is signalled at once when they come back after a while', async () => {
    const { widget } = await waiting();
    api.pass(60);
    await widget.presence('active');
    expect(api.woken.at(-1)).toBe(`${widget.conversationId()} visitorActive`);
  });

  it('tells it 240 times a minute at most, by beacon or not', async () => {
    const { widget } = await waiting();
    const beacon = () =>
      api.call('POST', '/v1/visitor/presence', JSON.stringify({ token: widget.token, state: 'active', tab: 't1' }), {
        headers: { 'content-type': 'text/plain' },
      });
    for (let times = 0; times < 239; times += 1) await widget.presence('active');
    expect([await widget.presence('active'), await beacon()]).toMatchObject([tooMany, tooMany]);
    api.pass(60);
    expect((await beacon()).status).toBe(204);
  });
});

describe('what else one session asks', () => {
  it('is limited: reports of reading 120 times a minute', async () => {
    const { widget } = await waiting();
    for (let times = 0; times < 120; times += 1) expect((await widget.reads(1)).status).toBe(200);
    expect(await widget.reads(1)).toMatchObject(tooMany);
  });

  it('is limited: 60 pages of messages a minute, and 600 of all at one address', async () => {
    const { site, widget } = await waiting();
    for (let times = 0; times < 60; times += 1) expect((await widget.ask('GET', 'messages')).status).toBe(200);
    expect(await widget.ask('GET', 'messages')).toMatchObject(tooMany);
    const from = '198.51.100.1';
    const here = await Promise.all(Array.from({ length: 11 }, async () => (await site.visitor()).token));
    const [last, ...others] = here.map((token) => site.widget(token, { from })) as [Widget, ...Widget[]];
    for (const other of others) for (let times = 0; times < 60; times += 1) await other.ask('GET', 'messages');
    expect(await last.ask('GET', 'messages')).toMatchObject(tooMany);
    expect((await site.widget(last.token).ask('GET', 'messages')).status).toBe(200);
  });

  it('is limited before it is read: messages that are none, and sessions', async () => {
    const { site, widget } = await waiting();
    for (let times = 0; times < 19; times += 1) expect((await widget.ask('POST', 'messages', {})).status).toBe(422);
    expect(await widget.writes('Hello')).toMatchObject(tooMany);
    const at = { from: '198.51.100.2' };
    for (let times = 0; times < 30; times += 1) expect((await site.session({ odd: true }, at)).status).toBe(422);
    expect(await site.session({}, at)).toMatchObject(tooMany);
  });

  it('is limited in length: 64 KiB, but for messages', async () => {
    const { site, widget } = await waiting();
    const filler = 'x'.repeat(65_536);
    for (const path of ['presence', 'read', 'contact-form'])
      expect((await widget.ask('POST', path, { filler })).status).toBe(413);
    expect((await site.session({ page: `https://acme.example/${filler}` })).status).toBe(413);
    expect((await site.session({ page: `https://acme.example/${filler.slice(0, 60_000)}` })).status).toBe(200);
    expect((await widget.ask('POST', 'messages', { filler })).status).toBe(422);
  });

  it('is limited: 400 requests a minute in all, whatever they are, and no one else', async () => {
    const { site, widget } = await waiting();
    const answers = [];
    for (let times = 0; times < 210; times += 1)
      answers.push(await widget.ask('GET', 'conversation'), await widget.presence('here'));
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
    expect(await widget.ask('GET', 'conversation')).toMatchObject(tooMany);
    expect((await (await site.visitor()).ask('GET', 'conversation')).status).toBe(200);
    api.pass(60);
    expect((await widget.ask('GET', 'conversation')).status).toBe(200);
  });
});

it.each(['presence', 'read'])('a key tells of %s 240 times a minute for one conversation', async (what) => {
  const { site, widget } = await waiting();
  const tell = (id: string) =>
    site.admin('POST', `/v1/conversations/${id}/${what}`, what === 'read' ? { upTo: 1 } : { state: 'here', tab: 't1' });
  for (let times = 0; times < 240; times += 1) await tell(widget.conversationId());
  expect(await tell(widget.conversationId())).toMatchObject(tooMany);
  const other = await waiting();
  const path = `/v1/conversations/${other.widget.conversationId()}/read`;
  expect((await other.site.admin('POST', path, { upTo: 1 })).status).toBe(200);
});
