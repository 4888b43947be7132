import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Activities } from '../../src/activities/activities.ts';
import type { SignalName } from '../../src/contract/signals.ts';
import type { ConversationRef } from '../../src/store/mongo/documents.ts';
import { temporalWaker, workflowIdOf } from '../../src/temporal/waker.ts';
import { createWorkers } from '../../src/workers/temporal-workers.ts';
import { type DevServer, startDevServer } from '../support/dev-server.ts';

let server: DevServer;
beforeAll(async () => {
  server = await startDevServer({ suggestContinueAsNewAfter: 8 });
}, 120_000);
afterAll(() => server?.stop());

const unused = () => Promise.reject(new Error('a conversation has no use for it'));

/** Returns the reasons that each look gets while an email is sent and a signal arrives just then. */
async function looksWhileSending(ref: ConversationRef, signal: SignalName): Promise<readonly SignalName[][]> {
  const handle = server.client.workflow.getHandle(workflowIdOf(ref));
  const looks: SignalName[][] = [];
  const activities: Activities = {
    look: async (_, reasons) => {
      looks.push([...reasons]);
      return looks.length === 1 ? { kind: 'deliver', deliveryId: 'd1', timeoutMs: 10_000 } : { kind: 'done' };
    },
    deliver: async () => {
      await handle.signal(signal);
      return { kind: 'idle', why: 'nothing new', state: 'idle' };
    },
    ...{
      readFlag: unused,
      fanOutPage: unused,
      deliverPage: unused,
      clearFlag: unused,
      replayPage: unused,
      processInbound: unused,
      processEvents: unused,
    },
    sendRestoreLink: unused,
    emailAgent: unused,
    postWebhook: unused,
    tendChannels: unused,
  };
  const config = { DELIVER_TIMEOUT_SECONDS: 40, MAX_MAILS_PER_SECOND: 100 };
  const workers = await createWorkers({ connection: server.connection, activities, config });
  await temporalWaker(server.client).wake({ ...ref, channel: 'web' }, 'messagePosted');
  await handle.result();
  workers.shutdown();
  await workers.running;
  return looks;
}

describe('a signal that comes while a mail is sent', () => {
  it('reaches the next look, even where the workflow is about to continue as new', async () => {
    const looks = await looksWhileSending({ accountId: 'a1', conversationId: 'c1' }, 'retryDelivery');
    expect(looks.slice(1).flat()).toEqual(['retryDelivery']);
  });
});
