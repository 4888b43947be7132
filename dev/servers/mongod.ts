import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongodBinary } from '../../bin/servers/mongod-binary.mjs';
import { freePort } from '../../bin/servers/ports.mjs';
import { lastLines, type RunningChild, startChild } from './child-process.ts';
import { becomePrimary } from './replica-set.ts';

export interface MongodPlace {
  readonly port: number;
  readonly dataFolder: string;
  /** The name of its replica set, which no other has, so that a driver never mistakes another mongod for it. */
  readonly setName: string;
  readonly cacheGigabytes?: number;
  /** Keeps documents whose time is over, for tests whose clock is not the real one; else they go within a minute. */
  readonly keepsExpired?: boolean;
}

/** A name that no other replica set has. */
export const newSetName = () => `rs-${randomBytes(6).toString('hex')}`;

/** The arguments of our mongods: a replica set of one (transactions need it), on loopback, with little memory. */
export function mongodArguments(place: MongodPlace): string[] {
  const options = ['--dbpath', place.dataFolder, '--port', String(place.port), '--bind_ip', '127.0.0.1'];
  const size = ['--wiredTigerCacheSizeGB', String(place.cacheGigabytes ?? 0.5), '--oplogSize', '256'];
  // By default a primary waits 15 s after SIGTERM, so that clients can find another one; here there is none.
  const quickEnd = ['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100'];
  const quiet = ['--quiet', '--setParameter', 'diagnosticDataCollectionEnabled=false', '--nounixsocket'];
  // Our transactions end within 5 s; by default, one of a killed process locks its documents for a minute.
  const orphans = ['--setParameter', 'transactionLifetimeLimitSeconds=10'];
  const expired = place.keepsExpired ? ['--setParameter', 'ttlMonitorEnabled=false'] : [];
  return ['--replSet', place.setName, ...orphans, ...expired, ...options, ...size, ...quickEnd, ...quiet];
}

export function mongodUri({ port, setName }: Pick<MongodPlace, 'port' | 'setName'>): string {
  return `mongodb://127.0.0.1:${port}/?replicaSet=${setName}`;
}

export interface RunningMongod {
  readonly uri: string;
  readonly port: number;
  /** The pid of the running process; it changes with a restart. */
  readonly pid: number;
  /** SIGKILL, like a crash; the data are kept. */
  kill(): Promise<void>;
  /** Kills it if it runs, and starts it again with the same port and data. */
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** For tests: starts a separate mongod on a free port with its data in a temporary folder, with `more` arguments. */
export async function startMongod(
  options: Pick<MongodPlace, 'cacheGigabytes' | 'keepsExpired'> = {},
  more: readonly string[] = [],
): Promise<RunningMongod> {
  const binary = await mongodBinary();
  const folder = mkdtempSync(join(tmpdir(), 'afterchat-mongod-'));
  const dataFolder = join(folder, 'data');
  mkdirSync(dataFolder);
  const port = await freePort();
  const setName = newSetName();
  const logFile = join(folder, 'mongod.log');
  const start = async (): Promise<RunningChild> => {
    const args = [...mongodArguments({ cacheGigabytes: 0.25, ...options, port, dataFolder, setName }), ...more];
    const child = await startChild({ command: binary, args, logFile });
    const died = child.ended.then((how) => {
      throw new Error(`mongod ended (${how}) before it was ready:\n${lastLines(logFile)}`);
    });
    died.catch(() => {});
    await Promise.race([becomePrimary(port, setName), died]);
    return child;
  };
  let child = await start();
  return {
    uri: mongodUri({ port, setName }),
    port,
    get pid() {
      return child.pid;
    },
    kill: () => child.kill(),
    restart: async () => {
      await child.kill();
      child = await start();
    },
    stop: async () => {
      await child.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
