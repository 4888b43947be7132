import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ClientSession, MongoNetworkError } from 'mongodb';
import type { Chat } from '../../dev/chat.ts';
import { takeFlaggedAccounts } from '../../src/store/accounts/fan-out-flag.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { collected } from '../support/collected.ts';
import { useCourier } from '../support/courier.ts';
import { dueReply } from './due-reply.ts';
import { changesNothing } from './problem.ts';

const api = useApi();
const courier = useCourier(api);
let acme: ApiAccount;
let chat: Chat;
let address: string;

afterEach(() => {
  jest.restoreAllMocks();
});

beforeEach(async () => {
  ({ account: acme, chat, address } = await dueReply(api));
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
    expect(await outcomes()).toEqual(['waiting paused']);
    expect((await chat.get()).forwarding).toMatchObject({ state: 'waiting', reason: 'paused' });
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

describe('a replay, as a new email, of one whose outcome is unknown', () => {
  async function changedWhileUnknown(corrected: string): Promise<string> {
    await courier.fault(address, 'timeoutBeforeAccept');
    await look();
    await chat.identify(corrected);
    api.pass(1_801);
    await look();
    const [delivery] = await deliveries();
    expect(delivery).toMatchObject({ status: 'parked', reason: 'changedWhileUnknown' });
    return delivery!.id;
  }

  it('is parked again where forwarding was turned off before it went', async () => {
    const corrected = `right-${address}`;
    const id = await changedWhileUnknown(corrected);
    await acme.chat.replay(id);
    await acme.chat.changeSettings({ emailForwarding: 'nothing' });
    await look();
    await acme.chat.changeSettings({ emailForwarding: 'unreadReplies' });
    await look();
    expect(await courier.mails(corrected)).toEqual([]);
    expect(await outcomes()).toEqual(['parked changedWhileUnknown']);
    expect((await chat.get()).forwarding.state).toBe('parked');
    await acme.chat.replay(id);
    await look();
    expect(await outcomes()).toEqual(['mailed accepted']);
    expect(await courier.mails(corrected)).toHaveLength(1);
  });

  it('waits for the next day where its address is at its limit, and goes out then', async () => {
    const corrected = `right-${address}`;
    for (let other = 1; other <= 5; other += 1) {
      const elsewhere = acme.chat.conversation(`${chat.id}-${other}`);
      await elsewhere.begin({ email: corrected });
      await elsewhere.agentSays('The parcel ships tomorrow.');
      await elsewhere.forwarding('sendNow');
      await courier.look(acme, elsewhere.id);
    }
    expect(await courier.mails(corrected)).toHaveLength(5);
    await acme.chat.replay(await changedWhileUnknown(corrected));
    await look();
    expect(await outcomes()).toEqual(['waiting addressLimited']);
    for (let hour = 0; hour < 24; hour += 1) {
      api.pass(3_600);
      await look();
    }
    expect(await courier.mails(corrected)).toHaveLength(6);
    expect(await outcomes()).toEqual(['mailed accepted']);
  });
});

describe('a replay that could not go out', () => {
  const refusal = async (id: string) => (await acme.call('POST', `/v1/deliveries/${id}/replay`)).body;

  it.each([
    ['forwarding-off', () => acme.chat.changeSettings({ emailForwarding: 'nothing' })],
    ['not-identified', () => chat.identify(null)],
    ['too-old', async () => api.pass(31 * 86_400)],
  ])('is refused: %s', async (slug, change) => {
    const id = await parkedByProvider();
    await change();
    const answer = await changesNothing(api, () => acme.call('POST', `/v1/deliveries/${id}/replay`));
    expect(answer).toMatchObject({ status: 409, body: { type: `urn:afterchat:problem:${slug}` } });
    expect(await outcomes()).toEqual(['parked contentRejected']);
  });

  it('is refused while the delivery is open, with what is awaited until when', async () => {
    await courier.fault(address, '500');
    await look();
    const id = (await deliveries())[0]!.id;
    expect(await refusal(id)).toMatchObject({
      type: expect.stringContaining('still-open'),
      reason: 'deliveryInFlight',
      until: api.iso(15),
    });
    api.pass(15);
    await courier.fault(address, 'timeoutBeforeAccept');
    await look();
    const until = api.iso(1_801);
    expect(await refusal(id)).toMatchObject({
      type: expect.stringContaining('report-awaited'),
      reason: 'unknown',
      until,
      detail: expect.stringContaining(`${until}, it is sent once more`),
    });
    await acme.chat.changeSettings({ delivery: { onUnknown: 'park' } });
    expect(await refusal(id)).toMatchObject({ detail: expect.stringContaining('it is parked') });
  });
});

describe('a replay', () => {
  it('supersedes another parked mail whose messages it carries', async () => {
    const first = await parkedByProvider();
    await chat.readUpTo(1);
    await chat.agentSays('And it is blue.');
    api.pass(60);
    await courier.refusedForAnHour(acme, chat.id, address);
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
  it('does no harm: the email is sent, once', async () => {
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
  it('is mailed as far as one mail takes it', async () => {
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
    expect(await deliveries()).toMatchObject([{ status: 'accepted', reason: null }]);
  });
});
