import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Activities } from '../../src/activities/activities.ts';
import { fanOutIdOf, temporalWaker } from '../../src/temporal/waker.ts';
import { createWorkers } from '../../src/workers/temporal-workers.ts';
import { type DevServer, startDevServer } from '../support/dev-server.ts';

const pages = 12;

let server: DevServer;
beforeAll(async () => {
  server = await startDevServer({ suggestContinueAsNewAfter: 30 });
}, 120_000);
afterAll(() => server?.stop());

describe('a fan-out of many pages', () => {
  it('delivers what is due, and goes on where it was when its history grew long, in both passes', async () => {
    const visited: number[] = [];
    const delivered: string[][] = [];
    const due = Array.from({ length: 45 }, (_, index) => `c${index}`);
    let dueAt = 0;
    let deliveredAt = 0;
    let flag: Awaited<ReturnType<Activities['readFlag']>> = { value: 'f1', signal: 'agentsChanged', raisedAt: 0 };
    const unused = () => Promise.reject(new Error('a fan-out has no use for it'));
    const activities: Activities = {
      look: unused,
      deliver: unused,
      deliverPage: async ({ conversationIds }) => {
        deliveredAt ||= Date.now();
        delivered.push([...conversationIds]);
      },
      replayPage: unused,
      processInbound: unused,
      processEvents: unused,
      sendRestoreLink: unused,
      emailAgent: unused,
      postWebhook: unused,
      tendChannels: unused,
      readFlag: async () => flag,
      fanOutPage: async (_account, _signal, after) => {
        const page = after === null ? 1 : Number(after) + 1;
        visited.push(page);
        const next = page < pages ? String(page) : null;
        // An activity of an older version tells the place alone.
        if (page !== 1) return next;
        dueAt ||= Date.now() + 1_500;
        return { after: next, due, dueAt };
      },
      clearFlag: async () => {
        flag = null;
        return true;
      },
    };
    const config = { DELIVER_TIMEOUT_SECONDS: 40, MAX_MAILS_PER_SECOND: 100 };
    const workers = await createWorkers({ connection: server.connection, activities, config });
    await temporalWaker(server.client).wakeFanOut('a1');
    const handle = server.client.workflow.getHandle(fanOutIdOf('a1'));
    const first = await handle.describe();
    await handle.result();
    workers.shutdown();
    await workers.running;
    const all = Array.from({ length: pages }, (_, index) => index + 1);
    expect(visited).toEqual([...all, ...all]);
    // What will be due soon waits until then; what is due goes a few at a time, side by side.
    expect(deliveredAt).toBeGreaterThanOrEqual(dueAt);
    expect(delivered.map((ids) => ids.length).sort()).toEqual([20, 20, 20, 20, 5, 5]);
    expect(new Set(delivered.flat())).toEqual(new Set(due));
    expect((await handle.describe()).runId).not.toBe(first.runId);
  });
});
