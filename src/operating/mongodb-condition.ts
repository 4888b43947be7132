import { MongoServerSelectionError } from 'mongodb';
import { findDeploymentId } from '../store/deployment/deployment.ts';
import { findSendingPause } from '../store/deployment/sending-pause.ts';
import type { SendingPauseDoc } from '../store/mongo/documents.ts';
import type { Store } from '../store/mongo/store.ts';
import { away, fine, type PartCondition, unfit, withPatience } from './condition.ts';

/**
 * Asks whether MongoDB is what the service needs: a replica set (or a sharded cluster) whose primary takes writes, with
 * the data that this process has seen before. It remembers what it saw first.
 */
export function storeFitness(store: Store): () => Promise<PartCondition> {
  let known: string | null = null;
  return () =>
    withPatience('MongoDB', async () => {
      try {
        const hello = await store.client.db('admin').command({ hello: 1 });
        if (hello.setName === undefined && hello.msg !== 'isdbgrid')
          return unfit(
            'MongoDB is not a replica set, so it has no transactions: start it with --replSet and run rs.initiate()',
          );
        if (hello.isWritablePrimary !== true) return unfit('MongoDB has no primary that takes writes: see rs.status()');
        const id = await findDeploymentId(store);
        known ??= id;
        if (id === known) return fine;
        return unfit(
          'MongoDB does not hold what this process has seen there (emptied, restored, or another one): bring the right data back, or restart API and workers if it is meant',
        );
      } catch (error) {
        return away(`MongoDB does not answer: ${wordsOf(store.firstConnectError() ?? error)}`);
      }
    });
}

function wordsOf(error: unknown): string {
  if (error instanceof MongoServerSelectionError && error.reason?.type === 'ReplicaSetNoPrimary') {
    const { setName, servers } = error.reason;
    if (servers.size === 0) return `no member of the replica set ${setName} is at the addresses of MONGODB_URI`;
    const [some] = [...servers.values()].flatMap((server) => server.error ?? []);
    return `no primary of the replica set ${setName ?? ''}${some === undefined ? '' : ` (${some.message})`}`;
  }
  return error instanceof Error ? error.message : String(error);
}

/** The provider's key, as the pause tells it. That MongoDB cannot tell is MongoDB's own condition. */
export async function providerCondition(store: Store): Promise<PartCondition> {
  const asked = await withPatience('MongoDB', async () => paused(await findSendingPause(store))).catch(() => fine);
  return asked.state === 'paused' ? asked : fine;
}

function paused(pause: SendingPauseDoc | null): PartCondition {
  if (pause === null) return fine;
  const since = new Date(pause.pausedSince).toISOString();
  return { state: 'paused', says: `sending is paused since ${since}: the provider does not take mail with the key` };
}
