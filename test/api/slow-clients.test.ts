import { connect, type Socket } from 'node:net';
import type { ServerType } from '@hono/node-server';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Hono } from 'hono';
import { until } from '../../dev/servers/until.ts';
import { problemOf } from '../../src/api/errors.ts';
import { limitAtATime } from '../../src/api/in-flight.ts';
import { problemResponse } from '../../src/api/problem-error.ts';
import { listen, type Patience } from '../../src/listen.ts';
import { useVisitorApi } from '../support/visitor-api.ts';

const api = useVisitorApi();
const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

type Fetch = Parameters<typeof listen>[0];

async function serving(fetch: Fetch, patience?: Patience): Promise<number> {
  const server: ServerType = await listen(fetch, { HOST: '127.0.0.1', PORT: 0 }, patience);
  ended.push(() => server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A client at an address of this machine; it does not read its answers until it is told to. */
function clientOf(port: number, from = '127.0.0.1') {
  const socket: Socket = connect({ port, host: '127.0.0.1', localAddress: from });
  socket.on('error', () => {});
  let answer = '';
  socket.on('data', (part) => {
    answer += part;
  });
  socket.pause();
  ended.push(() => socket.destroy());
  return {
    socket,
    answer: () => answer,
    ask: (method: string, path: string, headers = '', body = '') =>
      void socket.write(`${method} ${path} HTTP/1.1\r\nhost: x\r\n${headers}\r\n${body}`),
    status: async () => {
      socket.resume();
      await until('it is answered', 60, async () => answer.includes('\r\n'));
      return Number(answer.split(' ')[1]);
    },
  };
}

const json = 'content-type: application/json\r\n';

/** Asks, and never sends all of the body. */
function slow(port: number, path: string, from?: string) {
  const client = clientOf(port, from);
  client.ask('POST', path, `${json}content-length: 1000\r\n`, '{');
  return client;
}

async function begins(port: number, siteKey: string, from: string): Promise<number> {
  const client = clientOf(port, from);
  const body = JSON.stringify({ siteKey });
  client.ask('POST', '/v1/visitor/sessions', `${json}content-length: ${body.length}\r\n`, body);
  return client.status();
}

describe('a stranger who sends slowly', () => {
  it.each(['/v1/visitor/sessions', '/webhooks/sendgrid/events', '/v1/visitor/presence'])(
    'holds 100 requests of their own at most, with %s, and nobody else’s',
    async (path) => {
      const port = await serving(api.app.fetch);
      const { siteKey } = await api.site();
      const hundred = Array.from({ length: 100 }, () => slow(port, path));
      await until(
        'all are open',
        5,
        async () =>
          (await slow(port, path)
            .status()
            .catch(() => 0)) === 503,
      );
      expect(await begins(port, siteKey, '127.0.0.1')).toBe(503);
      expect(await begins(port, siteKey, '127.0.0.2')).toBe(200);
      for (const { socket } of hundred) socket.destroy();
      await until('their places are given back', 60, async () => (await begins(port, siteKey, '127.0.0.1')) === 200);
    },
  );

  it('is not waited for for ever', async () => {
    const port = await serving(api.app.fetch, { headersMs: 300, requestMs: 600, idleMs: 60_000 });
    const withoutHeaders = clientOf(port);
    withoutHeaders.socket.write('GET /healthz HTTP/1.1\r\n');
    const withoutBody = slow(port, '/v1/visitor/sessions');
    expect([await withoutHeaders.status(), await withoutBody.status()]).toEqual([503, 503]);
  });
});

describe('a client that does not take its answer', () => {
  /** More than what the sockets between them hold. */
  const long = 'x'.repeat(30_000_000);
  const app = () =>
    new Hono()
      .onError((error, c) => problemResponse(c, problemOf(error)))
      .use(limitAtATime(2, () => 'one') as never)
      .get('/', (c) => c.text(long));

  it('may send no further request beyond its limit until it reads them', async () => {
    const port = await serving(app().fetch);
    const unread = [clientOf(port), clientOf(port)];
    for (const client of unread) client.ask('GET', '/');
    await until('both are open', 60, async () => (await fetch(`http://127.0.0.1:${port}/`)).status === 503);
    for (const { socket } of unread) socket.resume();
    await until('both are taken', 60, async () => (await fetch(`http://127.0.0.1:${port}/`)).status === 200);
  });

  it('is cut off after a while', async () => {
    const port = await serving(app().fetch, { headersMs: 15_000, requestMs: 60_000, idleMs: 500 });
    const unread = [clientOf(port), clientOf(port)];
    for (const client of unread) client.ask('GET', '/');
    await until('both are open', 60, async () => (await fetch(`http://127.0.0.1:${port}/`)).status === 503);
    await until(
      'their places are given back',
      10,
      async () => (await fetch(`http://127.0.0.1:${port}/`)).status === 200,
    );
  });
});

it('a stream counts among the requests of its client only until it begins', async () => {
  const port = await serving(api.app.fetch);
  const site = await api.site();
  const tokens = await Promise.all(Array.from({ length: 6 }, async () => (await site.visitor()).token));
  for (const token of tokens)
    for (let count = 0; count < 20; count += 1) {
      const stream = clientOf(port);
      stream.ask('GET', '/v1/visitor/events', `authorization: Bearer ${token}\r\n`);
      expect(await stream.status()).toBe(200);
    }
});
