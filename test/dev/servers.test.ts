import { describe, expect, it } from '@jest/globals';
import { Connection, WorkflowClient } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { MongoClient } from 'mongodb';
import { startMongod, startTemporal, testMongoUri, timeSkippingExecutable } from '../support/servers.ts';

describe('the servers that tests use', () => {
  it('share a mongod with transactions', async () => {
    const client = await MongoClient.connect(testMongoUri());
    const notes = client.db('servers-test').collection('notes');
    await client.withSession((session) =>
      session.withTransaction(() => notes.insertOne({ text: 'hello' }, { session })),
    );
    expect(await notes.countDocuments()).toBe(1);
    await client.db('servers-test').dropDatabase();
    await client.close();
  });

  it('can kill a mongod of their own, which keeps its data', async () => {
    const mongod = await startMongod();
    const client = await MongoClient.connect(mongod.uri);
    const notes = client.db('test').collection('notes');
    await notes.insertOne({ text: 'hello' }, { writeConcern: { w: 'majority' } });
    const before = mongod.pid;
    await mongod.kill();
    await mongod.restart();
    expect(mongod.pid).not.toBe(before);
    expect(await notes.countDocuments()).toBe(1);
    await client.close();
    await mongod.stop();
  });

  it('can kill a Temporal of their own, which keeps its workflows unless its database is deleted', async () => {
    const temporal = await startTemporal();
    const connection = await Connection.connect({ address: temporal.address });
    const client = new WorkflowClient({ connection });
    await client.start('nobodyWorksOnThis', { workflowId: 'kept', taskQueue: 'none' });
    await temporal.restart();
    expect((await client.getHandle('kept').describe()).status.name).toBe('RUNNING');
    await temporal.restart({ fresh: true });
    await expect(client.getHandle('kept').describe()).rejects.toThrow(/not found/i);
    const attributes = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
    expect(Object.keys(attributes.customAttributes)).toEqual(
      expect.arrayContaining(['AfterchatAccount', 'AfterchatChannel', 'AfterchatState', 'AfterchatReason']),
    );
    await connection.close();
    await temporal.stop();
  });

  it('can skip time', async () => {
    const path = await timeSkippingExecutable();
    const env = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path } },
    });
    const before = await env.currentTimeMs();
    await env.sleep('1 day');
    expect((await env.currentTimeMs()) - before).toBeGreaterThanOrEqual(86_400_000);
    await env.teardown();
  });
});
