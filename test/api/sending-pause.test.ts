import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Status } from '../../src/contract/status.ts';
import { findSendingPause } from '../../src/store/sending-pause.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { type Courier, startCourier } from '../support/courier.ts';

const api = useApi();
let courier: Courier;
let acme: ApiAccount;
beforeAll(async () => {
  courier = await startCourier(api);
});
afterAll(() => courier.stop());

const ids = ['c1', 'c2', 'c3'];
let count = 0;
const addressOf = (id: string) => `${id}-${count}@example.com`;

/** Replies that are due, and a key that the provider refuses for everybody. */
beforeEach(async () => {
  count += 1;
  await api.store.pauses.deleteMany({});
  acme = await api.account();
  for (const id of ids) {
    const chat = acme.chat.conversation(id);
    await chat.begin({ email: addressOf(id) });
    await chat.agentSays('The parcel ships tomorrow.');
    await chat.presence('left');
  }
  api.pass(300);
  await courier.revokeKey();
});

const look = async () => {
  for (const id of ids) await courier.look(acme, id);
};
/** As with credits that are exhausted: asked, the provider takes the key. */
const refusesOnlyMail = async () => {
  await courier.restoreKey();
  for (const id of ids) await courier.fault(addressOf(id), '401', null);
};
const alerts = async () => ((await acme.call('GET', '/v1/status')).body as unknown as Status).alerts;
const minutesPaused = async () => {
  let minutes = 0;
  for (; (await findSendingPause(api.store)) !== null; minutes += 1) {
    api.pass(60);
    await courier.probe();
  }
  return minutes;
};
const deliveries = () => acme.chat.deliveries();
const attempts = async () => (await deliveries()).flatMap((delivery) => delivery.attempts);
const mails = async () => (await Promise.all(ids.map((id) => courier.mails(addressOf(id))))).flat();

describe('a key that the provider refuses', () => {
  it('pauses sending after one attempt: the others are claimed, and wait without one', async () => {
    await look();
    expect(await attempts()).toMatchObject([{ end: 'refused', result: expect.stringContaining('401') }]);
    expect((await deliveries()).map(({ status }) => status)).toEqual(['claimed', 'claimed', 'claimed']);
    api.pass(15);
    await look();
    expect(await attempts()).toHaveLength(1);
  });

  it('is asked once a minute, without a mail, and all is sent when it is taken again', async () => {
    await look();
    await courier.restoreKey();
    api.pass(59);
    await courier.probe();
    await look();
    expect(await mails()).toEqual([]);
    api.pass(1);
    await courier.probe();
    api.pass(480);
    await look();
    expect(await mails()).toHaveLength(3);
    expect((await deliveries()).map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted']);
  });

  it('stays paused while a probe finds it refused', async () => {
    await look();
    api.pass(60);
    await courier.probe();
    expect(await api.store.pauses.countDocuments()).toBe(1);
    await courier.restoreKey();
    await courier.probe();
    expect(await api.store.pauses.countDocuments()).toBe(1);
  });

  it('is asked ever more rarely while it is taken when asked and refused when mail is sent', async () => {
    await refusesOnlyMail();
    const since = api.iso();
    for (const minutes of [1, 2, 4, 8, 16, 16]) {
      await look();
      expect(await alerts()).toMatchObject([{ kind: 'providerAuth', since }]);
      expect(await minutesPaused()).toBe(minutes);
    }
    expect(await attempts()).toHaveLength(6);
  });

  it('is refused anew when it was taken for ten minutes', async () => {
    await refusesOnlyMail();
    for (const minutes of [1, 2]) {
      await look();
      expect(await minutesPaused()).toBe(minutes);
    }
    api.pass(600);
    await look();
    expect(await alerts()).toMatchObject([{ kind: 'providerAuth', since: api.iso() }]);
    expect(await minutesPaused()).toBe(1);
  });

  it('parks what is due for an hour as providerAuth, to be replayed when the key is back', async () => {
    for (let passed = 0; passed <= 3_600; passed += 60) {
      await look();
      api.pass(60);
    }
    expect(await deliveries()).toMatchObject(ids.map(() => ({ status: 'parked', reason: 'providerAuth' })));
    expect((await attempts()).length).toBeLessThan(5);
    await courier.restoreKey();
    await courier.probe();
    for (const { id } of await deliveries()) await acme.chat.replay(id);
    await look();
    expect(await mails()).toHaveLength(3);
  });

  it('withdraws what is no longer due all the same', async () => {
    await look();
    for (const id of ids) await acme.chat.conversation(id).readUpTo(1);
    api.pass(480);
    await look();
    expect((await deliveries()).map(({ status }) => status)).toEqual(['withdrawn', 'withdrawn', 'withdrawn']);
  });
});
