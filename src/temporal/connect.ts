import { Client, type ClientInterceptors, Connection } from '@temporalio/client';
import type { Config } from '../config.ts';

type AddressConfig = Pick<Config, 'TEMPORAL_ADDRESS' | 'TEMPORAL_TLS' | 'TEMPORAL_API_KEY'>;

/** The options of both kinds of connection, the client's and the worker's. An API key is sent over TLS only. */
export function temporalAddress({ TEMPORAL_ADDRESS, TEMPORAL_TLS, TEMPORAL_API_KEY }: AddressConfig) {
  return {
    address: TEMPORAL_ADDRESS,
    tls: TEMPORAL_TLS || TEMPORAL_API_KEY !== undefined,
    ...(TEMPORAL_API_KEY === undefined ? {} : { apiKey: TEMPORAL_API_KEY }),
  };
}

/** A client that connects on first use, so that the chat continues while Temporal is away. */
export function temporalClient(
  config: AddressConfig & Pick<Config, 'TEMPORAL_NAMESPACE'>,
  interceptors: ClientInterceptors = {},
): Client {
  return new Client({
    connection: Connection.lazy(temporalAddress(config)),
    namespace: config.TEMPORAL_NAMESPACE,
    interceptors,
  });
}
