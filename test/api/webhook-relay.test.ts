import { afterEach, describe, expect, it } from '@jest/globals';
import { MongoServerError } from 'mongodb';
import type { Status } from '../../src/contract/status.ts';
import type { Store } from '../../src/store/mongo/store.ts';
import { keepRelay, takeRelay } from '../../src/store/webhooks/relay.ts';
import { startWebhookRelay } from '../../src/workers/webhook-relay.ts';
import { useApi } from '../support/api-in-process.ts';
import { eventually } from '../support/eventually.ts';
import { webhookWorker } from '../support/webhook-worker.ts';

/** It has a token's form, but MongoDB has no such change. */
const unknownToken = '826B082DEC000000092B022C0100296E5A10047155AB8B08F24A8E9476B90752F39E4F463C5F6964003C613A62000004';
const api = useApi();
const relays: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
  await api.store.webhookRelays.deleteMany({});
  await api.store.webhooks.deleteMany({});
});

function start(store: Store = api.store) {
  const { clock, log, waker } = api;
  relays.push(startWebhookRelay({ store, clock, log, waker }));
}

/** A webhook of a new account, in which a visitor has said something. */
async function hooked() {
  const account = await api.account();
  await account.call('PUT', '/v1/webhooks/crm', { url: 'https://acme.example/', events: ['message.created'] });
  const conversation = account.chat.conversation('c1');
  await conversation.begin({ email: 'grace@example.com' });
  await conversation.visitorSays('Hello');
  return {
    conversation,
    webhook: () => api.store.webhooks.findOne({ accountId: account.id }),
    alerts: async () => {
      const { alerts } = (await account.call('GET', '/v1/status')).body as unknown as Status;
      return alerts.map(({ kind, since }) => ({ kind, since }));
    },
    noted: () => api.store.webhookEvents.countDocuments({ accountId: account.id }),
  };
}

describe('the relay of webhooks', () => {
  it('goes on where one that died in the middle of a batch had come to, and notes nothing twice', async () => {
    const { conversation, noted } = await hooked();
    const from = (await takeRelay(api.store, 'first', api.now())) as string;
    await webhookWorker(api).note(from);
    expect([await noted(), await takeRelay(api.store, 'second', api.now() + 14_999)]).toEqual([1, null]);
    // It died before it kept its place, and what it had noted comes once more.
    await conversation.visitorSays('Are you there?');
    expect(await takeRelay(api.store, 'second', api.now() + 15_000)).toBe(from);
    const place = await webhookWorker(api).note(from);
    expect([await noted(), await keepRelay(api.store, 'first', place, api.now())]).toEqual([2, false]);
    expect(await keepRelay(api.store, 'second', place, api.now())).toBe(true);
  });

  it('loses nothing when what it was told cannot be noted', async () => {
    const { noted, webhook } = await hooked();
    let refused = 0;
    const insertMany = (...args: Parameters<Store['webhookEvents']['insertMany']>) => {
      refused += 1;
      if (refused === 1) throw new MongoServerError({ message: 'refused', code: 8_000 });
      return api.store.webhookEvents.insertMany(...args);
    };
    start({
      ...api.store,
      webhookEvents: Object.create(api.store.webhookEvents, { insertMany: { value: insertMany } }),
    });
    expect(await eventually(noted, (count) => count === 1)).toBe(1);
    expect([refused, (await webhook())?.missedAt]).toEqual([2, null]);
    await eventually(
      async () => api.woken,
      (woken) => woken.includes('webhook crm'),
    );
  });

  it('says that events may be missing once the oplog does not reach back, and goes on with what follows', async () => {
    const { alerts, conversation, noted, webhook } = await hooked();
    await api.store.webhookRelays.insertOne({ _id: 'relay', position: unknownToken, holder: null, heldUntil: 0 });
    start();
    await eventually(webhook, (found) => found?.missedAt === api.now());
    expect(await alerts()).toEqual([{ kind: 'webhookMissedEvents', since: api.iso() }]);
    await conversation.visitorSays('Are you there?');
    expect(await eventually(noted, (count) => count > 0)).toBe(1);
  });
});
