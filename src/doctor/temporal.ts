import { type Client, isGrpcServiceError } from '@temporalio/client';
import type { Config } from '../config.ts';
import { temporalAccess } from '../temporal/connect.ts';
import { pollersOfQueues } from '../temporal/pollers.ts';
import { searchAttributeFaults } from '../temporal/search-attributes.ts';
import { askTemporal } from '../temporal/trouble.ts';
import { type Finding, failed, ok, wordsOf } from './check.ts';

const patienceMs = 5_000;

/** Whether Temporal has the namespace and the search attributes, and whether workers poll every queue. */
export async function checkTemporal(config: Config): Promise<readonly Finding[]> {
  const namespace = config.TEMPORAL_NAMESPACE;
  // Without its repetitions, one of which would be lost, and throw, if the connection is closed before.
  const temporal = temporalAccess(config, {}, { interceptors: [] });
  const { client } = temporal;
  try {
    const trouble = await askTemporal(temporal, patienceMs);
    if (trouble !== null) {
      const { state, says, todo } = trouble;
      return [failed('Temporal', says, state === 'away' ? `${todo}; emails are sent once it answers` : todo)];
    }
    return await client.withDeadline(Date.now() + patienceMs, async () => [
      ok('Temporal', `namespace ${namespace}`),
      await checkAttributes(client),
      await checkWorkers(client),
    ]);
  } catch (error) {
    const todo = isDenied(error)
      ? `give TEMPORAL_API_KEY access to the namespace ${namespace}`
      : "see Temporal's log, then run the doctor again";
    return [failed('Temporal', wordsOf(error), todo)];
  } finally {
    await client.connection.close();
  }
}

/** grpc.io, status codes: PERMISSION_DENIED. */
const isDenied = (error: unknown): boolean => isGrpcServiceError(error) && error.code === 7;

async function checkAttributes(client: Client): Promise<Finding> {
  const check = 'Temporal search attributes';
  const { missing, wrong } = await searchAttributeFaults(client);
  if (wrong.length > 0)
    return failed(
      check,
      `${wrong.join(', ')} not of type Keyword`,
      'remove them (temporal operator search-attribute remove) and restart the workers, or use another namespace',
    );
  if (missing.length > 0)
    return failed(
      check,
      `${missing.join(', ')} missing`,
      'restart a worker, which registers them; if it cannot, its log says why',
    );
  return ok(check, 'all present');
}

async function checkWorkers(client: Client): Promise<Finding> {
  const check = 'Temporal workers';
  const pollers = await pollersOfQueues(client);
  const without = pollers.filter(({ identities }) => identities.length === 0).map(({ queue }) => queue);
  if (without.length > 0)
    return failed(
      check,
      `no worker polls ${without.join(', ')}`,
      'start a worker (node dist/src/main.js worker) with the same TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE',
    );
  return ok(check, pollers.map(({ queue, identities }) => `${identities.length} for ${queue}`).join(', '));
}
