import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { mongodBinary } from '../../bin/servers/mongod-binary.mjs';
import { freePort } from '../../bin/servers/ports.mjs';
import { startChild } from '../../dev/servers/child-process.ts';
import { mongodArguments } from '../../dev/servers/mongod.ts';
import { becomePrimary } from '../../dev/servers/replica-set.ts';
import { until } from '../../dev/servers/until.ts';
import { storeFitness } from '../../src/operating/mongodb-condition.ts';
import { connectStore, type Store } from '../../src/store/mongo/store.ts';
import { openStore } from '../../src/store/open-store.ts';
import { startMongod, testMongoUri } from '../support/servers.ts';

const opened: Store[] = [];
const connected = (uri: string, database: string) => {
  const store = connectStore(uri, database);
  opened.push(store);
  return store;
};
afterAll(() => Promise.all(opened.map((store) => store.close())));

describe('MongoDB is not called well', () => {
  it('when it is no replica set', async () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'afterchat-standalone-'));
    const port = await freePort();
    const args = mongodArguments({ port, dataFolder, setName: 'none' }).slice(2);
    const child = await startChild({ command: await mongodBinary(), args, logFile: null });
    const fitness = storeFitness(connected(`mongodb://127.0.0.1:${port}`, 'standalone'));
    await until('it answers', 60, async () => (await fitness()).state !== 'away');
    expect(await fitness()).toMatchObject({ state: 'unfit', says: expect.stringContaining('not a replica set') });
    await child.kill();
    rmSync(dataFolder, { recursive: true, force: true });
  });

  it('when another set is at its address', async () => {
    const uri = testMongoUri().replace(/replicaSet=[\w-]+/, 'replicaSet=other');
    const store = connected(uri, 'other');
    const fitness = storeFitness(store);
    await until('it knows why', 60, async () => store.firstConnectError() !== null);
    expect(await fitness()).toEqual({
      state: 'away',
      says: 'MongoDB does not answer: none of the addresses in MONGODB_URI is a member of the replica set other',
    });
  });

  it('while another set takes its address, and is again when ours is back', async () => {
    const ours = await startMongod();
    const port = Number(new URL(ours.uri.replace('mongodb:', 'http:')).port);
    const store = connected(ours.uri, 'taken');
    const fitness = storeFitness(store);
    await until('it is well', 60, async () => (await fitness()).state === 'ok');
    await ours.kill();
    const dataFolder = mkdtempSync(join(tmpdir(), 'afterchat-other-'));
    const args = mongodArguments({ port, dataFolder, setName: 'other' });
    const other = await startChild({ command: await mongodBinary(), args, logFile: null });
    await becomePrimary(port, 'other');
    await until('it knows why', 60, async () => (await fitness()).says?.includes('is a member of the') === true);
    await other.kill();
    await ours.restart();
    await until('it is well again', 60, async () => (await fitness()).state === 'ok');
    await ours.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  });

  it('while it has no primary, and is again when it has one', async () => {
    const mongod = await startMongod();
    const store = await openStore(mongod.uri, 'steps-down');
    opened.push(store);
    const fitness = storeFitness(store);
    expect(await fitness()).toEqual({ state: 'ok', says: null });
    await mongod.kill();
    expect((await fitness()).state).toBe('away');
    await mongod.restart();
    await until('it is well', 60, async () => (await fitness()).state === 'ok');
    await mongod.stop();
  });

  it('when it comes back emptied, and is again with the right data', async () => {
    const store = await openStore(testMongoUri(), `emptied-${process.pid}`);
    opened.push(store);
    const fitness = storeFitness(store);
    expect((await fitness()).state).toBe('ok');
    const [kept] = await store.deployments.find().toArray();
    const database = store.client.db(store.accounts.dbName);
    await database.dropDatabase();
    expect(await fitness()).toMatchObject({ state: 'unfit', says: expect.stringContaining('emptied') });
    await store.deployments.insertOne({ ...kept!, id: 'of-another' });
    expect((await fitness()).state).toBe('unfit');
    await store.deployments.replaceOne({ _id: 'deployment' }, kept!);
    expect((await fitness()).state).toBe('ok');
    await database.dropDatabase();
  });
});
