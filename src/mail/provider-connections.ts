import http from 'node:http';
import https from 'node:https';

/** The connections of one sender, of which idle ones are kept for the next emails of a burst. */
export interface ProviderConnections {
  /** With `new`, or while none is used again, a request gets a connection that no other had. */
  agent(isHttps: boolean, which: 'any' | 'new'): http.Agent;
  /** How long a kept connection may take to say that the provider still listens. */
  readonly continueWithinMs: number;
  /** Uses no connection again for a while, because the provider, or a proxy before it, does not say that it listens. */
  rest(): void;
}

export interface ConnectionsOptions {
  readonly continueWithinMs?: number;
}

/** Shorter than servers keep idle connections (nginx 75 s, load balancers 60 s, Node 5 s), so that few are closed just then. */
const idleMs = 4_000;
const restMs = 600_000;

export function providerConnections({ continueWithinMs = 1_000 }: ConnectionsOptions = {}): ProviderConnections {
  const kept = agents({ keepAlive: true, timeout: idleMs, maxFreeSockets: 64 });
  // Also shared, so that TLS sessions can be resumed, which shortens the next handshake.
  const unkept = agents({ keepAlive: false });
  let restsUntil = 0;
  return {
    agent: (isHttps, which) => {
      const { plain, secure } = which === 'any' && performance.now() >= restsUntil ? kept : unkept;
      return isHttps ? secure : plain;
    },
    continueWithinMs,
    rest: () => {
      restsUntil = performance.now() + restMs;
    },
  };
}

const agents = (options: http.AgentOptions) => ({ plain: new http.Agent(options), secure: new https.Agent(options) });
