import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ProviderConnections } from './provider-connections.ts';

/** Makes one request like Node's own transport, and remembers whether any of the email can have left. */
export interface WatchedTransport {
  request(options: RequestOptions, onResponse: (response: IncomingMessage) => void): ClientRequest;
  /** Whether the request took a connection that was there already. */
  wasOnKept(): boolean;
  /**
   * False as long as no byte of the email can have left: on a new connection, because there is no TCP connection, or no
   * TLS on it yet; on a kept one, because the provider has not said that it still listens.
   */
  mayHaveLeft(): boolean;
}

/**
 * Error codes and the client's timeout cannot distinguish a refused email from one whose outcome is unknown; only the
 * socket can. A kept connection may just be closed by the provider, and then nothing tells whether it read what was
 * written; so there the headers go first, and the email only once the provider has answered them by
 * `100 Continue` (RFC 9110, 10.1.1). An email whose bytes were never handed to the socket was not sent.
 */
export function watchedTransport(connections: ProviderConnections, which: 'any' | 'new'): WatchedTransport {
  let isKept = false;
  let hasLeft = false;
  const watchNew = (socket: Socket) => {
    const isSecure = socket instanceof TLSSocket;
    if (!isSecure && !socket.connecting) hasLeft = true;
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      hasLeft = true;
    });
  };
  return {
    request: (options, onResponse) => {
      const isHttps = options.protocol === 'https:';
      const agent = options.agent ?? connections.agent(isHttps, which);
      const request = (isHttps ? https : http).request({ ...options, agent }, onResponse);
      // A connection that was kept is assigned at once.
      isKept = request.reusedSocket;
      if (!isKept) return request.once('socket', watchNew);
      return withheld(request, connections, () => {
        hasLeft = true;
      });
    },
    wasOnKept: () => isKept,
    mayHaveLeft: () => hasLeft,
  };
}

/** Sends the headers, and holds back the body until the other side wants it. */
function withheld(request: ClientRequest, connections: ProviderConnections, leaves: () => void): ClientRequest {
  const end = request.end.bind(request) as (body: Buffer) => ClientRequest;
  const body: Buffer[] = [];
  const hold = (chunk: unknown) => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) body.push(Buffer.from(chunk));
  };
  request.setHeader('Expect', '100-continue');
  request.write = (chunk: unknown) => {
    hold(chunk);
    return true;
  };
  request.end = (chunk?: unknown) => {
    hold(chunk);
    request.flushHeaders();
    return request;
  };
  const giveUp = () => {
    connections.rest();
    request.destroy(new Error('the provider did not say that it listens'));
  };
  const waiting = setTimeout(giveUp, connections.continueWithinMs);
  // A final answer to the headers alone does not concern the email.
  request.once('response', giveUp);
  request.once('continue', () => {
    clearTimeout(waiting);
    request.off('response', giveUp);
    leaves();
    end(Buffer.concat(body));
  });
  return request.once('close', () => clearTimeout(waiting));
}
