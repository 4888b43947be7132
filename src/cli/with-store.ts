import { ConfigError, withFiles } from '../config.ts';
import type { Store } from '../store/mongo/store.ts';
import { CommandError, UsageError } from './command.ts';
import { embeddedEndpoints, whereEmbeddedIs } from './embedded.ts';

interface Place {
  readonly uri: string;
  readonly database: string;
}

/**
 * For the commands that use MongoDB directly, because there is no API key yet. Its client takes longer to load than the
 * other commands to run, so it is loaded here.
 */
export async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const { uri, database } = placeOf(environment(), process.cwd());
  const { openStore } = await import('../store/open-store.ts');
  const store = await openStore(uri, database).catch(away);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Names the server, because the driver's words do not; never the address, which has a password. */
function away(error: unknown): never {
  if (!(error instanceof Error) || !error.name.startsWith('Mongo')) throw error;
  throw new CommandError(`MongoDB, which MONGODB_URI names, cannot be used: ${error.message.split('\n')[0]}`);
}

function environment() {
  try {
    return withFiles(process.env);
  } catch (error) {
    throw error instanceof ConfigError ? new UsageError(error.problems.join('; ')) : error;
  }
}

/** MONGODB_URI and MONGODB_DATABASE; without the first, the MongoDB that `npm start` runs. */
function placeOf(env: Readonly<Record<string, string | undefined>>, folder: string): Place {
  if (env.MONGODB_URI && !/^mongodb(?:\+srv)?:\/\//.test(env.MONGODB_URI))
    throw new UsageError('MONGODB_URI must be an address such as mongodb://host:27017/?replicaSet=rs0');
  if (env.MONGODB_URI) return { uri: env.MONGODB_URI, database: env.MONGODB_DATABASE || 'afterchat' };
  const embedded = embeddedEndpoints(env, folder);
  if (embedded?.mongodb === undefined) throw new UsageError(`set MONGODB_URI, or ${whereEmbeddedIs}`);
  const { MONGODB_DATABASE: database = 'afterchat' } = { ...embedded.environment, ...env };
  return { uri: embedded.mongodb, database: database || 'afterchat' };
}
