import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Chat } from '../../dev/chat.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { dueReply } from './due-reply.ts';
import { changesNothing, expectProblem } from './problem.ts';

const api = useApi();
const courier = useCourier(api);
let acme: ApiAccount;
beforeAll(async () => {
  acme = await api.account();
});

let chat: Chat;
let address: string;
beforeEach(async () => {
  ({ chat, address } = await dueReply(api, { account: acme }));
});
const look = (...reasons: 'retryDelivery'[]) => courier.look(acme, chat.id, ...reasons);
const delivery = async () => (await acme.chat.deliveries(`?conversation=${chat.id}`))[0]!;
const replay = async (body?: { evenIfRead: boolean }) =>
  acme.call('POST', `/v1/deliveries/${(await delivery()).id}/replay`, body);
const logged = (msg: string) => api.logged(msg).filter(({ conversationId }) => conversationId === chat.id);
const whichOne = async () => ({ accountId: acme.id, conversationId: chat.id, deliveryId: (await delivery()).id });
const outcome = async () => (await chat.messages())[0]?.outcome;

describe('a provider that refuses', () => {
  it.each(['429', '500', '503', '403', 'away'] as const)('%s is asked again until it accepts', async (mode) => {
    if (mode === 'away') courier.leave();
    else await courier.fault(address, mode, 2);
    const ends: (string | null)[] = [];
    for (const pauseSeconds of [0, 15, 30]) {
      api.pass(pauseSeconds);
      if (pauseSeconds === 30) courier.comeBack();
      await look();
      ends.push(...(await delivery()).attempts.slice(-1).map(({ end }) => end));
    }
    expect(ends).toEqual(['refused', 'refused', 'accepted']);
    expect(await courier.mails(address)).toHaveLength(1);
    expect(await outcome()).toMatchObject({ state: 'mailed', reason: 'accepted' });
  });

  it.each([
    ['500', 'providerBusy'],
    ['403', 'senderRejected'],
  ])('with %s for an hour is parked as %s, the last attempt at its end', async (mode, reason) => {
    await courier.fault(address, mode, null);
    const began = api.now();
    for (let next = await look(); next.kind === 'sleep'; next = await look()) api.pass((next.at - api.now()) / 1_000);
    expect(api.now() - began).toBe(3_600_000);
    expect(await delivery()).toMatchObject({ status: 'parked', reason });
    expect(await outcome()).toMatchObject({ state: 'parked', reason });
    expect((await chat.get()).forwarding.state).toBe('parked');
  });

  it.each([
    ['400', 'contentRejected'],
    ['413', 'tooLarge'],
  ])('with %s is parked at once as %s, and a replay sends it', async (mode, reason) => {
    await courier.fault(address, mode);
    await look();
    expect(await delivery()).toMatchObject({ status: 'parked', reason, attempts: [{ end: 'rejected' }] });
    expect((await replay()).status).toBe(202);
    await look();
    expect(await delivery()).toMatchObject({ status: 'accepted', reason: null });
    expect(await courier.mails(address)).toHaveLength(1);
  });
});

describe('POST /v1/deliveries/{id}/replay', () => {
  it('asked twice sends once', async () => {
    await courier.fault(address, '400');
    await look();
    expect([(await replay()).status, (await replay()).status]).toEqual([202, 202]);
    expect(api.woken.at(-1)).toBe(`${chat.id} forwardingRequested`);
    await look();
    await look();
    expect(await courier.mails(address)).toHaveLength(1);
  });

  it('refuses what has been sent', async () => {
    await look();
    expectProblem(await changesNothing(api, () => replay({ evenIfRead: true })), 409, 'already-sent');
  });

  it('refuses what has been read, unless told otherwise', async () => {
    await courier.fault(address, '400');
    await look();
    await chat.readUpTo(1);
    const refused = await changesNothing(api, () => replay());
    expectProblem(refused, 409, 'already-read');
    expect(refused.body.detail).toContain('evenIfRead');
    expect((await replay({ evenIfRead: true })).status).toBe(202);
    await look();
    expect(await courier.mails(address)).toHaveLength(1);
  });

  it('refuses what has been deleted', async () => {
    await courier.fault(address, '400');
    await look();
    await chat.remove('agent-1');
    expectProblem(await changesNothing(api, () => replay({ evenIfRead: true })), 409, 'nothing-left');
  });

  it('refuses one whose messages a later mail carried', async () => {
    await courier.refusedForAnHour(acme, chat.id, address);
    const parked = await delivery();
    await chat.agentSays('And it is blue.');
    api.pass(60);
    await look();
    expect(await courier.mails(address)).toHaveLength(1);
    expect(await acme.chat.delivery(parked.id)).toMatchObject({ status: 'superseded' });
    const again = () => acme.call('POST', `/v1/deliveries/${parked.id}/replay`);
    const refused = await changesNothing(api, again);
    expectProblem(refused, 409, 'superseded');
    expect(refused.body.detail).toContain((await delivery()).id);
  });

  it.each([{ evenIfRead: 'yes' }, { evenIfRead: null }, { force: true }])('answers 422 to %j', async (body) => {
    await courier.fault(address, '400');
    await look();
    const answer = await changesNothing(api, () => replay(body as never));
    expectProblem(answer, 422, 'invalid-request', Object.keys(body));
  });
});

describe('what the provider refused as it is', () => {
  it.each(['400', '413'] as const)('%s: is in no later mail, stays visible, and a replay sends it', async (mode) => {
    await courier.fault(address, mode);
    await look();
    await chat.agentSays('And it is blue.');
    api.pass(60);
    await look();
    const [mail, ...others] = await courier.mails(address);
    expect([mail?.text?.includes('And it is blue.'), mail?.text?.includes('The parcel ships'), others]).toEqual([
      true,
      false,
      [],
    ]);
    expect((await chat.messages()).map(({ outcome }) => outcome?.state)).toEqual(['parked', 'mailed']);
    expect((await chat.get()).forwarding.state).toBe('parked');
    const [parked] = await acme.chat.deliveries(`?conversation=${chat.id}&status=parked`);
    await acme.chat.replay(parked!.id);
    await look();
    expect((await courier.mails(address)).at(-1)?.text).toContain('The parcel ships');
    expect((await chat.messages()).map(({ outcome }) => outcome?.state)).toEqual(['mailed', 'mailed']);
  });
});

describe('POST /v1/deliveries/{id}/dismiss', () => {
  const dismiss = (id: string, reason = 'the visitor was called') =>
    acme.call('POST', `/v1/deliveries/${id}/dismiss`, { reason });

  it('dismisses a parked one for good: nobody has to act on it, no later email shows its messages, and it cannot be replayed', async () => {
    await courier.refusedForAnHour(acme, chat.id, address);
    const parked = await delivery();
    const answers = [await dismiss(parked.id), await dismiss(parked.id, 'again')];
    const dismissed = { at: api.iso(), reason: 'the visitor was called' };
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 200, body: { status: 'dismissed', reason: 'providerBusy', dismissed } });
    expect(await outcome()).toMatchObject({ state: 'notMailed', reason: 'dismissed', deliveryId: parked.id });
    expect((await chat.get()).forwarding.state).toBe('idle');
    const again = () => acme.call('POST', `/v1/deliveries/${parked.id}/replay`);
    const type = 'urn:afterchat:problem:dismissed';
    expect(await changesNothing(api, again)).toMatchObject({ status: 409, body: { type, reason: 'dismissed' } });
    await look('retryDelivery');
    await chat.agentSays('And it is blue.');
    api.pass(60);
    await look();
    const [mail, ...others] = await courier.mails(address);
    expect([mail?.text?.includes('The parcel ships'), others]).toEqual([false, []]);
  });

  it('of one that may have arrived leaves its outcome unknown', async () => {
    await acme.chat.changeSettings({ delivery: { onUnknown: 'park' } });
    await courier.fault(address, 'timeoutBeforeAccept');
    await look();
    api.pass(1_801);
    await look();
    await dismiss((await delivery()).id);
    expect(await outcome()).toMatchObject({ state: 'unknown', reason: null });
    expect((await chat.get()).forwarding.state).toBe('idle');
  });

  it('refuses one that is not parked, and a reason without words', async () => {
    await look();
    const { id } = await delivery();
    expectProblem(await changesNothing(api, () => dismiss(id)), 409, 'not-parked');
    expectProblem(await changesNothing(api, () => dismiss(id, ' ')), 422, 'invalid-request', ['reason']);
  });
});

describe('the signal retryDelivery', () => {
  it('replays what is parked, and nothing else however often it comes', async () => {
    await courier.fault(address, '400');
    await look();
    await look('retryDelivery');
    expect(await delivery()).toMatchObject({ status: 'accepted' });
    await look('retryDelivery');
    await look('retryDelivery');
    expect(await courier.mails(address)).toHaveLength(1);
    for (const msg of ['replay asked for by a signal', 'replay begun'])
      expect(logged(msg)).toEqual([{ level: 30, ...(await whichOne()), msg }]);
  });

  it('is refused, with the reason in the log, what may not be replayed', async () => {
    await courier.fault(address, '400');
    await look();
    await chat.readUpTo(1);
    await look('retryDelivery');
    expect(await delivery()).toMatchObject({ status: 'parked' });
    const msg = 'replay refused to a signal';
    expect(logged(msg)).toEqual([{ level: 40, ...(await whichOne()), reason: 'already-read', msg }]);
  });
});
