import { serve } from '@hono/node-server';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventStreams, eventStreamsOpened } from '../../src/operating/metrics.ts';
import { readEvents } from '../support/event-reader.ts';
import { eventually } from '../support/eventually.ts';
import { countOf } from '../support/metric.ts';
import { startMongod } from '../support/servers.ts';
import { newAccount, placeOf, type TestApi, useApis } from './events-setup.ts';

describe('a client that comes back', () => {
  const apis = useApis();
  let api: TestApi;
  let acme: Awaited<ReturnType<typeof newAccount>>;

  beforeAll(async () => {
    api = await apis.start({ commentEveryMs: 200 });
    acme = await newAccount(api);
    await acme.conversation('c1');
    await acme.conversation('c2');
  });

  const say = async (ids: readonly string[], conversation = 'c1') => {
    for (const id of ids) await acme.says(conversation, id);
  };

  it('gets what it missed, and what happens meanwhile, exactly once and in order', async () => {
    const listening = await apis.follow(api, acme.apiKey);
    const before = await apis.follow(api, acme.apiKey);
    await say(['r1', 'r2']);
    await before.untilMessage('r2');
    await before.leave();
    await say(['r3', 'r4']);
    const writing = say(['r5', 'r6', 'r7', 'r8', 'r9']);
    const after = await apis.follow(api, acme.apiKey, '/v1/events', before.lastId ?? '');
    await writing;
    await say(['r10']);
    await after.untilMessage('r10');
    expect([...before.ids('message.created'), ...after.ids('message.created')]).toEqual(
      Array.from({ length: 10 }, (_, index) => `r${index + 1}`),
    );
    expect(after.events.map(({ type }) => type)).not.toContain('reset');
    await listening.untilMessage('r10');
  });

  it('gets what it missed of its conversation only', async () => {
    const before = await apis.follow(api, acme.apiKey, '/v1/conversations/c2/events');
    await before.leave();
    await say(['x1'], 'c1');
    await say(['x2'], 'c2');
    const after = await apis.follow(api, acme.apiKey, '/v1/conversations/c2/events', before.lastId ?? '');
    await after.untilMessage('x2');
    await say(['x3'], 'c1');
    await say(['x4'], 'c2');
    await after.untilMessage('x4');
    expect(after.ids('message.created')).toEqual(['x2', 'x4']);
  });

  it('resumes at another API process, and after a restart', async () => {
    const before = await apis.follow(api, acme.apiKey);
    await before.leave();
    await say(['p1', 'p2']);
    const restarted = await apis.start({}, placeOf(api));
    const after = await apis.follow(restarted, acme.apiKey, '/v1/events', before.lastId ?? '');
    await after.untilMessage('p2');
    await say(['p3']);
    await after.untilMessage('p3');
    expect(after.ids('message.created')).toEqual(['p1', 'p2', 'p3']);
  });

  it('resumes from a comment too, so that after a long silence little has to be looked through', async () => {
    const before = await apis.follow(api, acme.apiKey, '/v1/conversations/c2/events');
    const first = before.lastId;
    await say(['q1'], 'c1');
    await before.until(() => before.lastId !== first);
    await before.leave();
    await say(['q2'], 'c2');
    const after = await apis.follow(api, acme.apiKey, '/v1/conversations/c2/events', before.lastId ?? '');
    await after.untilMessage('q2');
    expect(before.events).toEqual([]);
  });

  it.each([
    ['that was never one', 'yesterday'],
    ['that looks like one', '82FFFFFF'],
  ])('with an id %s is told to read anew, and then what happens', async (_, id) => {
    const resetBefore = await countOf(eventStreamsOpened, { client: 'key', began: 'reset' });
    const stream = await apis.follow(api, acme.apiKey, '/v1/events', id);
    await stream.until(() => stream.events.length > 0);
    expect(stream.events[0]).toMatchObject({ type: 'reset', data: {} });
    expect(await countOf(eventStreamsOpened, { client: 'key', began: 'reset' })).toBe(resetBefore + 1);
    const open = await countOf(eventStreams, { client: 'key' });
    expect(open).toBeGreaterThan(0);
    const message = `after-${id.slice(0, 10)}`;
    await say([message]);
    await stream.untilMessage(message);
    expect(stream.ids('message.created')).toEqual([message]);
    expect(stream.lastId).not.toBe(id);
    await stream.leave();
    await eventually(
      () => countOf(eventStreams, { client: 'key' }),
      (left) => left < open,
    );
  });
});

describe('streams of events', () => {
  const apis = useApis();

  it('outlive a MongoDB that is killed, and tell what happened since', async () => {
    const mongod = await startMongod();
    try {
      const place = { uri: mongod.uri, database: 'events' };
      const api = await apis.start({ commentEveryMs: 200 }, place);
      const acme = await newAccount(api);
      await acme.conversation('c1');
      const stream = await apis.follow(api, acme.apiKey);
      await acme.says('c1', 'before');
      await stream.untilMessage('before');
      await mongod.kill();
      const comments = stream.comments.length;
      await stream.until(() => stream.comments.length > comments + 5);
      await mongod.restart();
      const other = await apis.start({}, place);
      await other.app.request('/v1/conversations/c1/messages', {
        method: 'POST',
        headers: { authorization: `Bearer ${acme.apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ id: 'since', author: { kind: 'visitor' }, text: 'Hello?' }),
      });
      await stream.untilMessage('since', 'message.created', 30_000);
      expect(stream.ids('message.created')).toEqual(['before', 'since']);
    } finally {
      await mongod.stop();
    }
  });

  it('begin with a reset where MongoDB does not hold what was missed', async () => {
    const lost = await apis.start();
    const before = await newAccount(lost);
    const stream = await apis.follow(lost, before.apiKey);
    await before.conversation('c1');
    await stream.until(() => stream.events.length > 0);
    const mongod = await startMongod();
    try {
      const api = await apis.start({}, { uri: mongod.uri, database: 'events' });
      const acme = await newAccount(api);
      await acme.conversation('c1');
      const after = await apis.follow(api, acme.apiKey, '/v1/events', stream.lastId ?? '');
      await after.until(() => after.events.length > 0);
      await acme.says('c1', 'since');
      await after.untilMessage('since');
      expect(after.events.slice(0, 2).map(({ type }) => type)).toEqual(['reset', 'message.created']);
    } finally {
      await mongod.stop();
    }
  });

  it('end when the server stops, which they do not hold up', async () => {
    const api = await apis.start();
    const acme = await newAccount(api);
    const server = serve({ fetch: api.app.fetch, port: 0 });
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const response = await fetch(`http://127.0.0.1:${port}/v1/events`, {
      headers: { authorization: `Bearer ${acme.apiKey}` },
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const stream = readEvents(response.body as ReadableStream<Uint8Array>);
    await acme.conversation('c1');
    await stream.until(() => stream.ids('conversation.updated').length === 1);
    api.events.stop();
    await stream.ended;
    await new Promise((resolve) => server.close(resolve));
    expect(stream.comments.at(-1)).toMatch(/stopping/);
    const late = await api.app.request('/v1/events', { headers: { authorization: `Bearer ${acme.apiKey}` } });
    expect(late.status).toBe(503);
  });

  it('end for a client that does not keep up, which then resumes', async () => {
    const api = await apis.start({ maxWaitingBytes: 20_000 });
    const acme = await newAccount(api);
    await acme.conversation('c1');
    const response = await api.app.request('/v1/events', { headers: { authorization: `Bearer ${acme.apiKey}` } });
    const ids = Array.from({ length: 12 }, (_, index) => `m${index}`);
    for (const id of ids) await acme.says('c1', id, 'visitor', 'x'.repeat(5_000));
    const slow = readEvents(response.body as ReadableStream<Uint8Array>);
    await slow.ended;
    expect(slow.comments.at(-1)).toMatch(/too far behind/);
    const told = slow.ids('message.created');
    expect(told.length).toBeLessThan(ids.length);
    const resumed = await apis.follow(api, acme.apiKey, '/v1/events', slow.lastId ?? '');
    await resumed.untilMessage(ids.at(-1) as string);
    expect([...told, ...resumed.ids('message.created')]).toEqual(ids);
  });

  it('end from time to time, so that a key that no longer holds is noticed', async () => {
    const api = await apis.start({ longestMs: 100 });
    const acme = await newAccount(api);
    const stream = await apis.follow(api, acme.apiKey);
    await stream.ended;
    expect(stream.comments.at(-1)).toMatch(/reconnect/);
  });
});
