import { describe, expect, it } from '@jest/globals';
import { useVisitorApi, type Widget } from '../support/visitor-api.ts';

const api = useVisitorApi();
const tab = 't1';

/** What a page may do as its conversation begins, in whatever order. */
const does = {
  here: (widget: Widget) => widget.presence('here'),
  post: (widget: Widget) => widget.writes('Hello?', { tab }),
  form: (widget: Widget) => widget.ask('POST', 'contact-form', { email: 'ada@example.com', tab }),
};
type Step = keyof typeof does;

const orders: readonly Step[][] = [
  ['post', 'form', 'here'],
  ['here', 'post', 'form'],
  ['post', 'form'],
  ['here', 'form', 'post'],
  ['form', 'post'],
  ['here', 'post'],
  ['here', 'form'],
];

describe('a browser that dies', () => {
  it.each(orders.map((order) => [order.join(', '), order] as const))(
    'counts as gone when its silence is noticed, and mail goes five minutes after it was last seen: %s',
    async (_, order) => {
      const site = await api.site();
      await site.agent('sam', 'online');
      const widget = await site.visitor();
      for (const step of order) expect((await does[step](widget)).status).toBeLessThan(300);
      const died = api.iso();
      const id = widget.conversationId();
      await site.enters(id, 'ada@example.com');
      await site.says(id, 'Hello!');
      const presence = async () => (await site.conversation(id)).visitor.presence;
      api.pass(89);
      expect(await presence()).toMatchObject({ state: 'here', leftAt: null });
      api.pass(1);
      expect(await presence()).toMatchObject({ state: 'left', leftAt: died });
      const before = api.mails.length;
      api.pass(209);
      await api.look(site, id);
      expect(api.mails).toHaveLength(before);
      api.pass(1);
      await api.look(site, id);
      expect(api.mails.slice(before).map(({ to }) => to)).toEqual(['ada@example.com']);
    },
  );

  it('and wrote to a frontend that relays what it writes counts as gone as well', async () => {
    const site = await api.site();
    await site.admin('PUT', '/v1/conversations/relayed', {});
    const message = { id: 'v1', author: { kind: 'visitor' }, text: 'Hello?', tab };
    expect((await site.admin('POST', '/v1/conversations/relayed/messages', message)).status).toBe(201);
    api.pass(90);
    expect((await site.conversation('relayed')).visitor.presence.state).toBe('left');
  });
});

describe('a page that sends no heartbeats', () => {
  it('names no tab, and its silence says nothing', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    await widget.writes('Hello?');
    api.pass(3_600);
    expect((await site.conversation(widget.conversationId())).visitor.presence.state).toBe('here');
  });
});

describe('a held message', () => {
  it('names its tab too', async () => {
    const site = await api.site({ contactForm: { online: 'required', offline: 'required' } });
    const widget = await site.visitor();
    await widget.writes('Hello?', { tab });
    api.pass(90);
    expect((await site.conversation(widget.conversationId())).visitor.presence.state).toBe('left');
  });
});

describe('the heartbeat', () => {
  it.each([
    [90, 30],
    [5, 2],
    [2, 1],
    [100, 33],
  ])('is told with the session: silence %i s, every %i s', async (silenceSeconds, heartbeatSeconds) => {
    const site = await api.site({ timing: { silenceSeconds } as never });
    expect((await site.session()).body.presence).toEqual({ heartbeatSeconds, silenceSeconds });
  });

  it('costs nothing before the conversation begins', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    for (let beat = 0; beat < 3; beat += 1) await widget.presence('here');
    expect((await site.admin('GET', '/v1/conversations')).body.items).toEqual([]);
  });
});
