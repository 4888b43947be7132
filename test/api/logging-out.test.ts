import { describe, expect, it } from '@jest/globals';
import { useVisitorApi } from '../support/visitor-api.ts';

const api = useVisitorApi();
const day = 86_400;
const renewedHeader = 'x-session-token';

type Site = Awaited<ReturnType<typeof api.site>>;

/** Somebody who wrote, with the token that they have since then. */
async function begun(site: Site, more: Record<string, unknown> = {}) {
  const widget = await site.visitor(more);
  const { headers } = await widget.writes('Hello?');
  return site.widget(headers.get(renewedHeader) ?? '');
}

const identityOf = async (site: Site) => ({
  identityToken: await site.signs({ sub: 'customer-1', email: 'grace@example.com' }),
});

describe('DELETE /v1/visitor/session', () => {
  it('ends the token, those renewed from it, and what is resumed with it', async () => {
    const site = await api.site();
    const first = await begun(site);
    api.pass(2 * day);
    const renewed = site.widget((await first.ask('GET', 'conversation')).headers.get(renewedHeader) ?? '');
    const resumed = site.widget((await site.session({ resumeToken: first.token })).body.token);
    for (const widget of [renewed, resumed]) expect(await widget.conversation()).not.toBeNull();

    const answer = await renewed.ask('DELETE', 'session');
    expect([answer.status, answer.body, answer.headers.get(renewedHeader)]).toEqual([204, null, null]);
    for (const widget of [first, renewed, resumed])
      for (const [method, path] of [
        ['GET', 'conversation'],
        ['GET', 'events'],
        ['DELETE', 'session'],
      ] as const)
        expect((await widget.ask(method, path)).status).toBe(401);
    const beacon = { token: first.token, state: 'here', tab: 't1' };
    const plain = { headers: { 'content-type': 'text/plain' } };
    expect((await api.call('POST', '/v1/visitor/presence', JSON.stringify(beacon), plain)).status).toBe(401);
    const next = (await site.session({ resumeToken: resumed.token })).body;
    expect(next).toMatchObject({ conversation: null, visitor: { email: null } });
  });

  it('ends the session of this browser alone, and leaves the conversation to its visitor', async () => {
    const site = await api.site();
    const laptop = await begun(site, await identityOf(site));
    const phone = site.widget((await site.session(await identityOf(site))).body.token);
    await laptop.ask('DELETE', 'session');
    expect((await phone.conversation()).id).toBe(laptop.conversationId());
    const again = (await site.session({ resumeToken: laptop.token, ...(await identityOf(site)) })).body;
    expect(again.conversation).toMatchObject({ id: laptop.conversationId(), visitor: { email: 'grace@example.com' } });
    expect(await site.widget(again.token).messages()).toHaveLength(1);
  });

  it('ends a session in which nobody wrote, too', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    expect((await widget.ask('DELETE', 'session')).status).toBe(204);
    expect((await widget.writes('Hello?')).status).toBe(401);
  });

  it('ends tokens from before sessions had an id', async () => {
    const site = await api.site();
    const widget = await begun(site);
    const [, payload = ''] = widget.token.split('.');
    const { sessionId: _, ...claims } = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const account = await api.store.accounts.findOne({ _id: site.accountId });
    const old = site.widget(await site.signs(claims, { secret: account?.sessionSecret ?? '', inSeconds: 30 * day }));
    api.pass(2 * day);
    const renewed = site.widget((await old.ask('GET', 'conversation')).headers.get(renewedHeader) ?? '');
    await renewed.ask('DELETE', 'session');
    for (const each of [old, renewed]) expect((await each.ask('GET', 'conversation')).status).toBe(401);
    expect((await widget.ask('GET', 'conversation')).status).toBe(200);
  });

  it('counts its tabs as left, so that a reply is emailed, and those of other devices as they are', async () => {
    const site = await api.site();
    const laptop = await begun(site, await identityOf(site));
    const phone = site.widget((await site.session(await identityOf(site))).body.token);
    const id = laptop.conversationId();
    const presence = async () => (await site.conversation(id)).visitor.presence.state;
    for (const tab of ['t1', 't2']) await laptop.ask('POST', 'presence', { state: 'here', tab });
    await phone.ask('POST', 'presence', { state: 'here', tab: 't3' });
    await site.says(id, 'Hello!');
    await laptop.ask('DELETE', 'session');
    expect(await presence()).toBe('here');
    const woken = api.woken.length;
    await phone.ask('DELETE', 'session');
    expect(await presence()).toBe('left');
    expect(api.woken.slice(woken)).toEqual([`${id} visitorLeft`]);
    api.pass(300);
    await api.look(site, id);
    expect(api.mails.at(-1)?.to).toBe('grace@example.com');
  });

  it('counts the tab as left in which the visitor wrote', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    const { headers } = await widget.writes('Hello?', { tab: 't1' });
    const id = widget.conversationId();
    await site.widget(headers.get(renewedHeader) ?? '').ask('DELETE', 'session');
    expect((await site.conversation(id)).visitor.presence.state).toBe('left');
  });

  it('ends its streams within seconds, and no others', async () => {
    const site = await api.site();
    const laptop = await begun(site, await identityOf(site));
    const phone = site.widget((await site.session(await identityOf(site))).body.token);
    const [ending, stays] = [await api.follow(laptop.token), await api.follow(phone.token)];
    await laptop.ask('DELETE', 'session');
    await ending.ended;
    expect(ending.comments.at(-1)).toMatch(/no longer valid/);
    const { id } = await site.says(laptop.conversationId(), 'Still there?');
    await stays.untilMessage(id, 'message.created');
    await stays.leave();
  });

  it('is limited for one address where nothing was written, because each ended session is remembered', async () => {
    const site = await api.site();
    const written = await begun(site);
    const ends = async () => (await (await site.visitor()).ask('DELETE', 'session')).status;
    for (let ended = 0; ended < 60; ended += 1) {
      if (ended % 20 === 0) api.pass(60);
      expect(await ends()).toBe(204);
    }
    api.pass(60);
    expect(await ends()).toBe(429);
    expect((await written.ask('DELETE', 'session')).status).toBe(204);
    api.pass(3_600);
  });
});
