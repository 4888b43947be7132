import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Status } from '../../src/contract/status.ts';
import { findDeploymentPause } from '../../src/store/deployment/deployment-pause.ts';
import { releaseHeld } from '../../src/workers/release-held.ts';
import { dueReply } from '../api/due-reply.ts';
import { type DirectCourier, directCourier } from '../channels/direct-courier.ts';
import { type Provider, startProvider } from '../channels/provider.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { testMongoUri } from '../support/servers.ts';
import { afterchatHere } from './afterchat.ts';

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
