import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the next requests are answered; `none`: never, `reset`: the connection breaks. */
export type Scripted =
  | {
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      /** What happens after it has the request and before it answers. */
      readonly meanwhile?: () => Promise<unknown>;
    }
  | 'none'
  | 'reset';

export interface Provider {
  readonly url: string;
  /** The bodies of what it got, as they came. */
  readonly got: { readonly path: string; readonly authorization: string; readonly body: string }[];
  /** Answers the next requests, in this order; all others are accepted. */
  answer(...next: readonly Scripted[]): void;
  stop(): Promise<void>;
}

/** A provider of a channel that does as it is told. @param accept how it answers a message that it takes */
export async function startProvider(accept: (count: number) => Scripted): Promise<Provider> {
  const got: Provider['got'][number][] = [];
  const script: Scripted[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const { url = '', headers } = request;
      const body = Buffer.concat(chunks).toString('utf8');
      got.push({ path: url, authorization: headers.authorization ?? '', body });
      void give(script.shift() ?? accept(got.length), response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    got,
    answer: (...next) => void script.push(...next),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function give(answer: Scripted, response: ServerResponse): Promise<void> {
  if (answer === 'none') return;
  if (answer === 'reset') return void response.socket?.resetAndDestroy();
  await answer.meanwhile?.();
  const headers = { 'content-type': 'application/json', ...answer.headers };
  response.writeHead(answer.status, headers).end(JSON.stringify(answer.body));
}
