import { Client, Connection, isGrpcServiceError } from '@temporalio/client';
import type { Config } from '../config.ts';
import { temporalAddress } from '../temporal/connect.ts';
import { pollersOfQueues } from '../temporal/pollers.ts';
import { searchAttributeFaults } from '../temporal/search-attributes.ts';
import { type Finding, failed, ok, wordsOf } from './check.ts';

const patienceMs = 5_000;

/** Whether Temporal has the namespace and the search attributes, and whether workers poll every queue. */
export async function checkTemporal(config: Config): Promise<readonly Finding[]> {
  const namespace = config.TEMPORAL_NAMESPACE;
  let connection: Connection;
  try {
    connection = await Connection.connect({ ...temporalAddress(config), connectTimeout: patienceMs });
  } catch (error) {
    return [
      failed(
        'Temporal',
        `does not answer: ${wordsOf(error)}`,
        'start it, or correct TEMPORAL_ADDRESS, TEMPORAL_TLS and TEMPORAL_API_KEY; emails are sent once it is back',
      ),
    ];
  }
  try {
    return await connection.withDeadline(Date.now() + patienceMs, async () => {
      await connection.workflowService.describeNamespace({ namespace });
      const client = new Client({ connection, namespace });
      return [ok('Temporal', `namespace ${namespace}`), await checkAttributes(client), await checkWorkers(client)];
    });
  } catch (error) {
    return [failed('Temporal', wordsOf(error), whatToDo(error, namespace))];
  } finally {
    await connection.close();
  }
}

/** grpc.io, status codes. */
const notFound = 5;
const refusals: readonly number[] = [7, 16];

function whatToDo(error: unknown, namespace: string): string {
  const code = isGrpcServiceError(error) ? error.code : null;
  if (code === notFound) return `create the namespace: temporal operator namespace create -n ${namespace}`;
  if (code !== null && refusals.includes(code)) return `give TEMPORAL_API_KEY access to the namespace ${namespace}`;
  return "see Temporal's log, then run the doctor again";
}

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
