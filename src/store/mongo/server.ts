import { MongoError, MongoServerSelectionError, type TopologyDescription } from 'mongodb';
import type { Store } from './store.ts';

/** What the server that answers says about itself. */
export interface ServerState {
  /** Null if it belongs to none. */
  readonly replicaSet: string | null;
  readonly isSharded: boolean;
  /** Whether it is, or leads to, a primary that accepts writes. */
  readonly takesWrites: boolean;
  readonly clock: Date;
}

/** Asks MongoDB for its state; rejects if no server answers. */
export async function askServer({ client }: Store): Promise<ServerState> {
  const { setName = null, msg, isWritablePrimary, localTime } = await client.db('admin').command({ hello: 1 });
  return {
    replicaSet: setName,
    isSharded: msg === 'isdbgrid',
    takesWrites: isWritablePrimary === true,
    clock: localTime,
  };
}

/** MongoDB's time, for what operators do whose own clocks nobody checks. */
export const serverTime = async (store: Store): Promise<number> => (await askServer(store)).clock.getTime();

/** Why MongoDB did not answer, in a few words. */
export function whyNoAnswer(store: Store, rejection: unknown): string {
  const error = store.firstConnectError() ?? rejection;
  const topology = error instanceof MongoServerSelectionError ? error.reason : store.topology();
  return troubleIn(error, topology ?? null) ?? (error instanceof Error ? error.message : String(error));
}

/** What is known to be wrong although MongoDB has not been waited for long enough; null: nothing. */
export function knownTrouble(store: Store): string | null {
  return store.firstConnectError() === null
    ? troubleIn(null, store.topology())
    : whyNoAnswer(store, store.firstConnectError());
}

/** MongoDB's error codes: Unauthorized, AuthenticationFailed. */
const [unauthorized, authenticationFailed] = [13, 18];

/** What is wrong with the user in MONGODB_URI, if MongoDB refuses them; null for any other error. */
export function refusedUser(error: unknown): string | null {
  if (!(error instanceof MongoError)) return null;
  if (error.code === authenticationFailed)
    return `it refuses the user or the password in MONGODB_URI (${error.message})`;
  if (error.code !== unauthorized) return null;
  return `MONGODB_URI names no user, or one who may not use the database (${error.message})`;
}

type Topology = Pick<TopologyDescription, 'type' | 'setName' | 'servers'>;

function troubleIn(error: unknown, topology: Topology | null): string | null {
  const refused = refusedUser(error);
  if (refused !== null || topology === null) return refused;
  const { type, setName, servers } = topology;
  const all = [...servers.values()];
  // Server Discovery and Monitoring: a member of a set that is not initiated, or is starting, is a ghost.
  if (all.some((server) => server.type === 'RSGhost'))
    return 'its replica set is not initiated, or is just starting: if it stays so, run rs.initiate()';
  const [trouble] = all.flatMap((server) => server.error ?? []);
  if (type !== 'ReplicaSetNoPrimary') return trouble?.message ?? null;
  if (servers.size === 0) return `none of the addresses in MONGODB_URI is a member of the replica set ${setName}`;
  return `no primary of the replica set ${setName ?? ''}${trouble === undefined ? '' : ` (${trouble.message})`}`;
}
