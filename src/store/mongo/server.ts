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

/** Why MongoDB cannot be used, in words that follow "does not answer" or, if it refuses the user, "cannot be used". */
export interface StoreTrouble {
  readonly isRefused: boolean;
  readonly says: string;
}

/** Why MongoDB did not answer as it should, with the error that it led to. */
export function troubleOf(store: Store, rejection: unknown): StoreTrouble {
  const first = store.firstConnectError();
  const error = first ?? rejection;
  const refused = refusedUser(error);
  if (refused !== null) return { isRefused: true, says: refused };
  const topology = error instanceof MongoServerSelectionError ? error.reason : store.topology();
  const known = topology ? troubleIn(topology, !store.hasConnected()) : null;
  return { isRefused: false, says: known ?? (error instanceof Error ? error.message : String(error)) };
}

/** What is known to be wrong although MongoDB has not been waited for long enough; null: nothing. */
export function knownTrouble(store: Store): StoreTrouble | null {
  const first = store.firstConnectError();
  if (first !== null) return troubleOf(store, first);
  const topology = store.topology();
  const says = topology === null ? null : troubleIn(topology, !store.hasConnected());
  return says === null ? null : { isRefused: false, says };
}

/** MongoDB's error codes: Unauthorized, AuthenticationFailed. */
const [unauthorized, authenticationFailed] = [13, 18];

/** What is wrong with the user in MONGODB_URI, if MongoDB refuses them; null for any other error. */
export function refusedUser(error: unknown): string | null {
  if (!(error instanceof MongoError)) return null;
  if (error.code === authenticationFailed)
    return `it refuses the user or the password in MONGODB_URI (${error.message})`;
  if (error.code !== unauthorized) return null;
  return error.message.includes('requires authentication')
    ? `it wants a user and a password, and MONGODB_URI has none (${error.message})`
    : `the user in MONGODB_URI may not use the database MONGODB_DATABASE (${error.message})`;
}

type Topology = Pick<TopologyDescription, 'type' | 'setName' | 'servers'>;

/** @param isFirst there was no connection yet: only then does one that is closed say something about TLS */
function troubleIn({ type, setName, servers }: Topology, isFirst: boolean): string | null {
  const all = [...servers.values()];
  // Server Discovery and Monitoring: a member of a set that is not initiated, or is starting, is a ghost.
  if (all.some((server) => server.type === 'RSGhost'))
    return 'its replica set is not initiated, or is just starting: if it stays so, run rs.initiate()';
  const words = all.flatMap((server) => server.error ?? [])[0]?.message ?? null;
  const ofTls = words === null ? null : tlsTrouble(words, isFirst);
  if (ofTls !== null) return ofTls;
  if (isFirst && words !== null && /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|timed out/.test(words))
    return `no address in MONGODB_URI leads to it (${words})`;
  if (type !== 'ReplicaSetNoPrimary') return words;
  if (servers.size === 0) return `none of the addresses in MONGODB_URI is a member of the replica set ${setName}`;
  return `no primary of the replica set ${setName ?? ''}${words === null ? '' : ` (${words})`}`;
}

/** What a connection that failed says of TLS, by the words of Node, OpenSSL and the driver; null: nothing. */
function tlsTrouble(words: string, isFirst: boolean): string | null {
  if (/before secure TLS connection|wrong version number/.test(words))
    return `it does not speak TLS: set tls=false in MONGODB_URI (${words})`;
  if (/certificate|altnames/i.test(words))
    return `its certificate is not accepted: name the authority with tlsCAFile in MONGODB_URI, or correct the host (${words})`;
  if (isFirst && /^connection \S+ to \S+ closed$/.test(words))
    return `it closes each connection, as one that takes TLS only: set tls=true in MONGODB_URI (${words})`;
  return null;
}
