import { expect, it } from '@jest/globals';
import { createIndexes, missingIndexes } from '../../src/store/open-store.ts';
import { useApi } from '../support/api-in-process.ts';
import { testMongoUri } from '../support/servers.ts';

const api = useApi();

it('drops the indexes that nothing uses any more, and no others', async () => {
  const { conversations, deliveries, accounts } = api.store;
  const names = async () => (await conversations.indexes()).map(({ name }) => name);
  const before = await names();
  await conversations.createIndexes([
    { key: { accountId: 1, 'visitor.email': 1, createdAt: -1 } },
    {
      key: { 'alarm.watchAt': 1, accountId: 1, 'alarm.at': 1 },
      partialFilterExpression: { 'alarm.watchAt': { $gt: 0 } },
    },
    { key: { page: 1 }, name: 'an_operators_own' },
  ]);
  await deliveries.createIndex({ accountId: 1, status: 1, createdAt: -1 });
  for (let start = 1; start <= 2; start += 1) await createIndexes(testMongoUri(), accounts.dbName);
  expect(await names()).toEqual([...before, 'an_operators_own']);
  expect((await deliveries.indexes()).map(({ name }) => name)).not.toContain('accountId_1_status_1_createdAt_-1');
  expect(await missingIndexes(api.store)).toEqual([]);
  await conversations.dropIndex('an_operators_own');
});
