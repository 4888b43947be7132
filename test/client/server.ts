import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Server {
  readonly url: string;
  readonly requests: readonly IncomingMessage[];
  stop(): Promise<void>;
}

/** A server that answers the first request by the first answer, and so on; the last one answers all that follow. */
export async function serve(...answers: ((response: ServerResponse) => void)[]): Promise<Server> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    request.resume();
    request.on('end', () => answers[Math.min(requests.length, answers.length) - 1]?.(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}) =>
  (response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };

export const problem = (status: number, slug: string, headers: Record<string, string> = {}) =>
  json(
    status,
    { type: `urn:afterchat:problem:${slug}`, title: slug, status },
    { 'content-type': 'application/problem+json', ...headers },
  );

/** A stream that ends after its text, or with `staysOpen` not at all. */
export const stream =
  (text: string, staysOpen = false) =>
  (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(text);
    if (!staysOpen) response.end();
  };
