import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { MessagingEvent } from '../../dev/meta/webhooks/events.ts';
import { eventually } from '../support/eventually.ts';

/** A post as it came. */
export interface Post {
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly object: string | null;
  /** Of all its entries; none if it is not whole. */
  readonly events: readonly MessagingEvent[];
  readonly entries: number;
  readonly answered: number;
}

/** The other end of the webhooks: verifies itself by its token, and answers 200 by default. */
export async function startWebhookReceiver(verifyToken: string) {
  const posts: Post[] = [];
  const statuses: number[] = [];
  const asked: URL[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (request.method === 'GET') {
      asked.push(url);
      const isOurs = url.searchParams.get('hub.verify_token') === verifyToken;
      response.writeHead(isOurs ? 200 : 403).end(url.searchParams.get('hub.challenge'));
      return;
    }
    const bytes = await buffer(request);
    const answered = statuses.shift() ?? 200;
    posts.push({ headers: request.headers, bytes, answered, ...read(bytes) });
    response.writeHead(answered).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const about = (person: string) =>
    posts.flatMap(({ events }) => events).filter(({ sender, recipient }) => [sender.id, recipient.id].includes(person));

  return {
    url: `http://127.0.0.1:${port}/webhooks/meta`,
    posts: (): readonly Post[] => posts,
    /** How it was verified. */
    asked: (): readonly URL[] => asked,
    answerNext: (...next: number[]) => void statuses.push(...next),
    eventsAbout: about,
    /** The events about a person, once there are as many. */
    eventsOf: (person: string, count: number) =>
      eventually(
        async () => about(person),
        (events) => events.length >= count,
        5_000,
      ),
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function read(bytes: Buffer) {
  try {
    const { object, entry } = JSON.parse(bytes.toString()) as {
      object: string;
      entry: { messaging: MessagingEvent[] }[];
    };
    return { object, events: entry.flatMap(({ messaging }) => messaging), entries: entry.length };
  } catch {
    return { object: null, events: [], entries: 0 };
  }
}
