import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Chat } from '../../dev/chat.ts';
import type { Status } from '../../src/contract/status.ts';
import { findSendingPause } from '../../src/store/deployment/sending-pause.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { dueReply } from './due-reply.ts';

const api = useApi();
const courier = useCourier(api);
let acme: ApiAccount;

const ids = ['c1', 'c2', 'c3'];
const chats = new Map<string, Chat>();
const chatOf = (id: string) => chats.get(id)!;
let count = 0;
const addressOf = (id: string) => `${id}-${count}@example.com`;

/** Replies that are due, and a key that the provider refuses for everybody. */
beforeEach(async () => {
  count += 1;
  await api.store.pauses.deleteMany({});
  acme = await api.account();
  for (const id of ids) {
    const { chat } = await dueReply(api, { account: acme, id, visitor: { email: addressOf(id) } });
    chats.set(id, chat);
  }
  await courier.revokeKey();
});

const look = async () => {
  for (const id of ids) await courier.look(acme, id);
};
/** Asked, the provider takes the key. */
const refusesOnlyMail = async (mode: '401' | 'noCredits' = 'noCredits') => {
  await courier.restoreKey();
  for (const id of ids) await courier.fault(addressOf(id), mode, null);
};
/** Three sends that are refused, and as many of a second try as it takes. */
const untilPaused = async () => {
  while ((await findSendingPause(api.store)) === null) {
    await look();
    api.pass(15);
  }
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

  it('is probed once a minute, without an email, and everything is sent when it is accepted again', async () => {
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
    expect(await findSendingPause(api.store)).not.toBeNull();
    await courier.restoreKey();
    await courier.probe();
    expect(await findSendingPause(api.store)).not.toBeNull();
  });

  it('parks nothing for it, and all is sent when the key is back, however long that took', async () => {
    for (let passed = 0; passed <= 3 * 3_600; passed += 480) {
      await look();
      api.pass(480);
    }
    expect((await deliveries()).map(({ status }) => status)).toEqual(['claimed', 'claimed', 'claimed']);
    expect(await attempts()).toHaveLength(1);
    for (const id of ids) {
      const held = { state: 'waiting', reason: 'paused' };
      const chat = acme.chat.conversation(id);
      expect([(await chat.messages()).at(-1)?.outcome, (await chat.get()).forwarding]).toMatchObject([held, held]);
    }
    await courier.restoreKey();
    await courier.probe();
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

describe('a single refusal of a key that is good', () => {
  it('is no verdict on it: that mail is tried again, and the others leave at once', async () => {
    await courier.restoreKey();
    await courier.fault(addressOf('c1'), '401');
    await look();
    expect(await mails()).toHaveLength(2);
    expect(await alerts()).toEqual([]);
    api.pass(15);
    await look();
    expect(await mails()).toHaveLength(3);
  });

  it('is one where several sends in a row were refused, whoever sent them', async () => {
    await refusesOnlyMail('401');
    await untilPaused();
    expect(await attempts()).toHaveLength(5);
    expect(await alerts()).toMatchObject([{ kind: 'providerAuth' }]);
  });

  it('is none as long as other emails are accepted in between', async () => {
    await courier.restoreKey();
    for (const id of ['c1', 'c2']) await courier.fault(addressOf(id), '401', null);
    for (let round = 0; round < 5; round += 1) {
      await look();
      await chatOf('c3').agentSays('And it is blue.');
      api.pass(300);
    }
    expect((await attempts()).filter(({ end }) => end === 'refused').length).toBeGreaterThan(5);
    expect(await findSendingPause(api.store)).toBeNull();
  });
});

describe('credits that are used up', () => {
  it('pause sending after several refused sends, and are told from a dead key', async () => {
    await refusesOnlyMail();
    await untilPaused();
    expect(await attempts()).toHaveLength(5);
    expect(await alerts()).toMatchObject([{ kind: 'outOfCredits', message: expect.stringContaining('credits') }]);
    const { paused } = (await acme.call('GET', '/v1/status')).body as unknown as Status;
    expect(paused.provider).toMatchObject({ reason: 'outOfCredits' });
  });

  it('are probed less and less often', async () => {
    await refusesOnlyMail();
    await untilPaused();
    const [{ since } = { since: '' }] = await alerts();
    for (const minutes of [1, 2, 4, 8, 16, 16]) {
      expect(await minutesPaused()).toBe(minutes);
      await untilPaused();
      expect(await alerts()).toMatchObject([{ kind: 'outOfCredits', since }]);
    }
    // Once it is known that there are none, each try costs one send.
    expect((await attempts()).length).toBeLessThanOrEqual(5 + 6);
  });

  it('begin a new pause after emails were accepted for ten minutes', async () => {
    await refusesOnlyMail();
    await untilPaused();
    expect(await minutesPaused()).toBe(1);
    api.pass(601);
    await untilPaused();
    expect(await minutesPaused()).toBe(1);
  });

  it('park an email that was itself refused for an hour as outOfCredits', async () => {
    await courier.restoreKey();
    await courier.fault(addressOf('c1'), 'noCredits', null);
    for (let passed = 0; passed <= 4_000; passed += 240) {
      await courier.look(acme, 'c1');
      await chatOf('c2').agentSays('And it is blue.');
      await courier.look(acme, 'c2');
      api.pass(240);
    }
    expect(await acme.chat.deliveries('?conversation=c1')).toMatchObject([
      { status: 'parked', reason: 'outOfCredits' },
    ]);
  });
});
