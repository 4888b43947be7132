import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { type AuditAsked, listAudit } from '../../src/store/accounts/audit.ts';
import type { AuditDoc } from '../../src/store/mongo/documents.ts';
import { collections, type Store } from '../../src/store/mongo/store.ts';
import { createIndexes } from '../../src/store/open-store.ts';
import { testMongoUri } from '../support/servers.ts';

const database = 'audit-indexes';
const many = 2_000;
const limit = 10;
let store: Store;
const commands: Record<string, unknown>[] = [];

/** Most are sign-ins; one in a hundred is by Ada, another one of the key k1, another one a change of settings. */
function record(index: number): AuditDoc {
  const id = String(index).padStart(5, '0');
  return {
    ...{ _id: `acme:${id}`, accountId: 'acme', id },
    actor: { kind: 'agent', id: index % 100 === 1 ? 'ada' : `agent-${index % 7}` },
    action: index % 100 === 2 ? 'settings.changed' : 'agent.signedIn',
    object: { kind: 'key', id: index % 100 === 3 ? 'k1' : null },
    ...{ fields: [], requestId: 'r1', createdAt: index, expiresAt: new Date('2036-01-01') },
  };
}

beforeAll(async () => {
  const uri = testMongoUri();
  await createIndexes(uri, database);
  const client = new MongoClient(uri, { monitorCommands: true });
  client.on('commandStarted', ({ command }) => {
    if (command.find === 'audit') commands.push(command);
  });
  store = collections(client, database);
  await store.audit.insertMany(Array.from({ length: many }, (_, index) => record(index)));
});
afterAll(async () => {
  await store.client.db(database).dropDatabase();
  await store.close();
});

it.each<Partial<AuditAsked>>([
  {},
  { actor: 'ada' },
  { object: 'k1' },
  { action: 'settings.changed' },
  { actor: 'ada', since: 500, until: 1_500 },
  { object: 'k1', after: { createdAt: 1_503, id: '01503' } },
  { action: 'settings.changed', after: { createdAt: 1_502, id: '01502' } },
])('a page of %j looks at no more records than it has', async (asked) => {
  commands.length = 0;
  const page = await listAudit(store, 'acme', { since: null, until: null, after: null, limit, ...asked });
  expect(page).toHaveLength(limit);
  const [{ find, filter, sort, limit: most } = {}] = commands;
  const explain = { explain: { find, filter, sort, limit: most }, verbosity: 'executionStats' };
  const { executionStats } = await store.client.db(database).command(explain);
  expect(executionStats.totalDocsExamined).toBeLessThanOrEqual(limit + 1);
  expect(JSON.stringify(executionStats)).not.toMatch(/"stage":"(?:SORT|COLLSCAN)"/);
});
