import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Chat } from '../../dev/chat.ts';
import { suppress } from '../../src/store/addresses/suppressions.ts';
import { inTransaction } from '../../src/store/mongo/transaction.ts';
import { type Answer, type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { replyIsDue } from './due-reply.ts';
import { changesNothing, expectProblem } from './problem.ts';

const api = useApi();
const courier = useCourier(api);

let acme: ApiAccount;
let chat: Chat;
let address: string;
let count = 0;
beforeEach(async () => {
  count += 1;
  address = `visitor-${count}@example.com`;
  acme = await api.account();
  chat = acme.chat.conversation(`c${count}`);
  await chat.begin({ email: address });
});
const look = () => courier.look(acme, chat.id);
const request = (action: unknown) => acme.call('POST', `/v1/conversations/${chat.id}/forwarding`, { action });
const outcomes = async () => (await chat.messages()).map(({ outcome }) => outcome?.reason ?? outcome?.state);
const mailed = async () => (await courier.mails(address)).map(({ text }) => text);
const delivery = async () => (await acme.chat.deliveries(`?conversation=${chat.id}`))[0]!;

function expectRefused(answer: Answer, slug: string): void {
  const problem = { type: `urn:afterchat:problem:${slug}`, detail: expect.any(String) };
  expect(answer).toMatchObject({ status: 409, body: problem });
}

describe('a reply with a wish', () => {
  const say = (text: string, forwarding: 'auto' | 'now' | 'never') => chat.agentSays(text, 'Ada', { forwarding });

  it('to be emailed now goes at once, although the visitor is there', async () => {
    const posted = await say('The parcel ships tomorrow.', 'now');
    expect(posted).toMatchObject({ forwarding: 'now', outcome: { state: 'waiting', reason: 'due' } });
    expect(api.woken.at(-1)).toBe(`${chat.id} messagePosted`);
    await look();
    expect(await mailed()).toEqual([expect.stringContaining('The parcel ships tomorrow.')]);
    expect(await delivery()).toMatchObject({ status: 'accepted', trigger: 'request', newsSeqs: [1] });
  });

  it('is stored all the same where something holds the email back, and says what', async () => {
    await inTransaction(api.store, (session) => {
      const by = { accountId: acme.id, conversationId: 'elsewhere', deliveryId: 'd1' };
      return suppress(api.store, { ...by, address, reason: 'bounced', detail: null, now: api.now() }, session);
    });
    expect((await say('Hello', 'now')).outcome).toMatchObject({ state: 'notMailed', reason: 'addressSuppressed' });
    await look();
    expect(await mailed()).toEqual([]);
  });

  it('to stay in the chat is never news, and context of what follows', async () => {
    const posted = await say('We also met before.', 'never');
    expect(posted).toMatchObject({ forwarding: 'never', outcome: { state: 'notMailed', reason: 'chatOnly' } });
    expectRefused(await request('sendNow'), 'nothing-to-forward');
    await chat.agentSays('Hello');
    await request('sendNow');
    await look();
    expect(await delivery()).toMatchObject({ newsSeqs: [2] });
    expect(await mailed()).toEqual([expect.stringContaining('We also met before.')]);
  });

  it('is told to agents alone, and the same again is answered as before', async () => {
    const message = { id: 'm1', author: { kind: 'agent', name: 'Ada' }, text: 'Hello' };
    const post = (more: object) => acme.call('POST', `/v1/conversations/${chat.id}/messages`, { ...message, ...more });
    expect((await post({})).body).toMatchObject({ forwarding: 'auto' });
    expect((await post({ forwarding: 'auto' })).status).toBe(200);
    expect((await changesNothing(api, () => post({ forwarding: 'now' }))).status).toBe(409);
    expect((await chat.messages('visitor'))[0]).not.toHaveProperty('forwarding');
    for (const kind of ['visitor', 'bot'])
      expectProblem(await post({ id: 'm2', author: { kind }, forwarding: 'auto' }), 422, 'invalid-request', [
        'forwarding',
      ]);
  });
});

describe('sendNow', () => {
  it('mails what waits at once, although the visitor is there', async () => {
    await chat.agentSays('The parcel ships tomorrow.');
    const answer = await request('sendNow');
    expect(answer).toMatchObject({ status: 200, body: { state: 'waiting', dueAt: api.iso(), trigger: 'request' } });
    expect(api.woken.at(-1)).toBe(`${chat.id} forwardingRequested`);
    await look();
    expect(await mailed()).toEqual([expect.stringContaining('The parcel ships tomorrow.')]);
    expect(await delivery()).toMatchObject({ status: 'accepted', trigger: 'request', newsSeqs: [1] });
    expect((await chat.messages())[0]?.forwardedTo).toHaveLength(1);
  });

  it('asked again is answered as before, and mails once', async () => {
    await chat.agentSays('Hello');
    const first = await request('sendNow');
    api.pass(1);
    expect((await changesNothing(api, () => request('sendNow'))).body).toEqual(first.body);
    await look();
    await look();
    expect(await mailed()).toHaveLength(1);
  });

  it('after the email says what became of the last reply', async () => {
    await chat.agentSays('Hello');
    await request('sendNow');
    await look();
    const answer = await changesNothing(api, () => request('sendNow'));
    expectRefused(answer, 'nothing-to-forward');
    expect(answer.body).toMatchObject({
      reason: 'accepted',
      detail: expect.stringContaining('accepted by the provider'),
    });
  });

  it('has nothing to send where no agent wrote, or all was read', async () => {
    expectRefused(await request('sendNow'), 'nothing-to-forward');
    await chat.agentSays('Hello');
    await acme.call('POST', `/v1/conversations/${chat.id}/read`, { upTo: 1 });
    const answer = await request('sendNow');
    expectRefused(answer, 'nothing-to-forward');
    expect(answer.body.detail).toContain('read');
  });

  it.each([
    ['not-identified', 'notIdentified', () => chat.identify(null)],
    ['forwarding-off', 'forwardingOff', () => acme.call('PATCH', '/v1/settings', { emailForwarding: 'nothing' })],
    ['paused', 'paused', () => acme.call('PATCH', '/v1/settings', { delivery: { paused: true } })],
    ['rate-capped', 'rateCapped', () => reachCap()],
    ['address-suppressed', 'addressSuppressed', () => bounces()],
  ] as const)('is refused with %s where that holds the mail back', async (slug, reason, holdBack) => {
    await chat.agentSays('Hello');
    await holdBack();
    await chat.agentSays('Still there?');
    const answer = await changesNothing(api, () => request('sendNow'));
    expectRefused(answer, slug);
    expect(answer.body).toMatchObject({ reason });
  });

  const bounces = () =>
    inTransaction(api.store, (session) => {
      const by = { accountId: acme.id, conversationId: 'elsewhere', deliveryId: 'd1' };
      return suppress(api.store, { ...by, address, reason: 'bounced', detail: null, now: api.now() }, session);
    });

  async function reachCap(): Promise<void> {
    await acme.call('PATCH', '/v1/settings', { delivery: { maxMailsPerHour: 1 } });
    await request('sendNow');
    await look();
  }

  it('sends what was cancelled after all', async () => {
    await chat.agentSays('Hello');
    await request('cancel');
    expect(await outcomes()).toEqual(['cancelledByAgent']);
    await request('sendNow');
    await look();
    expect(await outcomes()).toEqual(['accepted']);
    expect(await mailed()).toHaveLength(1);
  });

  it('sends what a failed mail carried, which then supersedes it', async () => {
    await chat.agentSays('Hello');
    await courier.fault(address, '413');
    await request('sendNow');
    await look();
    expect(await delivery()).toMatchObject({ status: 'parked' });
    expect((await look()).kind).toBe('idle');
    expect((await chat.get()).forwarding.state).toBe('parked');
    expect((await request('sendNow')).status).toBe(200);
    await look();
    expect(await outcomes()).toEqual(['accepted']);
    expect((await acme.chat.deliveries(`?conversation=${chat.id}`)).map(({ status }) => status).sort()).toEqual([
      'accepted',
      'superseded',
    ]);
  });

  it('leaves out what was refused as it is where something else waits', async () => {
    await chat.agentSays('Hello');
    await courier.fault(address, '413');
    await request('sendNow');
    await look();
    await chat.agentSays('Hello again');
    await request('sendNow');
    await look();
    expect(await outcomes()).toEqual(['tooLarge', 'accepted']);
  });

  it('is refused while the address is at its limit, with until when', async () => {
    for (let other = 1; other <= 5; other += 1) {
      const elsewhere = acme.chat.conversation(`${chat.id}-${other}`);
      await elsewhere.begin({ email: address });
      await elsewhere.agentSays('Hello');
      await elsewhere.forwarding('sendNow');
      await courier.look(acme, elsewhere.id);
    }
    await chat.agentSays('Hello');
    const answer = await changesNothing(api, () => request('sendNow'));
    const tomorrow = new Date(Math.ceil(api.now() / 86_400_000) * 86_400_000).toISOString();
    expect(answer).toMatchObject({ status: 409, body: { reason: 'addressLimited', until: tomorrow } });
  });

  it('while a refused mail waits for its next attempt leaves that time alone, and it goes although the visitor is back', async () => {
    await replyIsDue(api, chat);
    await courier.fault(address, '500');
    const next = await look();
    expect(next).toMatchObject({ kind: 'sleep', at: api.now() + 15_000 });
    expect(await request('sendNow')).toMatchObject({ status: 200, body: { state: 'sending' } });
    expect(await look()).toEqual(next);
    await chat.presence('active');
    api.pass(15);
    await look();
    expect(await mailed()).toHaveLength(1);
  });
});

describe('cancel', () => {
  it('takes the present replies out of the mail, and shows them in no later one', async () => {
    await chat.agentSays('Never mind this.');
    await chat.presence('left');
    expect(await request('cancel')).toMatchObject({ status: 200, body: { state: 'idle', dueAt: null, trigger: null } });
    expect(await outcomes()).toEqual(['cancelledByAgent']);
    api.pass(600);
    await look();
    expect(await mailed()).toEqual([]);
    await chat.agentSays('Your parcel has shipped.');
    api.pass(60);
    await look();
    expect(await delivery()).toMatchObject({ newsSeqs: [2], trigger: 'left' });
    const mails = await mailed();
    expect(mails).toEqual([expect.stringContaining('Your parcel has shipped')]);
    expect(mails[0]).not.toContain('Never mind this');
  });

  it('withdraws a refused mail at once, and the conversation and its list say so too', async () => {
    await chat.agentSays('Hello');
    await courier.fault(address, '500');
    await request('sendNow');
    await look();
    expect(await request('cancel')).toMatchObject({ status: 200, body: { state: 'idle', reason: null, dueAt: null } });
    expect(await outcomes()).toEqual(['cancelledByAgent']);
    const now = new Date(api.now()).toISOString();
    expect(await delivery()).toMatchObject({
      status: 'withdrawn',
      withdrawn: { at: now, reason: 'cancelledByAgent' },
    });
    const { items } = (await acme.call('GET', '/v1/conversations')).body;
    expect(items).toMatchObject([{ id: chat.id, forwarding: { state: 'idle' } }]);
    expect(api.woken.at(-1)).toBe(`${chat.id} forwardingRequested`);
    api.pass(15);
    await look();
    expect(await mailed()).toEqual([]);
    // As one that was withdrawn before that was kept.
    await api.store.deliveries.updateMany({}, { $unset: { withdrawn: true } });
    expect(await delivery()).toMatchObject({ status: 'withdrawn', withdrawn: null });
  });

  it.each([
    ['deleting', 'deleted', () => chat.remove('agent-1')],
    ['reading', 'read', () => chat.readUpTo(1)],
  ])('or %s withdraws it as well, and it says so', async (_, reason, takeBack) => {
    await chat.agentSays('Hello');
    await courier.fault(address, '500');
    await request('sendNow');
    await look();
    await takeBack();
    expect((await chat.get()).forwarding).toMatchObject({ state: 'idle', dueAt: null });
    expect(await delivery()).toMatchObject({ status: 'withdrawn', withdrawn: { reason } });
  });

  it('asked again changes nothing', async () => {
    await chat.agentSays('Hello');
    const first = await request('cancel');
    api.pass(1);
    expect(await changesNothing(api, () => request('cancel'))).toMatchObject({ status: 200, body: first.body });
  });

  it('cannot take back an email whose outcome is unknown', async () => {
    await chat.agentSays('Hello');
    await courier.fault(address, 'reset');
    await request('sendNow');
    await look();
    expect((await chat.get()).forwarding.state).toBe('unknown');
    const answer = await changesNothing(api, () => request('cancel'));
    expectRefused(answer, 'nothing-to-forward');
    expect(answer.body.detail).toContain('outcome unknown');
    await chat.agentSays('Hello again');
    expect(await request('cancel')).toMatchObject({ status: 200, body: { state: 'unknown' } });
    expect(await outcomes()).toEqual(['unknown', 'cancelledByAgent']);
  });

  it('has nothing to cancel where nothing waits', async () => {
    expectRefused(await request('cancel'), 'nothing-to-forward');
    await chat.agentSays('Hello');
    await request('sendNow');
    await look();
    expectRefused(await request('cancel'), 'nothing-to-forward');
  });

  it('takes a failed mail’s replies out of the next one', async () => {
    await chat.agentSays('Hello');
    await courier.fault(address, '413');
    await request('sendNow');
    await look();
    await request('cancel');
    await replyIsDue(api, chat, 'Hello again');
    await look();
    expect(await delivery()).toMatchObject({ status: 'accepted', newsSeqs: [2] });
    expect(await outcomes()).toEqual(['cancelledByAgent', 'accepted']);
  });
});

describe('a request about forwarding', () => {
  it.each([[{}], [{ action: 'later' }], [{ action: 'cancel', messages: [1] }]])('is refused as %j', async (body) => {
    const answer = await acme.call('POST', `/v1/conversations/${chat.id}/forwarding`, body);
    expect(answer.status).toBe(422);
  });

  it('needs a conversation', async () => {
    expectProblem(
      await acme.call('POST', '/v1/conversations/unknown/forwarding', { action: 'cancel' }),
      404,
      'not-found',
    );
  });
});
