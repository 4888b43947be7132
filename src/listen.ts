import type { Duplex } from 'node:stream';
import { type ServerType, serve } from '@hono/node-server';
import type { Config } from './config.ts';
import { listeningError } from './operating/listening-error.ts';

/** How long a client may take, in milliseconds, before its connection is closed. */
export interface Patience {
  /** To send the headers of a request. */
  readonly headersMs: number;
  /** To send all of a request. */
  readonly requestMs: number;
  /** Without sending or reading anything. Streams write a comment every 15 s, which counts if it is read. */
  readonly idleMs: number;
}

const usual: Patience = { headersMs: 15_000, requestMs: 60_000, idleMs: 40_000 };

/**
 * Serves the API, and resolves once it does. Slow clients cannot hold a connection for longer than their time limits.
 */
export function listen(
  fetch: Parameters<typeof serve>[0]['fetch'],
  { HOST, PORT }: Pick<Config, 'HOST' | 'PORT'>,
  { headersMs, requestMs, idleMs }: Patience = usual,
): Promise<ServerType> {
  const serverOptions = {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.min(headersMs, requestMs, 5_000),
  };
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname: HOST, port: PORT, serverOptions }, () => resolve(server));
    server.setTimeout(idleMs);
    server.on('clientError', refuse);
    server.once('error', (error) =>
      reject(listeningError(error, { host: HOST, port: PORT }, { host: 'HOST', port: 'PORT' })),
    );
  });
}

/**
 * What cannot be read as a request. One that took too long is told to come again: Node's own answer, 408, would let the
 * provider drop an email for good, since it repeats a post only after 5xx.
 */
function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  socket.end(`HTTP/1.1 ${answerTo(error.code)}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function answerTo(code: string | undefined): string {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return '503 Service Unavailable\r\nRetry-After: 10';
  return code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
}
