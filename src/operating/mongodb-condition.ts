import { findDeploymentId } from '../store/deployment/deployment.ts';
import { findSendingPause } from '../store/deployment/sending-pause.ts';
import type { SendingPauseDoc } from '../store/mongo/documents.ts';
import { askServer, knownTrouble, type StoreTrouble, troubleOf } from '../store/mongo/server.ts';
import type { Store } from '../store/mongo/store.ts';
import { away, fine, type PartCondition, unfit, withPatience } from './condition.ts';

/**
 * Checks whether MongoDB is what the service needs: a replica set (or a sharded cluster) whose primary accepts writes,
 * with the data that this process saw on its first check.
 */
export function storeFitness(store: Store): () => Promise<PartCondition> {
  let known: string | null = null;
  return () =>
    withPatience('MongoDB', ask, () => {
      const trouble = knownTrouble(store);
      return trouble === null ? null : conditionOf(trouble);
    });

  async function ask(): Promise<PartCondition> {
    try {
      const { replicaSet, isSharded, takesWrites } = await askServer(store);
      if (replicaSet === null && !isSharded)
        return unfit(
          'MongoDB is not a replica set, so it has no transactions: start it with --replSet and run rs.initiate()',
        );
      if (!takesWrites) return unfit('MongoDB has no primary that accepts writes: see rs.status()');
      const id = await findDeploymentId(store);
      known ??= id;
      if (id === known) return fine;
      return unfit(
        'MongoDB no longer holds the data that this process saw there (it was emptied, restored or replaced): bring the right data back, or restart the API and the workers if this was intended',
      );
    } catch (error) {
      return conditionOf(troubleOf(store, error));
    }
  }
}

const conditionOf = ({ isRefused, says }: StoreTrouble): PartCondition =>
  isRefused ? unfit(`MongoDB cannot be used: ${says}`) : away(`MongoDB does not answer: ${says}`);

/**
 * The condition of the provider's key, as the sending pause shows it. If MongoDB is away, only its own condition says
 * so.
 */
export async function providerCondition(store: Store): Promise<PartCondition> {
  const asked = await withPatience('MongoDB', async () => paused(await findSendingPause(store))).catch(() => fine);
  return asked.state === 'paused' ? asked : fine;
}

function paused(pause: SendingPauseDoc | null): PartCondition {
  if (pause === null) return fine;
  const since = new Date(pause.pausedSince).toISOString();
  return {
    state: 'paused',
    says: `sending has been paused since ${since}: the provider does not accept email sent with the key`,
  };
}
