import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ClientSession, MongoNetworkError } from 'mongodb';
import type { Chat } from '../../dev/chat.ts';
import { takeFlaggedAccounts } from '../../src/store/fan-out.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { collected } from '../support/collected.ts';
import { type Courier, startCourier } from '../support/courier.ts';

const api = useApi();
let courier: Courier;
let acme: ApiAccount;
let chat: Chat;
let address: string;
let count = 0;

beforeAll(async () => {
  courier = await startCourier(api);
});
afterAll(() => courier.stop());
afterEach(() => {
  jest.restoreAllMocks();
});

/** A reply that is due now. */
beforeEach(async () => {
  count += 1;
  acme = await api.account();
  address = `visitor-${count}@example.com`;
  chat = acme.chat.conversation(`c${count}`);
  await chat.begin({ email: address });
  await chat.agentSays('The parcel ships tomorrow.');
  await chat.presence('left');
  api.pass(300);
});

const look = () => courier.look(acme, chat.id);
const deliveries = () => acme.chat.deliveries(`?conversation=${chat.id}`);
const mails = async () => (await courier.mails(address)).length;
const outcomes = async () => (await chat.messages()).map(({ outcome }) => `${outcome?.state} ${outcome?.reason}`);

async function parkedByProvider(): Promise<string> {
  await courier.fault(address, '400');
  await look();
  const [delivery] = await deliveries();
  if (delivery === undefined) throw new Error('there is no delivery');
  return delivery.id;
}

describe('a replay that may not go out now', () => {
  it('waits under a pause, and goes out when it is lifted', async () => {
    const id = await parkedByProvider();
    await acme.chat.changeSettings({ delivery: { paused: true } });
    await acme.chat.replay(id);
    for (let hours = 0; hours < 2; hours += 1) {
      expect(await look()).toMatchObject({ kind: 'sleep' });
      api.pass(3_600);
    }
    expect(await deliveries()).toMatchObject([{ status: 'claimed' }]);
    await acme.chat.changeSettings({ delivery: { paused: false } });
    await look();
    expect(await outcomes()).toEqual(['mailed accepted']);
    expect(await mails()).toBe(1);
  });

  it('waits while too many mails went out in the last hour', async () => {
    await acme.chat.changeSettings({ delivery: { maxMailsPerHour: 1 } });
    const id = await parkedByProvider();
    const ref = { accountId: acme.id, id: chat.id };
    await api.store.conversations.updateOne(ref, { $set: { mailedAt: [api.now() - 1_000] } });
    await acme.chat.replay(id);
    await look();
    expect(await mails()).toBe(0);
    expect(await deliveries()).toMatchObject([{ status: 'claimed' }]);
    api.pass(3_600);
    await look();
    expect(await mails()).toBe(1);
  });
});

describe('a replay', () => {
  it('supersedes another parked mail whose messages it carries', async () => {
    const first = await parkedByProvider();
    await chat.readUpTo(1);
    await chat.agentSays('And it is blue.');
    api.pass(60);
    await courier.fault(address, '400');
    await look();
    await acme.chat.replay(first, true);
    await look();
    expect((await deliveries()).map(({ status }) => status)).toEqual(['superseded', 'accepted']);
    expect(await outcomes()).toEqual(['mailed accepted', 'mailed accepted']);
    expect(await chat.get()).toMatchObject({ forwarding: { state: 'idle' } });
  });
});

describe('a lease that lapsed before anyone noticed', () => {
  it('still makes waiting replies due when its agent goes offline', async () => {
    await acme.chat.addAgent('ada', 'Ada');
    await acme.chat.setStatus('ada', 'online', 30);
    api.pass(31);
    await acme.chat.setStatus('ada', 'offline');
    api.pass(61);
    expect(await collected(takeFlaggedAccounts(api.store, api.now()))).toContain(acme.id);
  });
});

describe('a connection that breaks when the attempt was noted', () => {
  it('costs nothing: the mail is sent, once', async () => {
    const commit = ClientSession.prototype.commitTransaction;
    let commits = 0;
    jest.spyOn(ClientSession.prototype, 'commitTransaction').mockImplementation(async function (this: ClientSession) {
      await commit.call(this);
      commits += 1;
      if (commits === 3) throw new MongoNetworkError('connection closed');
    });
    await look();
    expect(await mails()).toBe(1);
    expect(await outcomes()).toEqual(['mailed accepted']);
  });
});

describe('a reply that was too old for a while', () => {
  it('is mailed once the account forwards older ones again', async () => {
    await chat.identify(null);
    api.pass(3 * 86_400);
    await acme.chat.changeSettings({ content: { forwardWithinDays: 1 } });
    await chat.visitorSays('Are you there?');
    await acme.chat.changeSettings({ content: { forwardWithinDays: 30 } });
    await chat.identify(address);
    await chat.presence('left');
    api.pass(3_600);
    await look();
    expect(await mails()).toBe(1);
  });
});

describe('a transcript that no database document can hold', () => {
  it('is parked with its reason', async () => {
    await acme.chat.changeSettings({ emailForwarding: 'transcript' });
    await chat.agentSays('One more.');
    const ref = { accountId: acme.id, conversationId: chat.id };
    const one = await api.store.messages.findOne(ref);
    if (one === null) throw new Error('there is no message');
    const author = { kind: 'visitor' as const, id: null, name: null };
    const long = (seq: number) => ({
      ...one,
      _id: `${one._id}-${seq}`,
      id: `long-${seq}`,
      seq,
      author,
      text: '漢'.repeat(10_000),
    });
    for (let seq = 100; seq < 600; seq += 50)
      await api.store.messages.insertMany(Array.from({ length: 50 }, (_, index) => long(seq + index)));
    await api.store.conversations.updateOne({ accountId: acme.id, id: chat.id }, { $set: { lastSeq: 600 } });
    api.pass(60);
    await look();
    expect(await deliveries()).toMatchObject([{ status: 'parked', reason: 'internal' }]);
  });
});
