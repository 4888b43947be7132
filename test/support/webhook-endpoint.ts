import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that an endpoint got. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever an event says, of which a test reads what it expects
  readonly json: any;
}

type Answers = (response: ServerResponse, received: Received) => void;

/** An endpoint for webhooks on this machine; it answers 204 unless told otherwise. */
export async function startWebhookEndpoint() {
  const received: Received[] = [];
  let answers: Answers = (response) => void response.writeHead(204).end();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const one = { headers: request.headers, body, json: body === '' ? null : JSON.parse(body) };
      received.push(one);
      answers(response, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    received,
    /** What it has got since this was asked last. */
    take: (): Received[] => received.splice(0),
    answer: (how: Answers | number) => {
      answers = typeof how === 'number' ? (response) => void response.writeHead(how).end(`status ${how}`) : how;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
