import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { MongoServerError, type TopologyDescription } from 'mongodb';
import { listen } from '../../src/listen.ts';
import { away, withPatience } from '../../src/operating/condition.ts';
import { listeningError } from '../../src/operating/listening-error.ts';
import { startOperatingServer } from '../../src/operating/operating-server.ts';
import { knownTrouble, whyNoAnswer } from '../../src/store/mongo/server.ts';
import type { Store } from '../../src/store/mongo/store.ts';

describe('what is wrong is said by the variable to correct', () => {
  it('a port that is taken, of the API and for operators', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const taken = (variable: string) => `port ${port} is taken by another process: set ${variable} to a free one`;
    await expect(listen(() => new Response(), { HOST: '127.0.0.1', PORT: port })).rejects.toThrow(taken('PORT'));
    const operating = { METRICS_HOST: '127.0.0.1', METRICS_PORT: port };
    await expect(
      startOperatingServer(operating, { parts: [], readiness: async () => ({ isReady: true, says: [] }) }),
    ).rejects.toThrow(taken('METRICS_PORT'));
    other.close();
  });

  it('an address of another machine', () => {
    const error = Object.assign(new Error('listen'), { code: 'EADDRNOTAVAIL' });
    const { message } = listeningError(error, { host: '10.1.1.1', port: 1 }, { host: 'HOST', port: 'PORT' });
    expect(message).toBe('10.1.1.1 is no address of this machine: correct HOST');
  });

  it("MongoDB's password, set and host", () => {
    const password = new MongoServerError({ message: 'Authentication failed.', code: 18 });
    expect(whyNoAnswer(storeWith({ error: password }), new Error('Topology is closed'))).toContain('MONGODB_URI');
    expect(knownTrouble(storeWith({ error: password }))).toContain('the password');
    const ghost = storeWith({ topology: { type: 'ReplicaSetNoPrimary', servers: [{ type: 'RSGhost', error: null }] } });
    expect(knownTrouble(ghost)).toContain('rs.initiate()');
    const host = { type: 'Unknown', error: new Error('getaddrinfo ENOTFOUND nope') };
    expect(knownTrouble(storeWith({ topology: { type: 'Unknown', servers: [host] } }))).toContain('ENOTFOUND nope');
    expect(knownTrouble(storeWith({ topology: { type: 'ReplicaSetNoPrimary', servers: [] } }))).toContain('member');
    expect(knownTrouble(storeWith({}))).toBeNull();
  });

  it('before the driver has given up, if it is known by then', async () => {
    const never = () => new Promise<never>(() => {});
    const said = await withPatience('MongoDB', never, () => 'its replica set is not initiated');
    expect(said).toEqual(away('MongoDB does not answer: its replica set is not initiated'));
  });
});

/** A store as it looks when MongoDB cannot be used. */
function storeWith({ error = null, topology }: { error?: unknown; topology?: { type: string; servers: object[] } }) {
  const found = topology && {
    ...topology,
    setName: 'rs0',
    servers: new Map(topology.servers.map((server, n) => [String(n), server])),
  };
  return {
    firstConnectError: () => error,
    topology: () => (found ?? null) as TopologyDescription | null,
  } as Store;
}
