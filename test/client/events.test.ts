import { afterEach, describe, expect, it } from '@jest/globals';
import { type ChatEvent, createClient, ProblemError } from '../../packages/client/src/index.ts';
import { problem, type Server, serve, stream } from './server.ts';

let server: Server;
afterEach(() => server.stop());

const clientOf = ({ url }: Server) => createClient({ baseUrl: url, key: 'k', sleep: async () => {} });

async function take(events: AsyncIterable<ChatEvent>, count: number): Promise<ChatEvent[]> {
  const taken: ChatEvent[] = [];
  for await (const event of events) {
    taken.push(event);
    if (taken.length === count) break;
  }
  return taken;
}

describe('events', () => {
  it('come with their resource as data', async () => {
    server = await serve(stream('event: message.created\nid: 1\ndata: {"id":"m1","text":"Hello"}\n\n', true));
    const [event] = await take(clientOf(server).events(), 1);
    expect(event).toEqual({ type: 'message.created', id: '1', data: { id: 'm1', text: 'Hello' } });
    expect(server.requests[0]).toMatchObject({
      url: '/v1/events',
      headers: { accept: 'text/event-stream', authorization: 'Bearer k' },
    });
  });

  it('go on where they were when the connection breaks, as often as it does', async () => {
    server = await serve(
      stream('id: 0\n\nevent: alert\nid: 1\ndata: {}\n\n'),
      ({ socket }) => socket?.destroy(),
      problem(503, 'store-away', { 'retry-after': '1' }),
      stream('event: alert\nid: 2\ndata: {}\n\nevent: alert\nid: 3\ndata: {}\n\nevent: alert\nid: 4\nda'),
      stream('event: alert\nid: 4\ndata: {}\n\n', true),
    );
    const events = await take(clientOf(server).events({ conversationId: 'c1' }), 4);
    expect(events.map(({ id }) => id)).toEqual(['1', '2', '3', '4']);
    expect(server.requests.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '1', '1', '1', '3']);
    expect(server.requests[0]?.url).toBe('/v1/conversations/c1/events');
  });

  it('go on for longer than a request may take', async () => {
    server = await serve((response) => {
      stream('event: alert\nid: 1\ndata: {}\n\n', true)(response);
      setTimeout(() => response.write('event: alert\nid: 2\ndata: {}\n\n'), 300);
    });
    const client = createClient({ baseUrl: server.url, key: 'k', timeoutSeconds: 0.1 });
    expect((await take(client.events(), 2)).map(({ id }) => id)).toEqual(['1', '2']);
    expect(server.requests).toHaveLength(1);
  });

  it('tell when their connection is open, and when it is lost', async () => {
    server = await serve(
      stream('event: alert\nid: 1\ndata: {}\n\n'),
      problem(503, 'store-away'),
      stream('event: alert\nid: 2\ndata: {}\n\n', true),
    );
    const told: string[] = [];
    await take(clientOf(server).events({ onConnection: (now) => told.push(now) }), 2);
    expect(told).toEqual(['open', 'lost', 'open']);
  });

  it('begin after the event that the caller has', async () => {
    server = await serve(stream('event: reset\nid: 9\ndata: {}\n\n', true));
    const [event] = await take(clientOf(server).events({ lastEventId: '5' }), 1);
    expect(event?.type).toBe('reset');
    expect(server.requests[0]?.headers['last-event-id']).toBe('5');
  });

  it('end in an error where coming back is no use', async () => {
    server = await serve(problem(404, 'not-found'));
    await expect(take(clientOf(server).events(), 1)).rejects.toThrow(ProblemError);
    expect(server.requests).toHaveLength(1);
  });

  it('end without an error when the signal aborts', async () => {
    server = await serve(stream(': hello\n\n', true));
    expect(await take(clientOf(server).events({ signal: AbortSignal.timeout(200) }), 1)).toEqual([]);
  });

  it('close their connection when nobody iterates any more', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    server = await serve((response) => {
      closed = new Promise((resolve) => response.on('close', () => resolve(null)));
      stream('event: alert\nid: 1\ndata: {}\n\n', true)(response);
    });
    await take(clientOf(server).events(), 1);
    expect(await closed).toBeNull();
  });
});
