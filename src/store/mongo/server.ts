import { MongoServerSelectionError } from 'mongodb';
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

/** Why MongoDB did not answer, in a few words. */
export function whyNoAnswer(store: Store, rejection: unknown): string {
  const error = store.firstConnectError() ?? rejection;
  if (error instanceof MongoServerSelectionError && error.reason?.type === 'ReplicaSetNoPrimary') {
    const { setName, servers } = error.reason;
    if (servers.size === 0) return `none of the addresses in MONGODB_URI is a member of the replica set ${setName}`;
    const [some] = [...servers.values()].flatMap((server) => server.error ?? []);
    return `no primary of the replica set ${setName ?? ''}${some === undefined ? '' : ` (${some.message})`}`;
  }
  return error instanceof Error ? error.message : String(error);
}
