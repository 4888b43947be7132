import { afterEach, describe, expect, it } from '@jest/globals';
import { type ClientOptions, createClient, ProblemError, TimeoutError } from '../../packages/client/src/index.ts';
import { json, problem, type Server, serve } from './server.ts';

let server: Server;
afterEach(() => server.stop());

/** A client that does not wait but notes how long it would have. */
function clientOf({ url }: Server, options: Partial<ClientOptions> = {}) {
  const waits: number[] = [];
  const sleep = async (ms: number) => void waits.push(ms);
  return { waits, client: createClient({ baseUrl: url, key: 'k', sleep, ...options }) };
}

describe('a request', () => {
  it('is sent again as Retry-After says, with the same body', async () => {
    server = await serve(
      problem(503, 'store-away', { 'retry-after': '5' }),
      problem(429, 'slow', { 'retry-after': '7' }),
      json(200, { id: 'c1' }),
    );
    const { client, waits } = clientOf(server);
    expect(await client.conversations.get('c1')).toEqual({ id: 'c1' });
    expect(waits).toEqual([5_000, 7_000]);
    expect(server.requests.map(({ url }) => url)).toEqual(Array(3).fill('/v1/conversations/c1'));
  });

  it('is sent again to a server that was held up before it had all of it', async () => {
    server = await serve(problem(408, 'too-slow'), json(200, { id: 'c1' }));
    expect(await clientOf(server).client.conversations.get('c1')).toEqual({ id: 'c1' });
  });

  it('is sent again when the network fails, each time after a longer wait', async () => {
    server = await serve(
      ({ socket }) => socket?.destroy(),
      ({ socket }) => socket?.destroy(),
      json(200, { items: [] }),
    );
    const { client, waits } = clientOf(server);
    await client.agents.list();
    expect(waits).toHaveLength(2);
    expect(waits[0]).toBeLessThanOrEqual(500);
    expect(waits[1]).toBeGreaterThanOrEqual(500);
  });

  it('is given up after so many tries, with the last answer', async () => {
    server = await serve(problem(503, 'store-away', { 'retry-after': '5' }));
    const { client } = clientOf(server, { retries: 2 });
    await expect(client.settings.get()).rejects.toMatchObject({ status: 503, slug: 'store-away' });
    expect(server.requests).toHaveLength(3);
  });

  it('is given up after so many tries, with the error of the network', async () => {
    server = await serve(({ socket }) => socket?.destroy());
    await expect(clientOf(server, { retries: 1 }).client.settings.get()).rejects.toMatchObject({ name: 'TypeError' });
    expect(server.requests).toHaveLength(2);
  });

  it('is not sent again where it would have to wait for more than a minute', async () => {
    server = await serve(problem(429, 'too-many-requests', { 'retry-after': '3600' }));
    const told: number[] = [];
    const { client } = clientOf(server, { onRateLimited: (seconds) => told.push(seconds) });
    const asked = client.settings.get();
    await expect(asked).rejects.toMatchObject({ status: 429, retryAfterSeconds: 3_600 });
    expect({ requests: server.requests.length, told }).toEqual({ requests: 1, told: [] });
  });

  it('tells how long it waits because of too many requests, and of nothing else', async () => {
    server = await serve(
      problem(429, 'too-many-requests', { 'retry-after': '7' }),
      problem(503, 'busy', { 'retry-after': '5' }),
      problem(429, 'too-many-requests'),
      json(200, { id: 'c1' }),
    );
    const told: number[] = [];
    await clientOf(server, { onRateLimited: (seconds) => told.push(seconds) }).client.conversations.get('c1');
    expect(told).toEqual([7, expect.any(Number)]);
  });

  it('is sent again when no answer came in time, and then given up', async () => {
    server = await serve(() => {});
    const { client, waits } = clientOf(server, { retries: 1, timeoutSeconds: 0.1 });
    const error = await client.settings.get().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ message: 'GET /v1/settings was not answered within 0.1 seconds' });
    expect([server.requests.length, waits.length]).toEqual([2, 1]);
  });

  it('has the time that its call allows, the whole answer included', async () => {
    server = await serve((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{');
    });
    const { client } = clientOf(server, { retries: 0 });
    await expect(client.settings.get({ timeoutSeconds: 0.1 })).rejects.toBeInstanceOf(TimeoutError);
  });

  it('goes on when its page is left, if it is to', async () => {
    const inits: RequestInit[] = [];
    const fetch = (_: string, init: RequestInit) => {
      inits.push(init);
      return new Response('{}');
    };
    const client = createClient({ baseUrl: '', key: 'k', fetch });
    await client.settings.get({ keepalive: true });
    await client.settings.get();
    expect(inits.map(({ keepalive }) => keepalive)).toEqual([true, undefined]);
  });

  it('is not sent again when the answer would be the same', async () => {
    server = await serve(problem(409, 'id-taken'));
    const posted = clientOf(server).client.messages.post('c1', {
      id: 'm1',
      author: { kind: 'visitor' },
      text: 'Hello',
    });
    const error = await posted.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ status: 409, slug: 'id-taken', problem: { title: 'id-taken' } });
    expect(server.requests).toHaveLength(1);
  });

  it('is not sent again where each time makes something new', async () => {
    server = await serve(problem(503, 'store-away', { 'retry-after': '5' }));
    await expect(clientOf(server).client.keys.post({ scopes: ['chat'] })).rejects.toMatchObject({ status: 503 });
    expect(server.requests).toHaveLength(1);
  });

  it('tells the status also where a proxy answered instead of the API', async () => {
    server = await serve(json(404, 'no such host', { 'content-type': 'text/html' }));
    await expect(clientOf(server).client.settings.get()).rejects.toMatchObject({
      status: 404,
      problem: null,
      slug: null,
    });
  });

  it('ends when its signal aborts, while it waits as well', async () => {
    server = await serve(problem(503, 'store-away', { 'retry-after': '60' }));
    const client = createClient({ baseUrl: server.url, key: 'k' });
    const asked = client.settings.get({ signal: AbortSignal.timeout(100) });
    await expect(asked).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(server.requests).toHaveLength(1);
  });

  it('shows its key, keeps ids in their place and leaves out what is not asked for', async () => {
    server = await serve(json(200, {}));
    const { client } = clientOf(server, { baseUrl: `${server.url}/` });
    await client.messages.list('../c1', { after: 3 });
    expect(server.requests[0]).toMatchObject({
      url: '/v1/conversations/..%2Fc1/messages?after=3',
      headers: { authorization: 'Bearer k' },
    });
  });
});
