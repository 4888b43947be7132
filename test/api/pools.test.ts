import { describe, expect, it } from '@jest/globals';
import { Hono } from 'hono';
import { MongoClient } from 'mongodb';
import { pino } from 'pino';
import { problemOf } from '../../src/api/errors.ts';
import { limitInFlight } from '../../src/api/in-flight.ts';
import { notifier } from '../../src/api/notifier.ts';
import { problemResponse } from '../../src/api/problem-error.ts';
import { connectStore } from '../../src/store/mongo/store.ts';
import { testMongoUri } from '../support/servers.ts';

describe('requests that wait for their answer', () => {
  it('are 503 beyond so many, which are answered, and taken again then', async () => {
    const held: (() => void)[] = [];
    const app = new Hono()
      .onError((error, c) => problemResponse(c, problemOf(error)))
      .use(limitInFlight(2))
      .get('/fails', () => {
        throw new Error('of its own');
      })
      .get('/', async (c) => {
        await new Promise<void>((resolve) => held.push(resolve));
        return c.text('done');
      });
    const waiting = [app.request('/'), app.request('/')];
    const refused = await app.request('/');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    for (const answer of held) answer();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200]);
    for (let times = 0; times < 3; times += 1) expect((await app.request('/fails')).status).toBe(500);
  });
});

describe('work that follows the answers', () => {
  it('is left to the sweeper beyond its limit, and accepted again when there is room', async () => {
    const held: (() => void)[] = [];
    const begun: string[] = [];
    const waker = {
      wake: async () => {},
      wakeFanOut: async (accountId: string) => {
        begun.push(accountId);
        await new Promise<void>((resolve) => held.push(resolve));
      },
      wakeBulkReplay: async () => {},
      wakeInbound: async () => {},
      wakeRestoreLink: async () => {},
      wakeAgentEmail: async () => {},
      wakeWebhook: async () => {},
    };
    const notify = notifier(waker, pino({ level: 'silent' }), 2);
    for (const account of ['a', 'b', 'c']) notify.flagged(account);
    for (const done of held.splice(0)) done();
    await notify.idle();
    notify.flagged('d');
    for (const done of held.splice(0)) done();
    await notify.idle();
    expect(begun).toEqual(['a', 'b', 'd']);
  });
});

it('a request that waits too long for a connection to MongoDB gets a 503', async () => {
  const client = new MongoClient(testMongoUri(), { maxPoolSize: 1, waitQueueTimeoutMS: 50 });
  try {
    const things = (await client.connect()).db('pools').collection('things');
    // Its connection is in use while the server waits for something to tell.
    const stream = things.watch([], { maxAwaitTimeMS: 1_000 });
    await stream.tryNext();
    const waiting = stream.tryNext();
    const error = await things.findOne({}).catch((thrown) => thrown);
    expect(problemOf(error).content).toMatchObject({ status: 503, slug: 'store-away' });
    await waiting;
    await stream.close();
  } finally {
    await client.close();
  }
  const store = connectStore(testMongoUri(), 'pools');
  expect(store.client.options.waitQueueTimeoutMS).toBe(5_000);
  await store.close();
});
