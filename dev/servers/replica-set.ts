import { MongoClient, MongoServerError } from 'mongodb';
import { isListening } from '../../bin/servers/ports.mjs';
import { until } from './until.ts';

const notYetInitialized = 94;

/**
 * Makes the mongod on this port of loopback the primary of a replica set of one, whatever it was before: new,
 * restarted, or restarted on another port (its stored configuration then names the old one). Throws after 30 s.
 * @param setName the set's name, which our mongod was started with; any other server there is not touched and never
 * ready
 */
export async function becomePrimary(port: number, setName: string): Promise<void> {
  await until(`mongod on port ${port} listening`, 30, () => isListening(port));
  let stranger: string | null = null;
  await withDirectClient(port, (client) =>
    until(`mongod on port ${port} primary`, 30, async () => {
      const hello = await client.db('admin').command({ hello: 1 });
      const itsName = hello.setName ?? (await startedWith(client));
      if (itsName !== setName) {
        stranger = `the mongod on port ${port} is another one (set ${itsName ?? 'none'}, not ${setName})`;
        return true;
      }
      if (hello.isWritablePrimary === true) return true;
      if (hello.setName === undefined) await configure(client, `127.0.0.1:${port}`, setName);
      return false;
    }),
  );
  if (stranger !== null) throw new Error(stranger);
}

/** The set's name that a mongod without a configuration was started with. */
async function startedWith(client: MongoClient): Promise<string | undefined> {
  const { parsed } = await client.db('admin').command({ getCmdLineOpts: 1 });
  return parsed?.replication?.replSet;
}

async function configure(client: MongoClient, host: string, setName: string): Promise<void> {
  const admin = client.db('admin');
  try {
    const { config } = await admin.command({ replSetGetConfig: 1 });
    if (config.members[0].host === host) return; // still starting
    const members = [{ ...config.members[0], host }];
    await admin.command({ replSetReconfig: { ...config, members, version: config.version + 1 }, force: true });
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.code !== notYetInitialized) throw error;
    await admin.command({ replSetInitiate: { _id: setName, members: [{ _id: 0, host }] } });
  }
}

async function withDirectClient<T>(port: number, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: 5_000,
  });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
