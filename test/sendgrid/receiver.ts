import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { ReportEvent } from '../../dev/sendgrid/report-events.ts';
import { eventually } from '../support/eventually.ts';

/** A post as it came. */
export interface Post {
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  /** None if it is no post of reports. */
  readonly events: readonly ReportEvent[];
  readonly answered: number;
}

/**
 * Receives the reports that SendGrid posts; answers 200 by default. With a given port it can return at the same
 * address.
 */
export async function startReceiver(port = 0) {
  const posts: Post[] = [];
  const statuses: number[] = [];
  const server = createServer(async (request, response) => {
    const bytes = await buffer(request).catch(() => null);
    if (bytes === null) return; // the connection broke in the middle of the body
    const answered = statuses.shift() ?? 200;
    const isJson = request.headers['content-type'] === 'application/json';
    posts.push({ headers: request.headers, bytes, events: isJson ? JSON.parse(bytes.toString('utf8')) : [], answered });
    response.writeHead(answered).end();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const used = (server.address() as AddressInfo).port;
  const about = (email: string) => posts.filter(({ events }) => events.some((event) => event.email === email));
  const taken = (email: string): ReportEvent[] =>
    about(email)
      .filter(({ answered }) => answered < 300)
      .flatMap(({ events }) => events.filter((event) => event.email === email));

  return {
    port: used,
    url: `http://127.0.0.1:${used}/events?of=sendgrid`,
    /** What the next posts are answered. */
    answerNext: (...next: number[]) => void statuses.push(...next),
    posts: (): readonly Post[] => posts,
    postsAbout: about,
    taken,
    /** The reports of the mails to an address, once there are as many. */
    reportsOn: (email: string, count: number) =>
      eventually(
        async () => taken(email),
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
export type Receiver = Awaited<ReturnType<typeof startReceiver>>;
