import { findDeploymentId } from '../store/deployment/deployment.ts';
import { askServer, type ServerState, type StoreTrouble, troubleOf } from '../store/mongo/server.ts';
import type { Store } from '../store/mongo/store.ts';
import { missingIndexes } from '../store/open-store.ts';
import { type Finding, failed, ok, wordsOf } from './check.ts';
import { clockFinding } from './clocks.ts';

const toleranceMs = 1_000;

/** Whether MongoDB answers, is a replica set and has all indexes, and whether its clock agrees with ours. */
export async function checkMongoDb(store: Store, clock: () => number): Promise<readonly Finding[]> {
  const askedAt = clock();
  let server: ServerState;
  let answeredAt: number;
  try {
    server = await askServer(store);
    answeredAt = clock();
    // Without a user, it only says what it is.
    await findDeploymentId(store);
  } catch (error) {
    return [cannotBeUsed(troubleOf(store, error))];
  }
  const time = clockFinding('MongoDB', { askedAt, answeredAt, theirs: server.clock.getTime() }, toleranceMs);
  const { replicaSet, isSharded } = server;
  if (replicaSet === null && !isSharded)
    return [
      failed(
        'MongoDB',
        'is not a replica set, and only replica sets have transactions',
        'start it with --replSet and run rs.initiate(); one member is enough',
      ),
      time,
    ];
  return [ok('MongoDB', isSharded ? 'sharded' : `replica set ${replicaSet}`), await checkIndexes(store), time];
}

function cannotBeUsed({ isRefused, says }: StoreTrouble): Finding {
  const words = wordsOf(new Error(says));
  return isRefused
    ? failed('MongoDB', `cannot be used: ${words}`, 'correct the user and the password in MONGODB_URI, or their rights')
    : failed(
        'MongoDB',
        `does not answer: ${words}`,
        'start it, or correct MONGODB_URI; check that this host can reach it',
      );
}

async function checkIndexes(store: Store): Promise<Finding> {
  const check = 'MongoDB indexes';
  try {
    const missing = await missingIndexes(store);
    if (missing.length === 0) return ok(check, 'all present');
    const some = missing.slice(0, 3).join('; ');
    return failed(
      check,
      `${missing.length} missing: ${some}`,
      'restart the API, which creates them; if it cannot, its log says why',
    );
  } catch (error) {
    return failed(
      check,
      wordsOf(error),
      'give the user in MONGODB_URI read and write access to the database MONGODB_DATABASE',
    );
  }
}
