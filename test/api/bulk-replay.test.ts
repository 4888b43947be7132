import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Chat } from '../../dev/chat.ts';
import { replayPage } from '../../src/activities/bulk-replay.ts';
import { nextMatching, takeNext } from '../../src/store/jobs/bulk.ts';
import { findJob, takeLostJobs } from '../../src/store/jobs/jobs.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { collected } from '../support/collected.ts';
import { useCourier } from '../support/courier.ts';
import { dueReply } from './due-reply.ts';
import { changesNothing, expectProblem } from './problem.ts';

const api = useApi();
const courier = useCourier(api);
let acme: ApiAccount;
beforeEach(async () => {
  acme = await api.account();
});

const addressOf = ({ id }: Chat) => `${id}@example.com`;
const mailsOf = async (chat: Chat) => (await courier.mails(addressOf(chat))).length;

/** A conversation whose mail the provider refused for good. */
const parked = (fault: '400' | '413' = '400') => attempted(fault);

async function attempted(fault: '400' | '413' | 'timeoutAfterAccept'): Promise<Chat> {
  const { chat, address } = await dueReply(api, { account: acme });
  await courier.fault(address, fault);
  await courier.look(acme, chat.id);
  return chat;
}

async function parkedOnes(howMany: number): Promise<Chat[]> {
  const chats: Chat[] = [];
  while (chats.length < howMany) chats.push(await parked());
  return chats;
}

const start = (body: Record<string, unknown> = { id: 'j1' }) => acme.call('POST', '/v1/deliveries/replay', body);
const job = async (id = 'j1') => (await acme.call('GET', `/v1/jobs/${id}`)).body;
const change = (verb: string, id = 'j1') => acme.call('POST', `/v1/jobs/${id}/${verb}`);
const deliveryOf = async (chat: Chat) => (await acme.chat.deliveries(`?conversation=${chat.id}`))[0]!;
const lookAt = (chats: readonly Chat[]) => Promise.all(chats.map((chat) => courier.look(acme, chat.id)));

/** One page as the workflow has it worked off. A worker that dies does so at the n-th wake. */
function page(diesAtWake = Number.POSITIVE_INFINITY, signals: string[] = [], meanwhile = async () => {}) {
  const wake = async ({ conversationId }: { conversationId: string }, signal: string) => {
    if (signals.length + 1 >= diesAtWake) throw new Error('killed');
    signals.push(`${conversationId} ${signal}`);
    await meanwhile();
  };
  // What a crash is to the page: nothing after it happens. A wake that merely fails is logged and passed over.
  const log = {
    info: api.log.info.bind(api.log),
    warn: (about: object, msg: string) => {
      if ('err' in about) throw new Error('killed');
      api.log.warn(about, msg);
    },
  };
  const deps = { store: api.store, clock: api.clock, log, waker: { wake } };
  return replayPage(deps as unknown as Parameters<typeof replayPage>[0], acme.id, 'j1');
}

describe('POST /v1/deliveries/replay', () => {
  it('replays all that is parked, wakes each conversation, and each visitor gets one mail', async () => {
    const chats = await parkedOnes(3);
    const { status, body } = await start();
    expect(status).toBe(202);
    expect(body).toMatchObject({ id: 'j1', state: 'running', total: 3, done: 0, refused: [] });
    expect(api.woken.at(-1)).toBe('job j1');
    const signals: string[] = [];
    expect(await page(undefined, signals)).toEqual({ state: 'done', total: 3, done: 3, refusedCount: 0 });
    expect(signals).toEqual(chats.map(({ id }) => `${id} forwardingRequested`));
    await lookAt(chats);
    expect(await job()).toMatchObject({ state: 'done', total: 3, done: 3, refusedCount: 0 });
    expect(await Promise.all(chats.map(mailsOf))).toEqual([1, 1, 1]);
  });

  it('takes only what matches the filter', async () => {
    const early = await parked();
    api.pass(3_600);
    const from = api.iso();
    const [wanted, otherReason] = [await parked(), await parked('413')];
    const until = api.iso(1);
    api.pass(3_600);
    const late = await parked();
    const { body } = await start({ id: 'j1', status: 'parked', reason: 'contentRejected', since: from, until });
    expect(body).toMatchObject({ total: 1, filter: { reason: 'contentRejected', since: from, until } });
    await page();
    const chats = [early, wanted, otherReason, late];
    await lookAt(chats);
    expect(await Promise.all(chats.map(mailsOf))).toEqual([0, 1, 0, 0]);
  });

  describe('of deliveries that may already have arrived', () => {
    let refused: Chat;
    let arrived: Chat;
    beforeEach(async () => {
      await acme.chat.changeSettings({ delivery: { onUnknown: 'park' } });
      refused = await parked();
      arrived = await attempted('timeoutAfterAccept');
      api.pass(1_801);
      await courier.look(acme, arrived.id);
      expect(await deliveryOf(arrived)).toMatchObject({ status: 'parked', reason: 'unknown' });
    });

    it('replays none unless they are named, and says how many it leaves out', async () => {
      const { body } = await start({ id: 'dry', dryRun: true });
      const byReason = [{ reason: 'contentRejected', count: 1 }];
      expect(body).toMatchObject({ total: 1, byReason, mayArriveTwice: 0, leftOut: 1 });
      await start();
      await page();
      await lookAt([refused, arrived]);
      expect([await mailsOf(refused), await mailsOf(arrived)]).toEqual([1, 1]);
    });

    it.each([
      ['reason', async () => ({ reason: 'unknown' })],
      ['id', async () => ({ ids: [(await deliveryOf(arrived)).id] })],
    ])('takes what is named by its %s, and says that it may arrive twice', async (_how, named) => {
      const { body } = await start({ id: 'j1', ...(await named()) });
      expect(body).toMatchObject({ total: 1, mayArriveTwice: 1, leftOut: 0 });
      await page();
      await lookAt([refused, arrived]);
      expect([await mailsOf(refused), await mailsOf(arrived)]).toEqual([0, 2]);
    });
  });

  it.each([
    ['conversation', (chat: Chat) => ({ conversation: chat.id })],
    ['address', (chat: Chat) => ({ address: addressOf(chat).toUpperCase() })],
  ])('takes what is of one %s', async (_what, filter) => {
    const [one, other] = await parkedOnes(2);
    expect((await start({ id: 'j1', ...filter(one!) })).body).toMatchObject({ total: 1 });
    await page();
    await lookAt([one!, other!]);
    expect([await mailsOf(one!), await mailsOf(other!)]).toEqual([1, 0]);
  });

  it('is done at once where nothing matches', async () => {
    expect((await start()).body).toMatchObject({ state: 'done', total: 0, done: 0 });
    expect(await page()).toMatchObject({ state: 'done' });
  });

  it('answers the same job to the same id, and 409 to another filter under it', async () => {
    await parked();
    const first = await start();
    api.pass(60);
    const again = await start({ id: 'j1', status: 'parked' });
    expect([again.status, again.body]).toEqual([202, first.body]);
    expectProblem(await changesNothing(api, () => start({ id: 'j1', reason: 'tooLarge' })), 409, 'id-taken');
    await page();
    expect((await start()).body).toMatchObject({ state: 'done', done: 1 });
  });

  it('refuses with the reason what was read or deleted, and replays the rest', async () => {
    const [read, deleted, left] = await parkedOnes(3);
    await read!.readUpTo(1);
    await deleted!.remove('agent-1');
    await start();
    expect(await page()).toEqual({ state: 'done', total: 3, done: 3, refusedCount: 2 });
    const refused = [
      { id: (await deliveryOf(read!)).id, reason: 'already-read' },
      { id: (await deliveryOf(deleted!)).id, reason: 'nothing-left' },
    ];
    expect(await job()).toMatchObject({ refusedCount: 2, refused });
    const asked = { level: 30, accountId: acme.id, jobId: 'j1', deliveryId: (await deliveryOf(left!)).id };
    await lookAt([left!]);
    expect(await mailsOf(left!)).toBe(1);
    const ofAcme = (msg: string) => api.logged(msg).filter(({ accountId }) => accountId === acme.id);
    expect(ofAcme('replay refused to a job')).toMatchObject(
      refused.map(({ id, reason }) => ({ level: 40, jobId: 'j1', deliveryId: id, reason })),
    );
    expect(ofAcme('replay asked for by a job')).toMatchObject([asked]);
    expect(ofAcme('bulk replay done')).toMatchObject([{ level: 30, jobId: 'j1', replayed: 1, refused: 2 }]);
    expect(ofAcme('replay begun')).toMatchObject([{ level: 30, deliveryId: asked.deliveryId }]);
  });

  it('refuses one that a later email superseded after its page was read', async () => {
    const chat = await parked();
    await start();
    const begun = (await findJob(api.store, acme.id, 'j1'))!;
    const [taken] = await nextMatching(api.store, begun, 50);
    await chat.forwarding('sendNow');
    await lookAt([chat]);
    await takeNext(api.store, begun, taken!, api.now());
    const refused = [{ id: taken!.id, reason: 'superseded' }];
    expect(await job()).toMatchObject({ done: 1, refusedCount: 1, refused });
    await lookAt([chat]);
    expect(await mailsOf(chat)).toBe(1);
  });

  it('only tells what it would do on a dry run', async () => {
    const [read] = await parkedOnes(3);
    await read!.readUpTo(1);
    const tried = await changesNothing(api, () => start({ id: 'j1', dryRun: true }));
    expect(tried.status).toBe(200);
    const refused = [{ id: (await deliveryOf(read!)).id, reason: 'already-read' }];
    expect(tried.body).toMatchObject({ state: 'dryRun', total: 3, done: 3, refusedCount: 1, refused });
    expect((await acme.call('GET', '/v1/jobs/j1')).status).toBe(404);
  });

  it.each([
    [{}, 'id'],
    [{ id: 'a b' }, 'id'],
    [{ id: 'j1', status: 'accepted' }, 'status'],
    [{ id: 'j1', reason: 'settling' }, 'reason'],
    [{ id: 'j1', since: 'yesterday' }, 'since'],
    [{ id: 'j1', account: 'other' }, 'account'],
  ])('answers 422 to %j', async (body, path) => {
    expectProblem(await changesNothing(api, () => start(body)), 422, 'invalid-request', [path]);
  });
});

describe('a worker that dies within a page', () => {
  it.each([1, 2, 3])(
    'at delivery %i costs nothing: the next one goes on, and no delivery is taken twice',
    async (at) => {
      const chats = await parkedOnes(3);
      await start();
      await expect(page(at)).rejects.toThrow('killed');
      expect(await job()).toMatchObject({ state: 'running', done: at });
      // What was replayed goes out, and the provider refuses it once more before the next worker comes.
      for (const chat of chats.slice(0, at)) await courier.fault(addressOf(chat), '400');
      await lookAt(chats);
      expect(await page()).toEqual({ state: 'done', total: 3, done: 3, refusedCount: 0 });
      await lookAt(chats);
      const mails = await Promise.all(chats.map(mailsOf));
      expect(mails).toEqual([0, 1, 2].map((nth) => (nth < at ? 0 : 1)));
      const attempts = await Promise.all(chats.map(async (chat) => (await deliveryOf(chat)).attempts.length));
      expect(attempts).toEqual([2, 2, 2]);
    },
  );

  it('does no harm if it is only slow: of two that work on one page, only one replays each delivery', async () => {
    const chats = await parkedOnes(4);
    await start();
    await Promise.all([page(), page()]);
    await page();
    expect(await job()).toMatchObject({ state: 'done', total: 4, done: 4, refusedCount: 0 });
    await lookAt(chats);
    expect(await Promise.all(chats.map(mailsOf))).toEqual([1, 1, 1, 1]);
  });

  it('processes no delivery that another one has processed, however late it comes', async () => {
    const [chat] = await parkedOnes(1);
    await start();
    const begun = (await findJob(api.store, acme.id, 'j1'))!;
    const [taken] = await nextMatching(api.store, begun, 50);
    await takeNext(api.store, begun, taken!, api.now());
    await courier.fault(addressOf(chat!), '400');
    await lookAt([chat!]);
    await expect(takeNext(api.store, begun, taken!, api.now())).rejects.toThrow('moved on');
    await lookAt([chat!]);
    expect(await mailsOf(chat!)).toBe(0);
  });

  it('is noticed by the sweeper after a minute without progress, or 5 s after a lost signal', async () => {
    await parked();
    await start();
    const lost = async () =>
      (await collected(takeLostJobs(api.store, api.now()))).filter(({ accountId }) => accountId === acme.id);
    expect(await lost()).toEqual([]);
    api.pass(5);
    expect(await lost()).toMatchObject([{ id: 'j1' }]);
    expect(await lost()).toEqual([]);
    api.pass(60);
    expect(await lost()).toHaveLength(1);
    await change('pause');
    api.pass(3_600);
    expect(await lost()).toEqual([]);
  });
});

describe('a job', () => {
  it('is paused, goes on where it was, and is cancelled; each again changes nothing', async () => {
    const chats = await parkedOnes(2);
    await start();
    const paused = await change('pause');
    expect(paused.body).toMatchObject({ state: 'paused' });
    api.pass(60);
    expect((await change('pause')).body).toEqual(paused.body);
    expect(await page()).toMatchObject({ state: 'paused', done: 0 });
    expect((await change('resume')).body).toMatchObject({ state: 'running' });
    await expect(page(2)).rejects.toThrow('killed');
    const cancelled = await change('cancel');
    expect(cancelled.body).toMatchObject({ state: 'cancelled', done: 2 });
    expect((await change('cancel')).body).toEqual(cancelled.body);
    expect(api.woken.at(-1)).toBe('job j1');
    await lookAt(chats);
    expect(await Promise.all(chats.map(mailsOf))).toEqual([1, 1]);
  });

  it.each(['pause', 'cancel'])('stops at once on %s, in the middle of a page', async (verb) => {
    const chats = await parkedOnes(3);
    await start();
    const state = verb === 'pause' ? 'paused' : 'cancelled';
    expect(await page(undefined, [], async () => void (await change(verb)))).toMatchObject({ state, done: 1 });
    await lookAt(chats);
    expect(await Promise.all(chats.map(mailsOf))).toEqual([1, 0, 0]);
  });

  it('that is cancelled replays nothing more', async () => {
    const chats = await parkedOnes(3);
    await start();
    await expect(page(1)).rejects.toThrow('killed');
    await change('cancel');
    expect(await page()).toMatchObject({ state: 'cancelled', done: 1 });
    await lookAt(chats);
    expect(await Promise.all(chats.map(mailsOf))).toEqual([1, 0, 0]);
  });

  it('that has ended is paused, resumed and cancelled no more', async () => {
    await start();
    for (const verb of ['pause', 'resume', 'cancel'])
      expectProblem(await changesNothing(api, () => change(verb)), 409, 'job-ended');
    expect((await change('pause', 'unknown')).status).toBe(404);
  });
});

describe('POST /v1/deliveries/dismiss', () => {
  const dismiss = (body: Record<string, unknown>) => acme.call('POST', '/v1/deliveries/dismiss', { id: 'j1', ...body });

  it('dismisses for good all that match, by one job that is recorded, and tells nothing else to be sent', async () => {
    const [one, two, other] = [await parked(), await parked(), await parked('413')];
    const asked = { why: 'the sale is over', reason: 'contentRejected', until: api.iso(1) };
    const dry = await changesNothing(api, () => dismiss({ ...asked, dryRun: true }));
    const counts = { byReason: [{ reason: 'contentRejected', count: 2 }], mayArriveTwice: 0, leftOut: 0 };
    expect(dry).toMatchObject({
      status: 200,
      body: { does: 'dismiss', state: 'dryRun', total: 2, done: 2, ...counts },
    });
    const begun = await dismiss(asked);
    expect(begun).toMatchObject({ status: 202, body: { does: 'dismiss', state: 'running', total: 2, done: 0 } });
    expect(await page()).toEqual({ state: 'done', total: 2, done: 2, refusedCount: 0, isDismissal: true });
    for (const chat of [one, two])
      expect(await deliveryOf(chat)).toMatchObject({ status: 'dismissed', dismissed: { reason: 'the sale is over' } });
    expect(await deliveryOf(other)).toMatchObject({ status: 'parked' });
    await lookAt([one, two, other]);
    expect(await Promise.all([one, two, other].map(mailsOf))).toEqual([0, 0, 0]);
    const { items } = (await acme.call('GET', '/v1/audit?action=deliveries.dismissed')).body;
    expect(items).toMatchObject([{ object: { kind: 'job', id: 'j1' } }]);
    // The words are kept with the deliveries alone.
    expect((await findJob(api.store, acme.id, 'j1'))?.dismissal).toEqual({});
    expect((await dismiss(asked)).body).toEqual(await job());
    expectProblem(await start({ id: 'j1', reason: asked.reason, until: asked.until }), 409, 'id-taken');
  });

  it('takes what may have arrived as well, and refuses what is not parked any more', async () => {
    await acme.chat.changeSettings({ delivery: { onUnknown: 'park' } });
    const arrived = await attempted('timeoutAfterAccept');
    api.pass(1_801);
    await courier.look(acme, arrived.id);
    const sent = await parked();
    expect((await dismiss({ why: 'called' })).body).toMatchObject({ total: 2, leftOut: 0 });
    const begun = (await findJob(api.store, acme.id, 'j1'))!;
    const [first, second] = await nextMatching(api.store, begun, 10);
    const after = await takeNext(api.store, begun, first!, api.now());
    await acme.call('POST', `/v1/deliveries/${second!.id}/replay`);
    await courier.look(acme, sent.id);
    const { refusal } = await takeNext(api.store, after.job, second!, api.now());
    expect(refusal).toBe('not-parked');
    expect(await deliveryOf(arrived)).toMatchObject({ status: 'dismissed' });
    expect(await job()).toMatchObject({ done: 2, refusedCount: 1, refused: [{ reason: 'not-parked' }] });
  });

  it('keeps no words once it is cancelled, and needs some', async () => {
    await parked();
    await dismiss({ why: 'called' });
    await change('cancel');
    expect((await findJob(api.store, acme.id, 'j1'))?.dismissal).toEqual({});
    expect((await page())?.state).toBe('cancelled');
    expectProblem(await dismiss({ id: 'j2' }), 422, 'invalid-request', ['why']);
  });
});
