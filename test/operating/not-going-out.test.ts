import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { until } from '../../dev/servers/until.ts';
import { createActivities } from '../../src/activities/activities.ts';
import { conversationQueue } from '../../src/contract/signals.ts';
import { sendGrid } from '../../src/mail/sendgrid.ts';
import { registerSearchAttributes } from '../../src/temporal/search-attributes.ts';
import { temporalWaker } from '../../src/temporal/waker.ts';
import { startSweeper } from '../../src/workers/sweeper.ts';
import { type WorkflowSource, workflowSource } from '../../src/workers/temporal-workers.ts';
import { quietTemporal } from '../support/quiet-temporal.ts';
import { forwardOne, type RunningPart, type Service, startService } from './service.ts';

jest.setTimeout(180_000);
quietTemporal();

let service: Service;
let api: RunningPart;
let connection: NativeConnection;
let client: Client;
let sweeper: ReturnType<typeof startSweeper>;
const log = pino({ level: 'silent' });
const probeKey = async () => null;
const provider = { apiKey: 'SG.test', timeoutMs: 1_000 };

beforeAll(async () => {
  service = await startService();
  api = await service.run('api');
  connection = await NativeConnection.connect({ address: service.temporal.address });
  client = new Client({ connection: await Connection.connect({ address: service.temporal.address }) });
  await registerSearchAttributes(client);
  // It lives, and Temporal takes its signals: that is no look.
  const waker = temporalWaker(client);
  sweeper = startSweeper({ store: service.store, waker, keeper: waker, clock: Date.now, log, probeKey });
});
afterAll(async () => {
  await sweeper.stop();
  await client.connection.close();
  await connection.close();
  await service.stop();
});

const alerts = async () => {
  const { alerts } = await service.frontend(api).call<{ alerts: { kind: string }[] }>('GET', '/v1/status');
  return alerts.map(({ kind }) => kind);
};
/** Three minutes later, by what is stored. */
async function threeMinutesLater(): Promise<void> {
  const earlier = (field: string) => ({ $subtract: [`$${field}`, 180_000] });
  const { conversations, deliveries } = service.store;
  await conversations.updateMany({ 'alarm.at': { $gt: 0, $lte: Date.now() + 300_000 } }, [
    { $set: { 'alarm.at': earlier('alarm.at'), 'alarm.setAt': earlier('alarm.setAt') } },
  ]);
  await deliveries.updateMany({ status: 'claimed' }, [{ $set: { nextAttemptAt: earlier('nextAttemptAt') } }]);
}
const alarm = async (id: string) => (await service.store.conversations.findOne({ id }))?.alarm;
const isMailed = async (id: string) =>
  (await service.store.deliveries.findOne({ conversationId: id }))?.status === 'accepted';

const otherCode = fileURLToPath(new URL('./other-code.ts', import.meta.url));

/** A worker for conversations alone: with our code, or with another's. */
function conversationWorker(source: WorkflowSource) {
  const { store } = service;
  const sender = sendGrid({ ...provider, baseUrl: service.sendGrid.url });
  const waker = temporalWaker(client);
  const deps = { store, waker, clock: Date.now, log, sendTimeoutMs: 1_000, deliverTimeoutMs: 40_000, sender };
  const { deliver: _, ...activities } = createActivities({ ...deps, probeKey, probeEveryMs: 60_000 });
  return Worker.create({ connection, taskQueue: conversationQueue, ...source, activities });
}

describe('mail that does not go out is told, while a sweeper lives and Temporal takes its signals', () => {
  it('where nobody polls: a worker that became a zombie', async () => {
    await forwardOne(service.frontend(api), 'unheard');
    await threeMinutesLater();
    await until('the sweeper signals', 60, async () => ((await alarm('unheard'))?.nudges ?? 0) > 0);
    expect(await alerts()).toEqual(['alarmsOverdue']);
  });

  it('where nobody polls the sending queue, though conversations are looked at', async () => {
    const worker = await conversationWorker(workflowSource(false));
    await worker.runUntil(async () => {
      await until('it is claimed', 60, async () => {
        const delivery = await service.store.deliveries.findOne({ conversationId: 'unheard' });
        return delivery?.status === 'claimed';
      });
      expect(await alerts()).toEqual([]);
      await threeMinutesLater();
      expect(await alerts()).toEqual(['alarmsOverdue']);
    });
  });

  it('where the code does not replay what its workflows did; and no more once the right code is back', async () => {
    const worker = await conversationWorker({ workflowsPath: otherCode });
    await worker.runUntil(async () => {
      // As the sweeper does, once the alarm of the open delivery is over as well.
      await client.workflow.getHandle(await workflowId()).signal('alarmOverdue');
      const failed = async () => {
        const { events } = await client.workflow.getHandle(await workflowId()).fetchHistory();
        return (events ?? []).some(({ workflowTaskFailedEventAttributes: one }) => one != null);
      };
      await until('its workflow task fails', 60, failed);
      expect(await alerts()).toEqual(['alarmsOverdue']);
    });
    await service.run('worker');
    await until('it is mailed', 90, () => isMailed('unheard'));
    await until('it is told no more', 60, async () => (await alerts()).length === 0);
  });
});

async function workflowId(): Promise<string> {
  const found = await service.store.conversations.findOne({ id: 'unheard' });
  return `conversation:${found?.accountId}:unheard`;
}
