import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** Makes one request like Node's own transport, and remembers whether its connection was ever established. */
export interface WatchedTransport {
  request(options: RequestOptions, onResponse: (response: IncomingMessage) => void): ClientRequest;
  /** False as long as no byte of the request can have left: no TCP connection, or no TLS on it yet. */
  wasConnected(): boolean;
}

/**
 * Error codes and the client's timeout cannot distinguish a refused email from one whose outcome is unknown; only the
 * socket can. Each email has a connection of its own: on a kept one that the server is just closing, the outcome would
 * be unknown too.
 */
export function watchedTransport(): WatchedTransport {
  let isConnected = false;
  const watch = (socket: Socket) => {
    const isSecure = socket instanceof TLSSocket;
    if (!isSecure && !socket.connecting) isConnected = true;
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      isConnected = true;
    });
  };
  return {
    request: (options, onResponse) => {
      const isHttps = options.protocol === 'https:';
      const agent = options.agent ?? (isHttps ? secureAgent : plainAgent);
      const request = (isHttps ? https : http).request({ ...options, agent }, onResponse);
      return request.once('socket', watch);
    },
    wasConnected: () => isConnected,
  };
}

/** Shared so that TLS sessions can be resumed, which shortens the next handshake; no connection is kept. */
const plainAgent = new http.Agent({ keepAlive: false });
const secureAgent = new https.Agent({ keepAlive: false });
