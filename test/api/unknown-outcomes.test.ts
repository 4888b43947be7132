import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Chat } from '../../dev/chat.ts';
import { deliveriesEnded } from '../../src/operating/metrics.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { type Courier, useCourier } from '../support/courier.ts';
import { countOf } from '../support/metric.ts';
import { dueReply } from './due-reply.ts';

const api = useApi();
const courier = useCourier(api);
let acme: ApiAccount;

let chat: Chat;
let address: string;
beforeEach(async () => {
  ({ account: acme, chat, address } = await dueReply(api));
});

const awaitReportSeconds = 1_800;
/** The wait counts from when the attempt could no more be sent: a second after it was made, here. */
const reportIsOverdue = () => api.pass(awaitReportSeconds + 1);
const look = () => courier.look(acme, chat.id);
const delivery = async () => (await acme.chat.deliveries(`?conversation=${chat.id}`)).at(-1)!;
const outcome = async () => (await chat.messages())[0]?.outcome;
const bytes = async () => (await api.store.deliveries.findOne({ conversationId: chat.id }))?.request;
const mails = () => courier.mails(address);
const settings = (delivery: object) => acme.chat.changeSettings({ delivery });

async function unknown(mode: Parameters<Courier['fault']>[1] = 'timeoutBeforeAccept'): Promise<void> {
  await courier.fault(address, mode);
  await look();
}

describe('an attempt whose outcome is unknown', () => {
  it.each([
    ['timeoutAfterAccept', 1],
    ['timeoutBeforeAccept', 0],
    ['reset', 1],
    ['502', 0],
  ] as const)('%s: waits for the report, then sends the same bytes once more', async (mode, arrived) => {
    await unknown(mode);
    expect(await delivery()).toMatchObject({ status: 'unknown', attempts: [{ end: 'unknown' }] });
    expect((await chat.get()).forwarding.state).toBe('unknown');
    const until = new Date(api.now() + (awaitReportSeconds + 1) * 1_000).toISOString();
    expect(await outcome()).toMatchObject({ state: 'unknown', until, deliveryId: (await delivery()).id });
    expect(await mails()).toHaveLength(arrived);
    const sent = await bytes();

    await chat.edit('agent-1', 'It ships today.');
    await acme.chat.changeSettings({ content: { body: 'notice' } });
    api.pass(awaitReportSeconds - 1);
    await look();
    expect(await mails()).toHaveLength(arrived);
    api.pass(2);
    await look();
    expect(await bytes()).toBe(sent);
    expect(await mails()).toHaveLength(arrived + 1);
    expect((await mails()).at(-1)?.text).toContain('The parcel ships tomorrow.');
    expect(await delivery()).toMatchObject({ status: 'accepted', attempts: [{ end: 'unknown' }, { end: 'accepted' }] });
    expect((await chat.get()).forwarding.state).toBe('idle');
    expect(await outcome()).toMatchObject({ state: 'mailed', reason: 'accepted' });
    reportIsOverdue();
    await look();
    expect(await mails()).toHaveLength(arrived + 1);
  });

  it('is resent once only: after a second unknown outcome it is parked, after a wait of its own', async () => {
    await courier.fault(address, 'timeoutBeforeAccept', 2);
    await look();
    reportIsOverdue();
    await look();
    expect(await delivery()).toMatchObject({ status: 'unknown', attempts: [{ end: 'unknown' }, { end: 'unknown' }] });
    reportIsOverdue();
    await look();
    expect(await delivery()).toMatchObject({ status: 'parked', reason: 'unknown' });
    expect((await chat.get()).forwarding).toMatchObject({ state: 'parked', reason: 'unknown', parked: 1 });
    expect(await outcome()).toMatchObject({ state: 'parked', reason: 'unknown' });
    expect(await mails()).toEqual([]);
  });

  it('is parked after the wait where the account chose so, and a replay repeats it byte for byte', async () => {
    await settings({ onUnknown: 'park' });
    await unknown();
    const sent = await bytes();
    reportIsOverdue();
    const parkedBefore = await countOf(deliveriesEnded, { end: 'parked', reason: 'unknown' });
    await look();
    expect(await countOf(deliveriesEnded, { end: 'parked', reason: 'unknown' })).toBe(parkedBefore + 1);
    expect(await delivery()).toMatchObject({ status: 'parked', reason: 'unknown' });
    await chat.edit('agent-1', 'It ships today.');
    await acme.chat.replay((await delivery()).id);
    await look();
    expect(await bytes()).toBe(sent);
    expect(await mails()).toMatchObject([{ text: expect.stringContaining('The parcel ships tomorrow.') }]);
  });

  it('asks for no second automatic resend after a person’s replay', async () => {
    await settings({ onUnknown: 'park' });
    await unknown();
    reportIsOverdue();
    await look();
    await settings({ onUnknown: 'resend' });
    await courier.fault(address, 'timeoutBeforeAccept');
    await acme.chat.replay((await delivery()).id);
    await look();
    reportIsOverdue();
    await look();
    expect(await delivery()).toMatchObject({ status: 'parked', reason: 'unknown' });
    expect(await mails()).toEqual([]);
  });

  it('holds newer replies back until it is decided, then mails them with it as context', async () => {
    await unknown();
    await chat.agentSays('And it is blue.');
    api.pass(60);
    await look();
    expect((await chat.messages())[1]?.outcome).toMatchObject({ state: 'waiting', reason: 'deliveryInFlight' });
    api.pass(awaitReportSeconds);
    await look();
    await look();
    expect((await acme.chat.deliveries(`?conversation=${chat.id}`)).map(({ newsSeqs }) => newsSeqs)).toEqual([
      [2],
      [1],
    ]);
    expect(await mails()).toHaveLength(2);
  });

  it('counts once towards the hourly cap when it was accepted late', async () => {
    await settings({ maxMailsPerHour: 2 });
    await unknown();
    reportIsOverdue();
    await look();
    const conversation = await api.store.conversations.findOne({ accountId: acme.id, id: chat.id });
    expect(conversation?.mailedAt).toHaveLength(2);
  });

  it.each(['deleted', 'read'] as const)('is not repeated once its news was %s', async (change) => {
    await unknown();
    await (change === 'deleted' ? chat.remove('agent-1') : chat.readUpTo(1));
    reportIsOverdue();
    await look();
    expect(await delivery()).toMatchObject({ status: 'parked', reason: 'changedWhileUnknown' });
    expect(await mails()).toEqual([]);
  });

  it.each([
    ['forwarding is off', () => acme.chat.changeSettings({ emailForwarding: 'nothing' })],
    ['the address is another by now', () => chat.identify('another@example.com')],
  ])('is not repeated when %s', async (_what, change) => {
    await unknown();
    await change();
    reportIsOverdue();
    await look();
    expect(await delivery()).toMatchObject({ status: 'parked', reason: 'changedWhileUnknown' });
    expect(await mails()).toEqual([]);
    expect(await courier.mails('another@example.com')).toEqual([]);
  });

  it('waits under the account’s pause, which does not count towards its hour', async () => {
    await unknown();
    await settings({ paused: true });
    reportIsOverdue();
    for (let hours = 0; hours < 3; hours += 1) {
      expect(await look()).toMatchObject({ kind: 'sleep', why: expect.stringContaining('paused') });
      api.pass(3_600);
    }
    expect(await delivery()).toMatchObject({ status: 'claimed' });
    expect(await mails()).toEqual([]);
    await settings({ paused: false });
    await look();
    expect(await mails()).toHaveLength(1);
  });
});

describe('a replay of an email whose outcome is unknown and that may not be repeated', () => {
  it('sends what is left of it as a new mail, once', async () => {
    await chat.agentSays('And it is blue.');
    api.pass(60);
    await unknown();
    await chat.remove('agent-1');
    reportIsOverdue();
    await look();
    const [parked] = await acme.chat.deliveries(`?conversation=${chat.id}`);
    expect(parked).toMatchObject({ status: 'parked', reason: 'changedWhileUnknown' });
    await acme.chat.replay(parked!.id);
    await look();
    const [mail, ...others] = await mails();
    expect([mail?.text?.includes('And it is blue.'), mail?.text?.includes('The parcel ships'), others]).toEqual([
      true,
      false,
      [],
    ]);
    expect(await acme.chat.delivery(parked!.id)).toMatchObject({ status: 'superseded' });
    expect((await chat.get()).forwarding.state).toBe('idle');
  });

  it('goes to the address as it was corrected since', async () => {
    await unknown();
    const corrected = `right-${address}`;
    await chat.identify(corrected);
    reportIsOverdue();
    await look();
    const [parked] = await acme.chat.deliveries(`?conversation=${chat.id}`);
    await acme.chat.replay(parked!.id);
    await look();
    expect(await courier.mails(corrected)).toHaveLength(1);
    expect(await mails()).toEqual([]);
  });

  it('takes the same address in other letters for the same', async () => {
    await unknown();
    await chat.identify(address.toUpperCase());
    reportIsOverdue();
    await look();
    expect(await delivery()).toMatchObject({ status: 'accepted', attempts: [{ end: 'unknown' }, { end: 'accepted' }] });
  });
});
