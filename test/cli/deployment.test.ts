import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Collection } from 'mongodb';
import type { Status } from '../../src/contract/status.ts';
import { findDeploymentPause } from '../../src/store/deployment/deployment-pause.ts';
import { releaseHeld } from '../../src/workers/release-held.ts';
import { dueReply } from '../api/due-reply.ts';
import { type DirectCourier, directCourier } from '../channels/direct-courier.ts';
import { type Provider, startProvider } from '../channels/provider.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { eventually } from '../support/eventually.ts';
import { testMongoUri } from '../support/servers.ts';
import { afterchatHere, startAfterchat } from './afterchat.ts';

const api = useApi();
const courier = useCourier(api);
let provider: Provider;
let direct: DirectCourier;
beforeAll(async () => {
  provider = await startProvider((count) => ({ status: 200, body: { message_id: `m_${count}` } }));
  direct = directCourier(api, { hosts: { facebook: provider.url } });
});
afterAll(() => provider.stop());

let acme: ApiAccount;
let other: ApiAccount;
beforeEach(async () => {
  await api.store.pauses.deleteMany({});
  await api.store.accounts.deleteMany({});
  await api.store.deliveries.deleteMany({});
  await api.store.conversations.deleteMany({});
  [acme, other] = [await api.account(), await api.account()];
});

/** As an operator has it: the database, and no key. */
async function deployment(...args: string[]) {
  const env = { MONGODB_URI: testMongoUri(), MONGODB_DATABASE: api.store.accounts.dbName };
  const told = await afterchatHere(['deployment', ...args], env);
  // What operators do has MongoDB's time, which tests do not move.
  if (args[0] === 'resume')
    await api.store.pauses.updateOne({ resumedAt: { $gt: 0 } }, { $set: { resumedAt: api.now() } });
  return told;
}
const statusOf = async (account: ApiAccount) => (await account.call('GET', '/v1/status')).body as unknown as Status;
const sweep = () => releaseHeld({ store: api.store, clock: api.clock, log: api.log, waker: api.waker });

describe('afterchat deployment pause', () => {
  it('stops what is due in every account, and says so everywhere', async () => {
    const { chat, address } = await dueReply(api, { account: acme, id: 'c1' });
    expect(await deployment('pause')).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^Sending is paused/),
    });
    const next = await courier.look(acme, 'c1');
    expect(next).toMatchObject({ kind: 'sleep', state: 'waiting', reason: 'paused' });
    expect(await courier.mails(address)).toEqual([]);
    expect((await chat.messages()).at(-1)?.outcome).toMatchObject({ state: 'waiting', reason: 'paused' });
    expect((await chat.get()).forwarding).toMatchObject({ state: 'waiting', reason: 'paused' });
    const since = new Date((await findDeploymentPause(api.store))!.pausedSince).toISOString();
    for (const account of [acme, other]) {
      const { paused, alerts } = await statusOf(account);
      expect(paused).toEqual({ account: false, deployment: { since }, provider: null });
      expect(alerts).toMatchObject([{ kind: 'deploymentPaused', since }]);
    }
  });

  it('stops messages on channels, whose beginning may have arrived', async () => {
    const half = 'x'.repeat(2_000);
    const chat = acme.chat.conversation('messenger.page-1.person-1');
    const channel = { kind: 'messenger', pageId: 'page-1', recipientId: 'person-1' };
    await acme.call('PUT', `/v1/conversations/${chat.id}`, { channel });
    await chat.visitorSays('Where is my parcel?');
    await chat.agentSays(half + half);
    const meanwhile = () => deployment('pause');
    provider.answer({ status: 200, body: { message_id: 'm_first' }, meanwhile });
    expect(await direct.look(acme, chat.id)).toMatchObject({ kind: 'sleep', state: 'waiting', reason: 'paused' });
    expect(provider.got).toHaveLength(1);
    await deployment('resume');
    await sweep();
    await direct.look(acme, chat.id);
    expect(provider.got.map(({ body }) => JSON.parse(body).message.text)).toEqual([half, half]);
    expect((await chat.messages()).at(-1)?.outcome).toMatchObject({ state: 'sentDirectly' });
  });

  it('refuses "send now" as an account’s own pause does, and says who paused and what to do', async () => {
    const { chat } = await dueReply(api, { account: acme, id: 'c1' });
    const sendNow = () => chat.forwarding('sendNow').catch(({ problem }) => problem);
    await acme.chat.changeSettings({ delivery: { paused: true } });
    const own = await sendNow();
    expect(own).toMatchObject({ status: 409, reason: 'paused', type: 'urn:afterchat:problem:paused' });
    expect(own.detail).toMatch(/^The account has paused sending\. .*delivery\.paused/);
    await deployment('pause');
    const since = new Date((await findDeploymentPause(api.store))!.pausedSince).toISOString();
    const detail = expect.stringMatching(new RegExp(`^The operator .* since ${since}\\. .* once they resume it\\.$`));
    expect(await sendNow()).toEqual({ ...own, detail });
    await acme.chat.changeSettings({ delivery: { paused: false } });
    await courier.look(acme, 'c1');
    expect(await sendNow()).toEqual({ ...own, detail });
    expect((await chat.get()).forwarding).toMatchObject({ state: 'waiting', reason: 'paused' });
    await deployment('resume');
    expect(await sendNow()).not.toHaveProperty('status');
  });

  it('refuses it for what is parked on a channel, too, while a replay waits until after the pause', async () => {
    const { address } = await dueReply(api, { account: acme, id: 'r1' });
    await courier.fault(address, '400');
    await courier.look(acme, 'r1');
    const person = acme.chat.conversation('messenger.page-1.person-2');
    const channel = { kind: 'messenger', pageId: 'page-1', recipientId: 'person-2' };
    await acme.call('PUT', `/v1/conversations/${person.id}`, { channel });
    await person.visitorSays('Where is my parcel?');
    await person.agentSays('It ships tomorrow.');
    provider.answer({ status: 400, body: { error: { code: 100 } } });
    await direct.look(acme, person.id);
    await deployment('pause');
    await expect(person.forwarding('sendNow')).rejects.toMatchObject({ problem: { status: 409, reason: 'paused' } });
    await acme.chat.replay((await acme.chat.deliveries('?conversation=r1'))[0]!.id);
    expect(await courier.look(acme, 'r1')).toMatchObject({ kind: 'sleep', state: 'waiting', reason: 'paused' });
    await deployment('resume');
    await sweep();
    await courier.look(acme, 'r1');
    expect(await courier.mails(address)).toHaveLength(1);
  });

  it('changes nothing if it is paused already, and says since when', async () => {
    await deployment('pause');
    const before = await findDeploymentPause(api.store);
    const again = await deployment('pause', '--json');
    expect(JSON.parse(again.out)).toMatchObject({ paused: true, hasChanged: false });
    expect((await deployment('pause')).out).toMatch(/^Sending has been paused since .+Z; nothing was changed\.$/m);
    expect(await findDeploymentPause(api.store)).toEqual(before);
  });

  it('is in the audit of every account once, also if it was interrupted and given again', async () => {
    await deployment('pause');
    await api.store.audit.deleteMany({ accountId: other.id });
    await deployment('pause');
    await deployment('resume');
    for (const account of [acme, other]) {
      const { items } = (await account.call('GET', '/v1/audit')).body as unknown as {
        items: { action: string; actor: object; object: object }[];
      };
      expect(items.map(({ action }) => action)).toEqual(['deployment.resumed', 'deployment.paused']);
      expect(items[0]).toMatchObject({
        actor: { kind: 'operator', id: null },
        object: { kind: 'deployment', id: null },
      });
    }
  });

  it('is in the audit of the deployment as well, which no key shows, and is kept for a year', async () => {
    await api.store.audit.deleteMany({});
    await deployment('pause');
    await deployment('resume');
    const shown = await deployment('audit');
    expect(shown.out).toMatch(
      /^TIME \(UTC\) +WHO +ACTION +OF WHAT\n\S+ \S+ +operator +deployment\.resumed *\n\S+ \S+ +operator +deployment\.paused *\n$/,
    );
    const asked = ['--action', 'deployment.paused', '--since', '1h', '--json'];
    expect(JSON.parse((await deployment('audit', ...asked)).out)).toMatchObject({
      items: [{ action: 'deployment.paused', actor: { kind: 'operator', id: null } }],
      nextCursor: null,
    });
    expect((await deployment('audit', '--limit', '1')).out).toContain('There are more than these 1');
    const [record] = await api.store.audit.find({ accountId: null }).toArray();
    expect(record!.expiresAt.getTime() - record!.createdAt).toBe(365 * 86_400_000);
  });

  it('refuses test emails meanwhile', async () => {
    await deployment('pause');
    const answer = await acme.call('POST', '/v1/settings/test-email', { to: 'ada@acme.example' });
    expect(answer.body).toMatchObject({ detail: 'sending is paused' });
  });
});

describe('afterchat deployment resume', () => {
  it('makes due within seconds what has waited, however long, and no sooner', async () => {
    const { address } = await dueReply(api, { account: acme, id: 'c1' });
    await deployment('pause');
    await courier.look(acme, 'c1');
    for (let times = 0; times < 4; times += 1) {
      api.pass(480);
      await courier.look(acme, 'c1');
    }
    expect(await sweep()).toBe(0);
    expect((await deployment('resume')).out).toMatch(/^Sending goes on\. It had been paused since /);
    expect(await courier.look(acme, 'c1')).toMatchObject({ kind: 'sleep', reason: 'paused' });
    api.woken.splice(0);
    expect(await sweep()).toBe(1);
    expect(api.woken).toEqual(['c1 alarmOverdue']);
    await courier.look(acme, 'c1');
    expect(await courier.mails(address)).toHaveLength(1);
    expect((await statusOf(acme)).paused.deployment).toBeNull();
  });

  it('goes on until nothing is left, then rests; what an account itself has paused stays', async () => {
    for (const id of ['c1', 'c2']) await dueReply(api, { account: acme, id });
    const own = await dueReply(api, { account: other, id: 'o1' });
    await courier.fault(own.address, '400');
    await courier.look(other, 'o1');
    await other.chat.replay((await other.chat.deliveries())[0]!.id);
    await deployment('pause');
    for (const id of ['c1', 'c2']) await courier.look(acme, id);
    await other.chat.changeSettings({ delivery: { paused: true } });
    await courier.look(other, 'o1');
    await deployment('resume');
    api.woken.splice(0);
    expect(await sweep()).toBe(2);
    expect(api.woken.sort()).toEqual(['c1 alarmOverdue', 'c2 alarmOverdue']);
    expect(await sweep()).toBe(0);
    expect(await api.store.pauses.findOne({ releasedAt: { $ne: null } })).toBeNull();
    api.pass(11);
    await sweep();
    expect(await api.store.pauses.findOne({ releasedAt: api.now() })).not.toBeNull();
  });

  it('says so if nothing is paused', async () => {
    const never = await deployment('resume');
    expect([never.code, never.out]).toEqual([
      0,
      'Sending is not paused for the whole deployment; nothing was changed.\n',
    ]);
    await deployment('pause');
    await deployment('resume');
    expect(JSON.parse((await deployment('resume', '--json')).out)).toEqual({ paused: false, hasChanged: false });
  });
});

/** A delivery that the provider refused as it is, or of which nobody knows whether it arrived. */
async function parked(account: ApiAccount, id: string, fault: '400' | 'timeoutBeforeAccept' = '400'): Promise<string> {
  const { address } = await dueReply(api, { account, id, visitor: { email: `${account.id}-${id}@example.com` } });
  await courier.fault(address, fault, fault === '400' ? 1 : 2);
  for (let next = await courier.look(account, id); next.kind === 'sleep'; next = await courier.look(account, id)) {
    if (next.state === 'parked') break;
    api.pass((next.at - api.now()) / 1_000);
  }
  return address;
}

describe('afterchat deployment status', () => {
  it('shows what waits, is parked or unknown in each account, and what is paused', async () => {
    const empty = await api.account();
    const createdAt = `${api.iso(300).slice(0, 19).replace('T', ' ')}Z`;
    await parked(acme, 'c1');
    await parked(acme, 'c2');
    await dueReply(api, { account: other, id: 'o1' });
    await other.chat.changeSettings({ delivery: { paused: true } });
    const { code, out } = await deployment('status');
    expect(code).toBe(0);
    expect(out).toMatch(/^all accounts +not paused\nprovider +not paused\n\nACCOUNT +WAITING +PARKED +OLDEST PARKED/);
    expect(out).toMatch(new RegExp(`^${acme.id} +0 +2 +${createdAt} +0 +–$`, 'm'));
    expect(out).toMatch(new RegExp(`^${other.id} +1 +0 +– +0 +yes$`, 'm'));
    expect(out).toMatch(/^all +1 +2 +0 +1$/m);
    expect(out).not.toContain(empty.id);
    expect((await deployment('status', '--all')).out).toMatch(new RegExp(`^${empty.id} +0 +0 +– +0 +–$`, 'm'));
    await deployment('pause');
    expect((await deployment('status')).out).toMatch(/^all accounts +paused since 2/);
    const { paused, accounts } = JSON.parse((await deployment('status', '--json')).out);
    expect(paused).toEqual({ deployment: { since: expect.any(String) }, provider: null });
    expect(accounts).toContainEqual({
      ...{ id: acme.id, waiting: 0, parked: 2, unknown: 0 },
      ...{ oldestParkedAt: expect.any(String), pausedSince: null },
    });
  });
});

describe('afterchat deployment replay', () => {
  const jobsOf = async (account: ApiAccount) =>
    ((await account.call('GET', '/v1/jobs')).body as unknown as { items: { id: string; state: string }[] }).items;

  it('counts by reason and account what it would replay, and leaves out what may have arrived', async () => {
    await parked(acme, 'c1');
    await parked(other, 'o1');
    await parked(other, 'o2', 'timeoutBeforeAccept');
    const { code, out } = await deployment('replay', '--all', '--dry-run');
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^2 match in 2 accounts\.\nBy reason: contentRejected 2\.\n1 more /),
    ]);
    expect(out).toMatch(new RegExp(`^${other.id} +1 +1$`, 'm'));
    const named = await deployment('replay', '--reason', 'unknown', '--dry-run', '--json');
    expect(JSON.parse(named.out)).toMatchObject({
      ...{ total: 1, byReason: [{ reason: 'unknown', count: 1 }], mayArriveTwice: 1, leftOut: 0 },
      accounts: [{ accountId: other.id, total: 1 }],
    });
    expect([await jobsOf(acme), await jobsOf(other)]).toEqual([[], []]);
    expect((await deployment('replay')).code).toBe(2);
    expect((await deployment('replay', '--reason', 'sleepy')).code).toBe(2);
  });

  it('replays by one job in each account that has something, goes on after Ctrl-C, and is recorded', async () => {
    const addresses = [await parked(acme, 'c1'), await parked(other, 'o1')];
    const idle = await api.account();
    const env = { MONGODB_URI: testMongoUri(), MONGODB_DATABASE: api.store.accounts.dbName };
    const running = startAfterchat(['deployment', 'replay', '--all'], env);
    await eventually(
      async () => running.out(),
      (out) => out.includes('0 of 2'),
      30_000,
    );
    running.child.kill('SIGINT');
    const { code, out, err } = await running.ended;
    const id = /^job (\S+) in 2 accounts$/m.exec(out)?.[1] ?? '';
    expect([code, err]).toEqual([130, expect.stringContaining('The jobs go on.\n  show what is left:')]);
    expect(err).toContain(`afterchat jobs show ${id}`);
    for (const account of [acme, other]) {
      expect(await jobsOf(account)).toMatchObject([{ id, state: 'running' }]);
      const audit = await account.call('GET', '/v1/audit?action=deliveries.replayed');
      expect(audit.body.items).toMatchObject([{ actor: { kind: 'operator' }, object: { kind: 'job', id } }]);
      await courier.bulkReplay(account, id);
    }
    expect(await jobsOf(idle)).toEqual([]);
    await courier.look(acme, 'c1');
    await courier.look(other, 'o1');
    for (const address of addresses) expect(await courier.mails(address)).toHaveLength(1);
  });

  it('begins no further job after Ctrl-C, says in how many accounts it did, and is completed by the same command', async () => {
    const addresses = [await parked(acme, 'c7'), await parked(other, 'o7')];
    const look = () => Promise.all([courier.look(acme, 'c7'), courier.look(other, 'o7')]);
    const insertOne = Collection.prototype.insertOne;
    jest.spyOn(Collection.prototype, 'insertOne').mockImplementation(async function (this: Collection, ...args) {
      const inserted = await insertOne.apply(this, args);
      if (this.collectionName === 'jobs') process.emit('SIGINT');
      return inserted;
    });
    const { code, out, err } = await deployment('replay', '--all');
    jest.restoreAllMocks();
    expect(code).toBe(130);
    const id = /^job (\S+) in 2 accounts$/m.exec(out)?.[1] ?? '';
    expect(err).toMatch(/^Jobs were begun in 1 of 2 accounts and go on; the same command begins the others\.\n/);
    const [first, second] = (await jobsOf(acme)).length > 0 ? [acme, other] : [other, acme];
    expect([await jobsOf(first), await jobsOf(second)]).toMatchObject([[{ id, state: 'running' }], []]);
    const audits = (account: ApiAccount) => account.call('GET', '/v1/audit?action=deliveries.replayed');
    expect((await audits(first)).body.items).toMatchObject([{ object: { kind: 'job', id } }]);
    expect((await audits(second)).body.items).toEqual([]);
    await courier.bulkReplay(first, id);
    await look();
    const again = deployment('replay', '--all');
    const [{ id: next } = { id: '' }] = await eventually(
      () => jobsOf(second),
      (jobs) => jobs.length > 0,
      30_000,
    );
    await courier.bulkReplay(second, next);
    expect((await again).code).toBe(0);
    expect((await jobsOf(first)).map((job) => job.id)).toEqual([id]);
    await look();
    for (const address of addresses) expect(await courier.mails(address)).toHaveLength(1);
  });

  it('tells what became of it in each account, and fails if something was refused', async () => {
    await parked(acme, 'c1');
    await parked(other, 'o1');
    await other.chat.conversation('o1').readUpTo(1);
    const ended = deployment('replay', '--reason', 'contentRejected');
    for (const account of [acme, other]) {
      const [{ id } = { id: '' }] = await eventually(
        () => jobsOf(account),
        (jobs) => jobs.length > 0,
        30_000,
      );
      await courier.bulkReplay(account, id);
    }
    const { code, out } = await ended;
    expect(out).toMatch(new RegExp(`^${acme.id} +1 +0 +done$`, 'm'));
    expect(out).toMatch(new RegExp(`^${other.id} +0 +1 +done$`, 'm'));
    expect(code).toBe(1);
    const audit = await deployment('audit', '--action', 'deliveries.replayed');
    expect(audit.out).toMatch(/operator +deliveries\.replayed +replay-\S+$/m);
    const nothing = await deployment('replay', '--reason', 'tooLarge');
    expect([nothing.code, nothing.out]).toEqual([0, expect.stringContaining('Nothing matches.')]);
  });
});
