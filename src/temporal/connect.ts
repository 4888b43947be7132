import { Client, type ClientInterceptors, Connection, type ConnectionOptions } from '@temporalio/client';
import type { Config } from '../config.ts';
import { type ProbedConfig, probeTemporal } from './probe.ts';
import type { TemporalAccess } from './trouble.ts';

/** The options of both kinds of connection, the client's and the worker's. An API key is sent over TLS only. */
export function temporalAddress({ TEMPORAL_ADDRESS, TEMPORAL_TLS, TEMPORAL_API_KEY }: ProbedConfig) {
  return {
    address: TEMPORAL_ADDRESS,
    tls: TEMPORAL_TLS || TEMPORAL_API_KEY !== undefined,
    ...(TEMPORAL_API_KEY === undefined ? {} : { apiKey: TEMPORAL_API_KEY }),
  };
}

/**
 * A client that connects on first use, so that the chat continues while Temporal is away.
 * @param options of its connection, besides its address
 */
export function temporalAccess(
  config: ProbedConfig & Pick<Config, 'TEMPORAL_NAMESPACE'>,
  interceptors: ClientInterceptors = {},
  options: ConnectionOptions = {},
): TemporalAccess {
  const client = new Client({
    connection: Connection.lazy({ ...temporalAddress(config), ...options }),
    namespace: config.TEMPORAL_NAMESPACE,
    interceptors,
  });
  return { client, probe: () => probeTemporal(config) };
}
