import { spawn } from 'node:child_process';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { describe, expect, it } from '@jest/globals';
import { MongoServerError, MongoTopologyClosedError, type TopologyDescription } from 'mongodb';
import { pino } from 'pino';
import { freePort } from '../../bin/servers/ports.mjs';
import { until } from '../../dev/servers/until.ts';
import { checkMongoDb } from '../../src/doctor/mongodb.ts';
import { listen } from '../../src/listen.ts';
import { away, type Condition, fine, tellChanges, withPatience } from '../../src/operating/condition.ts';
import { listeningError } from '../../src/operating/listening-error.ts';
import { storeFitness } from '../../src/operating/mongodb-condition.ts';
import { startOperatingServer } from '../../src/operating/operating-server.ts';
import { knownTrouble, troubleOf } from '../../src/store/mongo/server.ts';
import { connectStore, type Store } from '../../src/store/mongo/store.ts';
import { failedRounds } from '../../src/workers/failed-rounds.ts';
import { selfSigned } from '../support/self-signed.ts';

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
    expect(troubleOf(storeWith({ error: password }), new Error('Topology is closed'))).toEqual({
      isRefused: true,
      says: 'it refuses the user or the password in MONGODB_URI (Authentication failed.)',
    });
    const known = (store: Store) => knownTrouble(store)?.says;
    expect(known(storeWith({ error: password }))).toContain('the password');
    const nobody = new MongoServerError({ message: 'command find requires authentication', code: 13 });
    expect(troubleOf(storeWith({}), nobody).says).toContain('MONGODB_URI has none');
    const ghost = storeWith({ topology: { type: 'ReplicaSetNoPrimary', servers: [{ type: 'RSGhost', error: null }] } });
    expect(known(ghost)).toContain('rs.initiate()');
    const host = { type: 'Unknown', error: new Error('getaddrinfo ENOTFOUND nope') };
    expect(known(storeWith({ topology: { type: 'Unknown', servers: [host] } }))).toBe(
      'no address in MONGODB_URI leads to it (getaddrinfo ENOTFOUND nope)',
    );
    expect(known(storeWith({ topology: { type: 'ReplicaSetNoPrimary', servers: [] } }))).toContain('member');
    expect(knownTrouble(storeWith({}))).toBeNull();
  });

  it("TLS on one side only, or MongoDB's certificate", async () => {
    const plain = createServer((socket) => socket.once('data', () => socket.end()));
    const secured = createTlsServer(selfSigned).on('tlsClientError', () => {});
    const said = async (server: Server, tls: boolean) => {
      const { port } = server.address() as AddressInfo;
      const store = connectStore(`mongodb://127.0.0.1:${port}/?tls=${tls}&directConnection=true`, 'none');
      const fitness = storeFitness(store);
      await until('it is said', 30, async () => (await fitness()).says?.includes('MONGODB_URI') === true);
      await store.close();
      return (await fitness()).says;
    };
    for (const server of [plain, secured]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const [onPlain, onSecured, certificate] = await Promise.all([
      said(plain, true),
      said(secured, false),
      said(secured, true),
    ]);
    expect(onPlain).toContain('it does not speak TLS: set tls=false in MONGODB_URI');
    expect(onSecured).toContain('set tls=true in MONGODB_URI');
    expect(certificate).toContain('its certificate is not accepted: name the authority with tlsCAFile in MONGODB_URI');
    for (const server of [plain, secured]) server.close();
  });

  it('by the doctor too, where MongoDB answers but wants a user', async () => {
    const hello = { setName: 'rs0', isWritablePrimary: true, localTime: new Date() };
    const store = {
      ...storeWith({}),
      client: { db: () => ({ command: async () => hello }) },
      deployments: {
        findOne: () =>
          Promise.reject(new MongoServerError({ message: 'command find requires authentication', code: 13 })),
      },
    } as unknown as Store;
    expect(await checkMongoDb(store, Date.now)).toEqual([
      {
        check: 'MongoDB',
        state: 'failed',
        says: expect.stringContaining('MONGODB_URI has none'),
        todo: expect.stringContaining('MONGODB_URI'),
      },
    ]);
  });

  it('before the driver has given up, if it is known by then', async () => {
    const never = () => new Promise<never>(() => {});
    const known = away('MongoDB does not answer: its replica set is not initiated');
    expect(await withPatience('MongoDB', never, () => known)).toEqual(known);
  });
});

describe('the log says what is wrong', () => {
  const logged = () => {
    const lines: string[] = [];
    const write = (line: string) => void lines.push(JSON.parse(line).msg);
    return { lines, log: pino({ base: null }, { write }) };
  };

  it('at once, again when the cause changes, and when it is over', async () => {
    const { lines, log } = logged();
    const told = [away('MongoDB does not answer'), away('MongoDB does not answer'), away('no primary'), fine];
    const ask = async (): Promise<Condition> => ({ parts: { mongodb: told.shift() ?? fine }, needed: ['mongodb'] });
    const stop = tellChanges(log, ask, { whileWrongMs: 1, whileWellMs: 60_000 });
    await until('all is told', 30, async () => lines.length === 3);
    stop();
    expect(lines).toEqual(['MongoDB does not answer', 'no primary', 'mongodb has recovered']);
  });

  it('but not, with each round of a worker, that MongoDB is away', async () => {
    const { lines, log } = logged();
    const failed = failedRounds(storeWith({}), log);
    await failed(new MongoTopologyClosedError('Topology is closed'), 'a sweep failed');
    expect(lines).toEqual([]);
    await failed(new Error('of another kind'), 'a sweep failed');
    expect(lines).toEqual(['a sweep failed']);
  });

  it('of a process without MongoDB and Temporal, which is not ready and says so', async () => {
    const ports = new Set<number>();
    while (ports.size < 4) ports.add(await freePort(0, ports));
    const [mongodb, temporal, port, operating] = ports;
    const env = {
      MONGODB_URI: `mongodb://127.0.0.1:${mongodb}/?replicaSet=rs0`,
      TEMPORAL_ADDRESS: `127.0.0.1:${temporal}`,
      SENDGRID_API_KEY: 'SG.x',
      PORT: String(port),
      METRICS_PORT: String(operating),
    };
    const child = spawn(process.execPath, ['dist/src/main.js', 'all'], { env });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    const ended = new Promise((resolve) => child.once('close', resolve));
    const isSaid = (words: string) => until(words, 60, async () => output.includes(words));
    await isSaid(`because nothing listens at 127.0.0.1:${temporal} (ECONNREFUSED): start Temporal`);
    await isSaid('MongoDB does not answer: no address in MONGODB_URI leads to it');
    await isSaid('started, but not ready yet');
    expect((await fetch(`http://127.0.0.1:${operating}/readyz`)).status).toBe(503);
    expect(output).not.toContain('Topology is closed');
    expect(output).not.toContain('"msg":"ready"');
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
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
    hasConnected: () => false,
    topology: () => (found ?? null) as TopologyDescription | null,
  } as Store;
}
