import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { freePort } from '../../bin/servers/ports.mjs';
import { temporalBinary } from '../../bin/servers/temporal-binary.mjs';
import { lastLines, type RunningChild, startChild } from './child-process.ts';
import { until } from './until.ts';

const searchAttributes = ['Account', 'Channel', 'State', 'Reason'].map((name) => `Afterchat${name}=Keyword`);

/** Raised limits: the dev server's defaults (2,400, 1,200 and 3,000 a second) are below what one machine can do. */
const liftedLimits = ['frontend.namespaceRPS', 'frontend.rps', 'matching.rps', 'history.rps'];

export interface TemporalPlace {
  readonly port: number;
  readonly uiPort: number;
  readonly databaseFile: string;
  /** A namespace that no other dev server has; it shows whether the server that answers is this one. */
  readonly mark: string;
}

/** A mark that no other dev server has. */
export const newMark = () => `mark-${randomBytes(6).toString('hex')}`;

/**
 * The arguments of a dev server that keeps its state in a file, durable enough to survive a kill (design section 5).
 */
export function temporalArguments(place: TemporalPlace): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1'],
    ...['--port', String(place.port), '--ui-port', String(place.uiPort)],
    ...['--db-filename', place.databaseFile],
    ...['--namespace', place.mark],
    ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
    ...['--log-level', 'warn'],
    ...searchAttributes.flatMap((attribute) => ['--search-attribute', attribute]),
    ...liftedLimits.flatMap((limit) => ['--dynamic-config-value', `${limit}=100000`]),
  ];
}

/** Whether the Temporal with this mark answers at the address and its working namespace exists; throws otherwise. */
export async function isTemporalReady(address: string, mark: string): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: 1_000 });
  try {
    for (const namespace of [mark, 'default']) await connection.workflowService.describeNamespace({ namespace });
    return true;
  } finally {
    await connection.close();
  }
}

/** The database file and SQLite's journal files next to it. */
const databaseFiles = (databaseFile: string) => ['', '-wal', '-shm', '-journal'].map((suffix) => databaseFile + suffix);

export function deleteTemporalDatabase(databaseFile: string): void {
  for (const file of databaseFiles(databaseFile)) rmSync(file, { force: true });
}

export interface RunningTemporal {
  readonly address: string;
  readonly uiAddress: string;
  readonly pid: number;
  /** How many bytes its database takes on disk. */
  databaseBytes(): number;
  /** SIGKILL, like a crash; the database is kept. */
  kill(): Promise<void>;
  /** Kills it if it runs, and starts it again on the same ports; `fresh` deletes its database first. */
  restart(options?: { fresh?: boolean }): Promise<void>;
  /** Ends it and removes its database. */
  stop(): Promise<void>;
}

/** For tests: starts a separate dev server on free ports with its database in a temporary folder. */
export async function startTemporalServer(): Promise<RunningTemporal> {
  const binary = await temporalBinary();
  const folder = mkdtempSync(join(tmpdir(), 'afterchat-temporal-'));
  const port = await freePort();
  const uiPort = await freePort(0, new Set([port]));
  const place = { port, uiPort, databaseFile: join(folder, 'temporal.db'), mark: newMark() };
  const address = `127.0.0.1:${port}`;
  const logFile = join(folder, 'temporal.log');
  const start = async (): Promise<RunningChild> => {
    const child = await startChild({ command: binary, args: temporalArguments(place), logFile });
    const died = child.ended.then((how) => {
      throw new Error(`Temporal ended (${how}) before it was ready:\n${lastLines(logFile)}`);
    });
    died.catch(() => {});
    await Promise.race([until(`Temporal at ${address}`, 30, () => isTemporalReady(address, place.mark)), died]);
    return child;
  };
  let child = await start();
  return {
    address,
    uiAddress: `http://127.0.0.1:${place.uiPort}`,
    get pid() {
      return child.pid;
    },
    databaseBytes: () =>
      databaseFiles(place.databaseFile).reduce(
        (bytes, file) => bytes + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
        0,
      ),
    kill: () => child.kill(),
    restart: async ({ fresh = false } = {}) => {
      await child.kill();
      if (fresh) deleteTemporalDatabase(place.databaseFile);
      child = await start();
    },
    stop: async () => {
      await child.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
