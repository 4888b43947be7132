import { testServerBinary } from '../../bin/servers/test-server-binary.mjs';
import { type RunningMongod, startMongod as start } from '../../dev/servers/mongod.ts';
import type { RunningTemporal } from '../../dev/servers/temporal.ts';

/** The mongod that all tests of this run share; use a database name of your own. */
export function testMongoUri(): string {
  const uri = process.env.TEST_MONGODB_URI;
  if (uri === undefined) throw new Error('TEST_MONGODB_URI is not set: run the tests with jest.config.mjs (npm test)');
  return uri;
}

/** A mongod for one test, which may kill it. */
export function startMongod(): Promise<RunningMongod> {
  return start();
}

/** A Temporal dev server for one test, which may kill it and delete its database. */
export async function startTemporal(): Promise<RunningTemporal> {
  // Not imported above, because Temporal's client takes long to load, and most tests need only MongoDB.
  const { startTemporalServer } = await import('../../dev/servers/temporal.ts');
  return startTemporalServer();
}

/** For TestWorkflowEnvironment.createTimeSkipping({server: {executable: {type: 'existing-path', path}}}). */
export function timeSkippingExecutable(): Promise<string> {
  return testServerBinary();
}
