import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import type { Job } from '../../src/contract/jobs.ts';
import { startJob } from '../../src/store/jobs/bulk.ts';
import { bulkReplayIdOf } from '../../src/temporal/waker.ts';
import { type DevServerService, startOnDevServer } from '../support/dev-server.ts';
import { eventually } from '../support/eventually.ts';
import type { TestAccount } from '../support/in-process-service.ts';
import { shortTiming } from './stories.ts';

let service: DevServerService;
beforeAll(async () => {
  // After the first page, so that each job goes on in a second run.
  service = await startOnDevServer({ suggestContinueAsNewAfter: 8 });
}, 120_000);
afterAll(() => service?.stop());

let account: TestAccount;
let accounts = 0;
beforeEach(async () => {
  accounts += 1;
  account = await service.account({ timing: { ...shortTiming, afterLeavingSeconds: 0 } });
});

const jobs = <T = Job>(method: string, path: string, body?: unknown) => account.chat.call<T>(method, path, body);
const start = (id: string) => jobs('POST', '/v1/deliveries/replay', { id });
const ends = (id: string) =>
  eventually(
    () => jobs('GET', `/v1/jobs/${id}`),
    ({ state }) => state === 'done',
    30_000,
  );
const handleOf = (id: string) => service.client.workflow.getHandle(bulkReplayIdOf(account.id, id));
const detailsOf = async (handle: WorkflowHandle) =>
  (await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata')).currentDetails;

/** Visitors whose mail the provider refused for good; answers their addresses. */
async function parked(howMany: number): Promise<string[]> {
  const addresses = Array.from({ length: howMany }, (_, nth) => `visitor-${accounts}-${nth}@example.com`);
  for (const address of addresses) await service.fault({ mode: '400', to: address });
  const left = addresses.entries();
  // A few at a time: on a busy machine more would wait for the database longer than a request may.
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const [nth, address] of left) {
        const conversation = account.chat.conversation(`bulk-${nth}`);
        await conversation.begin({ email: address });
        await conversation.agentSays('The parcel ships tomorrow.');
        await conversation.presence('left');
      }
    }),
  );
  const count = async () => (await account.chat.deliveries('?status=parked&limit=200')).length;
  await eventually(count, (found) => found === howMany);
  return addresses;
}

async function eachHasOneMail(addresses: readonly string[]): Promise<void> {
  const count = async () => (await Promise.all(addresses.map((to) => service.mailsTo(to)))).map(({ length }) => length);
  const ones = addresses.map(() => 1);
  await eventually(count, (counts) => counts.every((mails) => mails >= 1));
  expect(await count()).toEqual(ones);
}

describe('a replay of many', () => {
  it('of more than a page is paused and resumed, says how far it is, and sends each mail once', async () => {
    const addresses = await parked(60);
    await start('j1');
    await jobs('POST', '/v1/jobs/j1/pause');
    await service.told();
    const handle = handleOf('j1');
    const paused = await eventually(
      () => detailsOf(handle),
      (details) => details.startsWith('Paused: '),
    );
    expect(paused).toMatch(/^Paused: \d+ of 60 replayed\.$/);
    const { done } = await jobs('GET', '/v1/jobs/j1');
    expect(done).toBeLessThan(60);
    const { runId } = await handle.describe();
    await jobs('POST', '/v1/jobs/j1/resume');
    expect(await ends('j1')).toMatchObject({ total: 60, done: 60, refusedCount: 0 });
    await handle.result();
    expect(await detailsOf(handle)).toBe('Done: 60 of 60 replayed.');
    expect((await handle.describe()).runId).not.toBe(runId);
    await eachHasOneMail(addresses);
  });

  it('whose workflow was lost is started by the sweeper, and sends each mail once', async () => {
    const addresses = await parked(3);
    // As an API leaves it that dies before it signals, or a Temporal whose database is deleted.
    const filter = { status: 'parked', reason: null, since: null, until: null } as const;
    await startJob(service.store, { accountId: account.id, id: 'j2', filter, now: Date.now() });
    await service.store.jobs.updateOne({ accountId: account.id }, { $set: { watchAt: Date.now() } });
    expect(await service.sweep()).toBeGreaterThanOrEqual(1);
    expect(await ends('j2')).toMatchObject({ total: 3, done: 3 });
    await eachHasOneMail(addresses);
  });
});
