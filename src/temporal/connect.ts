import { Client, Connection } from '@temporalio/client';
import type { Config } from '../config.ts';

type TemporalConfig = Pick<Config, 'TEMPORAL_ADDRESS' | 'TEMPORAL_NAMESPACE'>;

/** A client that connects on first use: chat goes on while Temporal is away. */
export function temporalClient({ TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE }: TemporalConfig): Client {
  return new Client({
    connection: Connection.lazy({ address: TEMPORAL_ADDRESS }),
    namespace: TEMPORAL_NAMESPACE,
  });
}
