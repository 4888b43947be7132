import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { pino } from 'pino';
import { parse } from 'yaml';
import { type RunningMongod, startMongod } from '../../dev/servers/mongod.ts';
import { until } from '../../dev/servers/until.ts';
import { keepIndexing } from '../../src/operating/keep-indexing.ts';
import { createIndexes } from '../../src/store/open-store.ts';
import { readEvents } from '../support/event-reader.ts';
import { type ServiceProcesses, startService } from '../support/service-processes.ts';

const { services } = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true });
/** What the job `mongo-user` gives to the user that the service connects as. */
const roles = [...String(services['mongo-user'].command[1]).matchAll(/\{ role: '(\w+)', db:/g)].map(
  ([, role]) => role!,
);

describe('the user of MongoDB that docker-compose.yml creates', () => {
  let folder: string;
  let mongod: RunningMongod;
  let service: ServiceProcesses;
  const database = 'afterchat-packaging';

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'afterchat-keys-'));
    writeFileSync(join(folder, 'replica.key'), 'cmVwbGljYQ==', { mode: 0o400 });
    // It asks for passwords only from its second start on, when there are users.
    const access: string[] = [];
    mongod = await startMongod({}, access);
    const administrator = await MongoClient.connect(mongod.uri);
    await administrator.db('admin').command({
      createUser: 'afterchat-service',
      pwd: 'service',
      roles: roles.map((role) => ({ role, db: database })),
    });
    await administrator.close();
    access.push('--keyFile', join(folder, 'replica.key'));
    await mongod.restart();
    const mongodb = `${mongod.uri.replace('//', '//afterchat-service:service@')}&authSource=admin`;
    const nowhere = { temporal: '127.0.0.1:9', sendGrid: 'http://127.0.0.1:9' };
    service = await startService({ mongodb, database, ...nowhere, parts: ['api'] });
  });
  afterAll(async () => {
    await service?.stop();
    await mongod?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is enough for the API: indexes, transactions and change streams', async () => {
    await until('indexes are created', 20, async () => {
      const { parts } = JSON.parse(await (await fetch(`${service.url}/readyz`)).text());
      return parts.indexes === 'ok';
    });
    const { chat, key } = await service.account();
    const conversation = chat.conversation('c1');
    await conversation.begin();
    const headers = { authorization: `Bearer ${key}` };
    const { body } = await fetch(`${service.url}/v1/conversations/c1/events`, { headers });
    const events = readEvents(body!);
    expect(await conversation.visitorSays('Hello')).toMatchObject({ seq: 1 });
    await events.until(() => events.ids('message.created').length === 1);
    await events.leave();
  });

  it.each([
    ['a wrong password', '//afterchat-service:another@', 'it refuses the user or the password in MONGODB_URI'],
    ['no user', '//', 'it wants a user and a password, and MONGODB_URI has none'],
  ])('is said to be missing or refused: %s', async (_, user, words) => {
    const uri = `${mongod.uri.replace('//', user)}&authSource=admin`;
    const indexing = keepIndexing(pino({ level: 'silent' }), () => createIndexes(uri, database));
    await expect(indexing.firstTry).rejects.toThrow(words);
    indexing.stop();
  });

  it('may use its database, and no other', async () => {
    const { client } = service.store;
    await expect(client.db('admin').collection('system.users').findOne()).rejects.toThrow('not authorized');
    await expect(client.db('other').collection('things').insertOne({})).rejects.toThrow('not authorized');
  });
});
