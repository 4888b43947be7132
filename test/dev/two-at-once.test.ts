import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { chatFrontend } from '../../dev/chat.ts';
import { becomePrimary } from '../../dev/servers/replica-set.ts';
import { isTemporalReady, newMark } from '../../dev/servers/temporal.ts';
import { until } from '../../dev/servers/until.ts';
import { type Endpoints, readEndpoints, stateFolder } from '../../dev/state-folder.ts';
import { type DevScript, devScript } from '../support/dev-script.ts';
import { startMongod, startTemporal } from '../support/servers.ts';

describe('two npm start at the same moment', () => {
  const folders = ['one', 'other'].map((name) => mkdtempSync(join(tmpdir(), `afterchat-${name}-`)));
  let stacks: DevScript[];
  let endpoints: Endpoints[];
  beforeAll(async () => {
    stacks = folders.map((folder) => devScript('start', folder));
    for (const stack of stacks)
      await until('it runs', 90, async () => {
        if (stack.child.exitCode !== null) throw new Error(`it ended: ${stack.text()}`);
        return stack.text().includes('afterchat is running.');
      });
    endpoints = folders.map((folder) => readEndpoints(stateFolder({ AFTERCHAT_STATE: folder })) as Endpoints);
  }, 120_000);
  afterAll(async () => {
    for (const { child, exitCode } of stacks) {
      child.kill('SIGTERM');
      await exitCode;
    }
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  it('have nothing in common', () => {
    const [one, other] = endpoints as [Endpoints, Endpoints];
    const names = ['api', 'mailbox', 'temporal', 'temporalUi', 'mongodb', 'apiKey', 'identitySecret'] as const;
    expect(names.filter((name) => one[name] === other[name])).toEqual([]);
  });

  it('hold each its own account, and mail by its own mailbox', async () => {
    for (const [index, { api, apiKey, mailbox, mongodb }] of endpoints.entries()) {
      const frontend = chatFrontend((path, init) => fetch(`${api}${path}`, init), apiKey);
      const chat = frontend.conversation(`mine-${index}`);
      await chat.begin({ email: `visitor-${index}@example.com` });
      await chat.agentSays('Hello');
      await chat.presence('left');
      await until('it is mailed', 60, async () => (await chat.messages()).at(-1)?.outcome?.state === 'mailed');
      const { items } = (await (await fetch(`${mailbox}/api/mails`)).json()) as { items: { to: unknown }[] };
      expect(items).toHaveLength(1);
      const client = new MongoClient(mongodb);
      const database = client.db('afterchat');
      expect(await database.collection('conversations').distinct('id')).toEqual([`mine-${index}`]);
      expect(await database.collection('accounts').countDocuments()).toBe(1);
      await client.close();
    }
  });
});

describe('what answers on a port', () => {
  it('is not taken for our mongod by its port alone, and nothing is written to it', async () => {
    const mongod = await startMongod();
    const before = await configOf(mongod.uri);
    await expect(becomePrimary(mongod.port, 'rs-of-another')).rejects.toThrow('is another one');
    expect(await configOf(mongod.uri)).toEqual(before);
    await mongod.stop();
  });

  it('is not taken for our Temporal by its port alone', async () => {
    const temporal = await startTemporal();
    await expect(isTemporalReady(temporal.address, newMark())).rejects.toThrow('not found');
    await temporal.stop();
  });
});

async function configOf(uri: string): Promise<unknown> {
  const client = new MongoClient(uri);
  try {
    return (await client.db('admin').command({ replSetGetConfig: 1 })).config;
  } finally {
    await client.close();
  }
}
