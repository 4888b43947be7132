import { afterEach, describe, expect, it } from '@jest/globals';
import { type EventReader, readEvents } from '../support/event-reader.ts';
import { eventually } from '../support/eventually.ts';
import { type Site, startVisitorApi, useVisitorApi, type Widget } from '../support/visitor-api.ts';

const streams: EventReader[] = [];
afterEach(async () => {
  await Promise.all(streams.splice(0).map((stream) => stream.leave()));
});

type Api = ReturnType<typeof useVisitorApi>;

async function follow(api: Api, token: string, lastEventId?: string, path?: string): Promise<EventReader> {
  const stream = await api.follow(token, lastEventId, path);
  streams.push(stream);
  return stream;
}

/** Where a visitor's stream is now. */
async function idNow(api: Api, widget: Widget): Promise<string> {
  const stream = await api.follow(widget.token);
  await stream.until(() => stream.lastId !== null);
  await stream.leave();
  return stream.lastId ?? '';
}

/** Where a visitor's stream was before they wrote more than is written ahead of a client. */
async function longAgo(api: Api, widget: Widget): Promise<string> {
  const id = await idNow(api, widget);
  for (let count = 0; count < 5; count += 1) await widget.writes('x'.repeat(8_000));
  return id;
}

/** An agent's stream that resumes from before this. */
async function resumesAfter(api: Api, site: Site, say: () => Promise<unknown>): Promise<EventReader> {
  const before = await api.follow(site.apiKey, undefined, '/v1/events');
  await before.until(() => before.lastId !== null);
  await before.leave();
  await say();
  return follow(api, site.apiKey, before.lastId ?? '', '/v1/events');
}

const texts = ({ events }: EventReader) =>
  events.flatMap(({ type, data }) => (type === 'message.created' ? [data.text] : []));

describe('a HEAD of a stream', () => {
  const api = useVisitorApi();

  it('tells what GET would answer with, and holds nothing: 30 of them keep nobody from resuming', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    const lastEventId = await longAgo(api, widget);
    for (let count = 0; count < 22; count += 1) {
      const answer = await api.open(
        '/v1/visitor/events',
        { token: widget.token, headers: { 'last-event-id': lastEventId } },
        'HEAD',
      );
      expect([answer.status, answer.headers.get('content-type'), answer.body]).toEqual([
        200,
        'text/event-stream',
        null,
      ]);
    }
    const resumed = await follow(api, widget.token, lastEventId);
    await resumed.until(() => texts(resumed).length === 5);
    const bodies = ['/v1/events', `/v1/conversations/${widget.conversationId()}/events`].map(
      async (path) => (await api.open(path, { token: site.apiKey }, 'HEAD')).status,
    );
    expect(await Promise.all(bodies)).toEqual([200, 200]);
  });
});

describe('clients that resume and do not read', () => {
  const api = useVisitorApi({
    streams: { catchUps: { most: 4, maxOfOne: 2, maxWaiting: 50, longestWaitMs: 60_000 }, longestUnreadMs: 60_000 },
  });

  const unread: Response[] = [];
  afterEach(async () => {
    await Promise.all(unread.splice(0).map(({ body }) => body?.cancel()));
  });

  async function takeAllTurns(widget: Widget, lastEventId: string, from: string) {
    for (let count = 0; count < 10; count += 1) {
      const headers = { 'last-event-id': lastEventId };
      unread.push(await api.open('/v1/visitor/events', { token: widget.token, from, headers }));
    }
  }

  it('keep no agent from what they missed, nor from what happens then', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    const lastEventId = await longAgo(api, widget);
    await takeAllTurns(widget, lastEventId, '192.0.2.201');
    await takeAllTurns(widget, lastEventId, '192.0.2.202');
    const agent = await resumesAfter(api, site, () => widget.writes('missed'));
    await agent.until(() => texts(agent).includes('missed'));
    await widget.writes('live');
    await agent.until(() => texts(agent).includes('live'));
  });

  it('leave turns to visitors at other addresses', async () => {
    const site = await api.site();
    const [stranger, ada] = [await site.visitor(), await site.visitor()];
    const lastEventId = await longAgo(api, stranger);
    const before = await idNow(api, ada);
    await ada.writes('missed');
    await takeAllTurns(stranger, lastEventId, '192.0.2.203');
    const other = await follow(api, ada.token, before);
    await other.until(() => texts(other).includes('missed'));
  });
});

describe('a client that resumes and does not read', () => {
  const one = { each: 1, address: 100 };
  const api = useVisitorApi({
    streams: { streams: { visitor: one, agent: one, key: one, inAll: 100 }, longestUnreadMs: 300 },
  });

  it('is sent away, and goes on from where it came to', async () => {
    const widget = await (await api.site()).visitor();
    const headers = { 'last-event-id': await longAgo(api, widget) };
    const unread = await api.open('/v1/visitor/events', { token: widget.token, headers });
    await eventually(
      async () => {
        const next = await api.open('/v1/visitor/events', { token: widget.token });
        await next.body?.cancel();
        return next.status;
      },
      (status) => status === 200,
    );
    const late = readEvents(unread.body as ReadableStream<Uint8Array>);
    await late.ended;
    expect(late.comments.at(-1)).toMatch(/nothing was read; resume/);
    const resumed = await follow(api, widget.token, late.lastId ?? '');
    await widget.writes('since');
    await resumed.until(() => texts(resumed).includes('since'));
    expect([...texts(late), ...texts(resumed)]).toHaveLength(6);
  });
});

describe('a client whose turn to look through the past does not come', () => {
  it.each([
    ['since all wait too long', { maxWaiting: 50, longestWaitMs: 200 }],
    ['since too many wait', { maxWaiting: 0, longestWaitMs: 60_000 }],
  ])('%s is told to read anew, and what happens from then on', async (_, waiting) => {
    const api = await startVisitorApi({ streams: { catchUps: { most: 1, maxOfOne: 1, ...waiting } } });
    try {
      const widget = await (await api.site()).visitor();
      const headers = { 'last-event-id': await longAgo(api, widget) };
      const holding = await api.open('/v1/visitor/events', { token: widget.token, headers });
      const stream = await api.follow(widget.token, headers['last-event-id']);
      await stream.until(() => stream.events.length > 0);
      await widget.writes('live');
      await stream.until(() => texts(stream).includes('live'));
      expect(stream.events.map(({ type }) => type).slice(0, 2)).toEqual(['reset', 'message.created']);
      await Promise.all([stream.leave(), holding.body?.cancel()]);
    } finally {
      await api.stop();
    }
  });
});

describe('streams that are open at a time', () => {
  const limits = { each: 2, address: 3 };
  const api = useVisitorApi({
    streams: { streams: { visitor: limits, agent: limits, key: limits, inAll: 100 } },
  });

  async function openAll(asked: readonly (Parameters<Api['open']>[1] & { path?: string })[]) {
    const answers: Response[] = [];
    for (const { path = '/v1/visitor/events', ...each } of asked) answers.push(await api.open(path, each));
    return answers;
  }
  const leave = (answers: readonly Response[]) => Promise.all(answers.map(({ body }) => body?.cancel()));

  it("are limited for a visitor's session, whatever its token and address, until one ends", async () => {
    const site = await api.site();
    const widget = await site.visitor();
    const renewed = (await site.session({ resumeToken: widget.token })).body.token;
    const open = await openAll([
      { token: widget.token, from: '192.0.2.211' },
      { token: renewed, from: '192.0.2.212' },
    ]);
    const refused = await api.call('GET', '/v1/visitor/events', undefined, { token: renewed, from: '192.0.2.213' });
    expect(refused).toMatchObject({ status: 429, body: { type: expect.stringMatching(/too-many-streams$/) } });
    expect(refused.body.detail).toMatch(/Close one first/);
    expect(refused.headers.get('retry-after')).toBe('5');
    await open[0]?.body?.cancel();
    const [again] = await openAll([{ token: widget.token }]);
    expect(again?.status).toBe(200);
    await leave([...open, ...(again ? [again] : [])]);
  });

  it('are limited for an address, of IPv6 for its /64', async () => {
    const site = await api.site();
    const visitors = [await site.visitor(), await site.visitor(), await site.visitor(), await site.visitor()];
    const open = await openAll(
      visitors.map(({ token }, index) => ({ token, from: `2001:db8:7:1:${index}::${index + 1}` })),
    );
    expect(open.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    const [elsewhere] = await openAll([{ token: visitors[3]?.token, from: '2001:db8:7:2::1' }]);
    expect(elsewhere?.status).toBe(200);
    await leave([...open, ...(elsewhere ? [elsewhere] : [])]);
  });

  it("are limited for a key and for an agent's session, each by itself", async () => {
    const site = await api.site();
    await site.agent('ada');
    const { token } = (await site.admin('POST', '/v1/agents/ada/sessions')).body;
    const path = '/v1/events';
    const open = await openAll([
      { token, path, from: '192.0.2.221' },
      { token, path, from: '192.0.2.222' },
      { token, path, from: '192.0.2.223' },
      { token: site.apiKey, path, from: '192.0.2.224' },
      { token: site.apiKey, path, from: '192.0.2.225' },
      { token: site.apiKey, path, from: '192.0.2.226' },
    ]);
    expect(open.map(({ status }) => status)).toEqual([200, 200, 429, 200, 200, 429]);
    await leave(open);
  });
});
