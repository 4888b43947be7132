import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../../dev/servers/until.ts';
import { readEvent } from '../../src/api/webhooks/report-events.ts';
import type { Status } from '../../src/contract/status.ts';
import { accountEmails, deliveriesEnded } from '../../src/operating/metrics.ts';
import { look } from '../../src/store/deliveries/look.ts';
import { storeReports } from '../../src/store/deliveries/reports.ts';
import { applyLeftReports } from '../../src/workers/sweeper.ts';
import { type AnswerBody, type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { readEvents } from '../support/event-reader.ts';
import { countOf } from '../support/metric.ts';
import { dueReply, replyText } from './due-reply.ts';
import { expectProblem } from './problem.ts';
import { reporting } from './reports-setup.ts';

const api = useApi();
const courier = useCourier(api);
let acme: ApiAccount;
const { report, mailed, delivery, message, eventOf } = reporting(api, courier);
beforeAll(async () => {
  acme = await api.account();
});
beforeEach(() => void api.woken.splice(0));

const texts = async (to: string) => (await courier.mails(to)).map(({ text }) => text ?? '');
const woken = async () => {
  await api.told();
  return api.woken.splice(0);
};
const facts = async (id: string) => {
  const found = await api.store.conversations.findOne({ accountId: acme.id, id });
  if (found === null) throw new Error(`there is no ${id}`);
  return found;
};

describe('a mail that arrives', () => {
  it('is deferred, then delivered: the label and the outcome say so, and no workflow is woken', async () => {
    const { chat, deliveryId, event } = await mailed(acme, 'arrives');
    await woken();
    const { version } = await facts('arrives');
    await report(event('processed'), event('deferred', { response: '451 try again later', attempt: '7' }));
    expect(await delivery(acme, deliveryId)).toMatchObject({ status: 'deferred' });
    expect((await facts('arrives')).version).toBe(version);
    api.pass(60);
    await report(event('delivered', { response: '250 OK' }));
    expect(await delivery(acme, deliveryId)).toMatchObject({
      status: 'delivered',
      attempts: [{ end: 'accepted', result: 'the provider answered 202' }],
      reports: [
        { event: 'processed', at: api.iso(-60), attempt: 1, detail: null },
        { event: 'deferred', at: api.iso(-60), attempt: null, detail: '451 try again later' },
        { event: 'delivered', at: api.iso(), attempt: 1, detail: '250 OK' },
      ],
    });
    expect(await message(acme, 'arrives')).toMatchObject({
      forwardedTo: [{ address: 'arrives@example.com', deliveryId, status: 'delivered', reason: null }],
      outcome: { state: 'mailed', reason: 'delivered', deliveryId },
    });
    expect(await woken()).toEqual([]);
    await chat.agentSays('On Monday.');
    api.pass(400);
    await courier.look(acme, 'arrives');
    expect(await texts('arrives@example.com')).toHaveLength(2);
  });

  it('is reported in reverse order, in one batch, with the same result', async () => {
    const { deliveryId, event } = await mailed(acme, 'backwards');
    await report(event('delivered'), event('deferred'), event('processed'));
    await report(event('deferred', { timestamp: 1 }));
    expect(await delivery(acme, deliveryId)).toMatchObject({ status: 'delivered' });
  });
});

describe('a mail that fails', () => {
  it.each([
    ['bounces', { event: 'bounce', reason: '550 5.1.1 no such user', type: 'bounce' }, 'bounced', 'bounced'],
    ['is dropped', { event: 'dropped', reason: 'Invalid' }, 'dropped', 'invalid'],
  ] as const)(
    '%s: the reason is shown, the address suppressed, and a corrected one gets it',
    async (_, { event: name, ...more }, status, why) => {
      const id = `fails-${status}`;
      const { chat, deliveryId, event } = await mailed(acme, id);
      await woken();
      await report(event('processed'), event(name, more));
      expect(await woken()).toEqual([`${id} deliveryReported`]);
      expect(await delivery(acme, deliveryId)).toMatchObject({ status, reason: null });
      expect(await message(acme, id)).toMatchObject({
        forwardedTo: [{ address: `${id}@example.com`, status, reason: more.reason }],
        outcome: { state: 'mailed', reason: status, deliveryId },
      });
      expect(await api.store.suppressions.findOne({ address: `${id}@example.com` })).toMatchObject({
        accountId: acme.id,
        reason: why,
        detail: more.reason ?? null,
        deliveryId,
      });
      await courier.look(acme, id);
      expect(await texts(`${id}@example.com`)).toHaveLength(1);

      await chat.agentSays('On Monday.');
      api.pass(400);
      await courier.look(acme, id);
      expect(await texts(`${id}@example.com`)).toHaveLength(1);

      await chat.identify(`right-${id}@example.com`);
      api.pass(400);
      await courier.look(acme, id);
      const [next] = (await acme.call('GET', `/v1/deliveries?conversation=${id}`)).body.items;
      expect(next).toMatchObject({ to: `right-${id}@example.com`, status: 'accepted', newsSeqs: [1, 2] });
      expect(await message(acme, id)).toMatchObject({
        forwardedTo: [{ status }, { address: `right-${id}@example.com`, status: 'accepted', reason: null }],
        outcome: { state: 'mailed', reason: 'accepted' },
      });
    },
  );

  it.each(['bounce', 'dropped'])('(%s) after the address was corrected goes to that one by itself', async (name) => {
    const id = `corrected-before-${name}`;
    const { chat, event } = await mailed(acme, id);
    await chat.identify(`right-${id}@example.com`);
    await courier.look(acme, id);
    expect(await texts(`right-${id}@example.com`)).toEqual([]);
    await report(event(name, { reason: 'Bounced Address' }));
    await courier.look(acme, id);
    expect(await texts(`right-${id}@example.com`)).toHaveLength(1);
    expect((await chat.get()).forwarding.reason).toBeNull();
  });

  it('is blocked by the receiving server: parked, and nothing is wrong with the address', async () => {
    const { deliveryId, event } = await mailed(acme, 'blocked');
    await woken();
    const parkedBefore = await countOf(deliveriesEnded, { end: 'parked', reason: 'blocked' });
    await report(event('bounce', { type: 'blocked', reason: '554 listed' }));
    expect(await countOf(deliveriesEnded, { end: 'parked', reason: 'blocked' })).toBe(parkedBefore + 1);
    expect(await countOf(accountEmails, { account: acme.id, event: 'accepted' })).toBeGreaterThan(0);
    expect(await countOf(accountEmails, { account: acme.id, event: 'blocked' })).toBe(1);
    expect(await woken()).toEqual(['blocked deliveryReported']);
    expect(await delivery(acme, deliveryId)).toMatchObject({
      status: 'parked',
      reason: 'blocked',
      reports: [{ event: 'blocked', detail: '554 listed' }],
    });
    expect(await facts('blocked')).toMatchObject({ parked: 1, unknown: 0, pending: [{ seq: 1, rides: true }] });
    expect(await message(acme, 'blocked')).toMatchObject({
      forwardedTo: [{ status: 'parked', reason: '554 listed' }],
      outcome: { state: 'parked', reason: 'blocked' },
    });
    expect(await api.store.suppressions.findOne({ address: 'blocked@example.com' })).toBeNull();
    const listed = await acme.call('GET', '/v1/conversations?state=parked');
    expect(listed.body.items.map(({ id }) => id)).toContain('blocked');
  });

  describe.each([
    ['bounce', 'bounced', { reason: 'Mailbox full' }],
    ['dropped', 'dropped', { reason: 'Mailbox full' }],
    ['bounce', 'parked', { type: 'blocked', reason: '554 listed' }],
  ])('(%s: %s), replayed,', (name, status, said) => {
    const replay = (deliveryId: string) => acme.call('POST', `/v1/deliveries/${deliveryId}/replay`);
    /** Not one that suppresses the address. */
    const failed = async (id: string) => {
      const sent = await mailed(acme, id);
      await report(sent.event(name, said));
      expect(await delivery(acme, sent.deliveryId)).toMatchObject({ status });
      await acme.call('DELETE', `/v1/suppressions/${id}@example.com`);
      return sent;
    };
    const newest = async (id: string) => (await acme.chat.deliveries(`?conversation=${id}`))[0]!;

    it('goes out as a new mail, with a label and reports of its own', async () => {
      const id = `${name}-${status}-replayed`;
      const { chat, deliveryId, event } = await failed(id);
      expect((await replay(deliveryId)).status).toBe(202);
      api.pass(60);
      await courier.look(acme, id);
      const mails = await courier.mails(`${id}@example.com`);
      expect(mails).toHaveLength(2);
      const anew = await newest(id);
      expect(anew).toMatchObject({ status: 'accepted', newsSeqs: [1] });
      expect(anew.id).not.toBe(deliveryId);
      expect((await chat.messages())[0]?.outcome).toMatchObject({
        ...{ state: 'mailed', reason: 'accepted' },
        deliveryId: anew.id,
      });
      // Late words of the old mail are about the old one.
      await report(event('processed'), event('deferred'));
      expect(await delivery(acme, anew.id)).toMatchObject({ status: 'accepted', reports: [] });
      await report(event('delivered', { delivery: anew.id, sg_message_id: `${mails[1]?.id}.recvd-0` }));
      expect(await delivery(acme, anew.id)).toMatchObject({ status: 'delivered' });
      expect((await message(acme, id)).forwardedTo).toMatchObject([{ deliveryId }, { deliveryId: anew.id }]);
      expect(await facts(id)).toMatchObject({ parked: 0, pending: [] });
      expect((await replay(deliveryId)).status).toBe(409);
      await courier.look(acme, id);
      expect(await courier.mails(`${id}@example.com`)).toHaveLength(2);
    });

    it('waits where it may not go out now, and goes out then', async () => {
      const id = `${name}-${status}-held-back`;
      const { chat, deliveryId } = await failed(id);
      await acme.chat.changeSettings({ delivery: { paused: true } });
      await replay(deliveryId);
      expect(await courier.look(acme, id)).toMatchObject({ kind: 'sleep' });
      expect(await courier.mails(`${id}@example.com`)).toHaveLength(1);
      await acme.chat.changeSettings({ delivery: { paused: false } });
      api.pass(480);
      await courier.look(acme, id);
      expect((await chat.messages())[0]?.outcome).toMatchObject({ state: 'mailed', reason: 'accepted' });
      expect(await courier.mails(`${id}@example.com`)).toHaveLength(2);
    });

    it('is refused when its messages were read', async () => {
      const read = await failed(`${name}-${status}-read`);
      await read.chat.readUpTo(1);
      expectProblem(await replay(read.deliveryId), 409, 'already-read');
    });
  });

  it.each(['bounce', 'dropped'])('(%s) is not replayed while its address is suppressed', async (name) => {
    const { deliveryId, event } = await mailed(acme, `${name}-suppressed`);
    await report(event(name, { reason: 'Bounced Address' }));
    expectProblem(await acme.call('POST', `/v1/deliveries/${deliveryId}/replay`), 409, 'suppressed');
  });

  it('bounces hours after it was delivered', async () => {
    const { deliveryId, event } = await mailed(acme, 'late-bounce');
    await report(event('delivered'));
    api.pass(7_200);
    await report(event('bounce'));
    await report(event('delivered', { timestamp: Math.floor(api.now() / 1_000) + 60 }));
    expect(await delivery(acme, deliveryId)).toMatchObject({ status: 'bounced' });
    expect(await facts('late-bounce')).toMatchObject({ pending: [{ seq: 1, rides: true }] });
  });

  it('gives back nothing that was deleted meanwhile', async () => {
    const { chat, event } = await mailed(acme, 'deleted-since');
    await chat.remove('agent-1');
    await report(event('bounce'));
    expect(await facts('deleted-since')).toMatchObject({ pending: [], waiting: false });
  });

  it('is complained of: it stays delivered, and the address gets no more', async () => {
    const { chat, deliveryId, event } = await mailed(acme, 'complains');
    await report(event('delivered'), event('spamreport'));
    expect(await delivery(acme, deliveryId)).toMatchObject({ status: 'delivered' });
    await chat.agentSays('On Monday.');
    api.pass(400);
    await courier.look(acme, 'complains');
    expect(await texts('complains@example.com')).toHaveLength(1);
    expect(await message(acme, 'complains', 2)).toMatchObject({ outcome: { reason: 'addressSuppressed' } });
  });
});

it('is sent to event streams: the delivery and its messages, as they are then', async () => {
  const { deliveryId, event } = await mailed(acme, 'listened-to');
  const headers = { authorization: `Bearer ${acme.key}` };
  const stream = await api.app.request('/v1/conversations/listened-to/events', { headers });
  const events = readEvents(stream.body as ReadableStream<Uint8Array>);
  await report(event('delivered'));
  const told = (type: string) => events.events.filter((one) => one.type === type).map(({ data }) => data);
  await events.until(() => told('delivery.updated').length > 0 && told('message.updated').length > 0);
  expect(told('delivery.updated')).toEqual([expect.objectContaining({ id: deliveryId, status: 'delivered' })]);
  expect(told('message.updated')).toEqual([
    expect.objectContaining({ outcome: { state: 'mailed', reason: 'delivered', until: null, deliveryId } }),
  ]);
  await events.leave();
});

describe('an email whose outcome is unknown', () => {
  it('was accepted, as a report proves: everything is as if the provider had answered', async () => {
    const { chat, deliveryId, event } = await mailed(acme, 'lost-and-found', 'timeoutAfterAccept');
    api.pass(400);
    await courier.look(acme, 'lost-and-found');
    expect(await message(acme, 'lost-and-found')).toMatchObject({ forwardedTo: [] });
    await woken();
    await report(event('processed'));
    expect(await woken()).toEqual(['lost-and-found deliveryReported']);
    expect(await delivery(acme, deliveryId)).toMatchObject({
      status: 'accepted',
      reason: null,
      acceptedAt: api.iso(),
      attempts: [{ end: 'accepted', result: 'the provider reported processed' }],
    });
    expect(await message(acme, 'lost-and-found')).toMatchObject({
      forwardedTo: [{ address: 'lost-and-found@example.com', deliveryId, status: 'accepted' }],
      outcome: { state: 'mailed', reason: 'accepted' },
    });
    expect(await facts('lost-and-found')).toMatchObject({ parked: 0, unknown: 0, openDelivery: null, pending: [] });
    await chat.agentSays('On Monday.');
    api.pass(400);
    await courier.look(acme, 'lost-and-found');
    const [first, second] = await courier.mails('lost-and-found@example.com');
    expect(second?.headers.References).toBe(first?.headers['Message-ID']);
  });

  it('is reported while its answer is still awaited: that attempt continues, and no workflow is woken', async () => {
    const { address } = await dueReply(api, { account: acme, id: 'reported-first' });
    await courier.fault(address, 'timeoutAfterAccept');
    await woken();
    const release = courier.holdAnswers();
    const looking = courier.look(acme, 'reported-first');
    let sending: AnswerBody | undefined;
    try {
      await until('the mail is there', 60, async () => (await courier.mails(address)).length > 0);
      [sending] = (await acme.call('GET', '/v1/deliveries?conversation=reported-first')).body.items;
      expect(sending).toMatchObject({ status: 'sending' });
      await report(eventOf(acme, sending?.id ?? '', undefined)('processed'));
    } finally {
      release();
    }
    expect(await looking).toMatchObject({ kind: 'idle', state: 'idle' });
    expect(await woken()).toEqual([]);
    expect(await delivery(acme, sending?.id ?? '')).toMatchObject({
      status: 'accepted',
      attempts: [{ end: 'accepted' }],
    });
    expect(await courier.mails('reported-first@example.com')).toHaveLength(1);
  });

  it('was not sent if it was dropped: the next email carries its messages', async () => {
    const { chat, deliveryId, event } = await mailed(acme, 'lost-and-dropped', 'timeoutBeforeAccept');
    await report(event('dropped', { reason: 'Spam Content' }));
    expect(await delivery(acme, deliveryId)).toMatchObject({ status: 'dropped', attempts: [{ end: 'rejected' }] });
    expect(await facts('lost-and-dropped')).toMatchObject({ parked: 0, unknown: 0, openDelivery: null });
    expect(await message(acme, 'lost-and-dropped')).toMatchObject({
      forwardedTo: [{ status: 'dropped', reason: 'Spam Content' }],
      outcome: { state: 'mailed', reason: 'dropped' },
    });
    await chat.agentSays('On Monday.');
    api.pass(400);
    await courier.look(acme, 'lost-and-dropped');
    expect((await texts('lost-and-dropped@example.com'))[0]).toContain(replyText);
  });
});

describe('a dismissed delivery whose outcome is unknown', () => {
  beforeAll(() => acme.chat.changeSettings({ delivery: { onUnknown: 'park' } }));
  afterAll(() => acme.chat.changeSettings({ delivery: { onUnknown: 'resend' } }));
  const givenUp = async (id: string) => {
    const sent = await mailed(acme, id, 'timeoutBeforeAccept');
    api.pass(1_801);
    await courier.look(acme, id);
    await acme.call('POST', `/v1/deliveries/${sent.deliveryId}/dismiss`, { reason: 'the visitor was called' });
    expect(await delivery(acme, sent.deliveryId)).toMatchObject({ status: 'dismissed' });
    return sent;
  };

  it('arrived, according to a late report: it counts as mailed, and nothing else is sent', async () => {
    const { deliveryId, event } = await givenUp('given-up-and-arrived');
    await report(event('delivered'));
    expect(await delivery(acme, deliveryId)).toMatchObject({
      status: 'delivered',
      dismissed: { reason: 'the visitor was called' },
    });
    expect(await message(acme, 'given-up-and-arrived')).toMatchObject({
      forwardedTo: [{ status: 'delivered' }],
      outcome: { state: 'mailed', reason: 'delivered' },
    });
    await courier.look(acme, 'given-up-and-arrived');
    expect(await courier.mails('given-up-and-arrived@example.com')).toHaveLength(0);
  });

  it.each([
    ['dropped', { state: 'mailed', reason: 'dropped' }],
    ['blocked', { state: 'notMailed', reason: 'dismissed' }],
  ])('was %s, as a late report tells: nobody has to act, and no later mail shows it', async (end, outcome) => {
    const id = `given-up-and-${end}`;
    const { chat, event } = await givenUp(id);
    await report(
      end === 'blocked' ? event('bounce', { type: 'blocked' }) : event('dropped', { reason: 'Spam Content' }),
    );
    expect(await message(acme, id)).toMatchObject({ outcome });
    expect(await facts(id)).toMatchObject({ parked: 0, unknown: 0, openDelivery: null, pending: [] });
    await chat.agentSays('On Monday.');
    api.pass(400);
    await courier.look(acme, id);
    const [mail, ...others] = await texts(`${id}@example.com`);
    expect([mail?.includes('On Monday.'), mail?.includes(replyText), others]).toEqual([true, false, []]);
  });
});

describe('a report that is stored and not applied', () => {
  it('is applied by the sweeper of any worker, once', async () => {
    const { deliveryId, event } = await mailed(acme, 'swept');
    await report(event('processed'));
    await api.store.deliveries.updateOne({ id: deliveryId }, { $set: { reports: [], status: 'accepted' } });
    await api.store.reports.updateMany({ deliveryId }, { $set: { state: 'new', watchAt: api.now() + 10_000 } });
    const deps = { store: api.store, clock: api.clock, waker: api.waker, log: api.log };
    api.pass(9);
    await applyLeftReports(deps);
    expect(await delivery(acme, deliveryId)).toMatchObject({ reports: [] });
    api.pass(1);
    await Promise.all([applyLeftReports(deps), applyLeftReports(deps)]);
    expect(await delivery(acme, deliveryId)).toMatchObject({ reports: [{ event: 'processed' }] });
    expect(await api.store.reports.countDocuments({ watchAt: { $gt: 0 } })).toBe(0);
  });

  it.each([
    ['while it is awaited', 0],
    ['when the wait for it is over', 1_900],
  ])('counts %s: the email whose outcome is unknown is not sent again', async (_, seconds) => {
    const id = `told-${seconds}`;
    const { deliveryId, event } = await mailed(acme, id, 'timeoutAfterAccept');
    await storeReports(api.store, [readEvent(event('delivered'))], api.now());
    api.pass(seconds);
    await courier.look(acme, id);
    expect(await texts(`${id}@example.com`)).toHaveLength(1);
    expect(await delivery(acme, deliveryId)).toMatchObject({ status: 'delivered', reports: [{ event: 'delivered' }] });
    expect(await message(acme, id)).toMatchObject({ outcome: { state: 'mailed', reason: 'delivered' } });
    expect(await facts(id)).toMatchObject({ unknown: 0, openDelivery: null, pending: [] });
    expect(await api.store.reports.countDocuments({ watchAt: { $gt: 0 } })).toBe(0);
  });

  it('counts even when it is about to be sent again', async () => {
    const { deliveryId, event } = await mailed(acme, 'told-late', 'timeoutAfterAccept');
    api.pass(1_900);
    await look(lookDeps(), { accountId: acme.id, conversationId: 'told-late' }, []);
    expect(await delivery(acme, deliveryId)).toMatchObject({ status: 'claimed' });
    await storeReports(api.store, [readEvent(event('delivered'))], api.now());
    await courier.deliver(acme, 'told-late', deliveryId);
    expect(await texts('told-late@example.com')).toHaveLength(1);
    expect(await delivery(acme, deliveryId)).toMatchObject({ status: 'delivered' });
  });
});

const lookDeps = () => ({ store: api.store, clock: api.clock, deliverTimeoutMs: 2_000 });

describe('a mail that the provider drops', () => {
  const kinds = async (account: ApiAccount) => {
    const { body } = await account.call('GET', '/v1/status');
    return (body as unknown as Status).alerts.map(({ kind }) => kind);
  };

  it.each([
    ['Recipient List over Package Quota', ['providerDrops']],
    ['Spam Content', ['providerDrops']],
    ['Maximum credits exceeded', ['providerDrops']],
    ['Bounced Address', []],
  ])('because of %s raises the alerts %j, for a day', async (reason, expected) => {
    const account = await api.account();
    const { event } = await mailed(account, `dropped-${reason.length}`);
    await report(event('dropped', { reason }));
    expect(await kinds(account)).toEqual(expected);
    api.pass(86_401);
    expect(await kinds(account)).not.toContain('providerDrops');
  });
});
