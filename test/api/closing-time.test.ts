import { describe, expect, it } from '@jest/globals';
import { readToClaim } from '../../src/store/deliveries/for-attempt.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { eventually } from '../support/eventually.ts';

const api = useApi();
const courier = useCourier(api);

/** Replies to visitors who are still there, none of which is due before half an hour has passed. */
async function waiting(...ids: string[]) {
  const acme = await api.account();
  await acme.call('PUT', '/v1/agents/ada', { name: 'Ada' });
  await acme.call('PUT', '/v1/agents/ada/status', { status: 'online' });
  const chats = ids.map((id) => acme.chat.conversation(id));
  for (const [index, chat] of chats.entries()) {
    await chat.begin({ email: `${ids[index]}@example.com` });
    await chat.agentSays('The parcel ships tomorrow.');
    await courier.look(acme, ids[index] as string);
  }
  api.pass(90);
  courier.woken.length = 0;
  return acme;
}

async function allGoOffline(acme: ApiAccount): Promise<void> {
  await acme.call('PUT', '/v1/agents/ada/status', { status: 'offline' });
  await courier.fanOut(acme);
}

const outcomeIn = async (acme: ApiAccount, id: string) =>
  (await acme.call('GET', `/v1/conversations/${id}/messages`)).body.items[0]?.outcome;
const conversation = (acme: ApiAccount, id: string) => api.store.conversations.findOne({ accountId: acme.id, id });
const deliveriesOf = (acme: ApiAccount) => api.store.deliveries.find({ accountId: acme.id }).toArray();

describe('when all agents go offline', () => {
  it('what waits is emailed once, and no workflow is woken for it', async () => {
    const acme = await waiting('a1', 'a2', 'a3');
    const promised = (await conversation(acme, 'a1'))?.alarm;
    await allGoOffline(acme);
    for (const id of ['a1', 'a2', 'a3']) {
      expect(await courier.mails(`${id}@example.com`)).toHaveLength(1);
      expect(await outcomeIn(acme, id)).toMatchObject({ state: 'mailed' });
    }
    expect(courier.woken).toEqual([]);
    // The workflow sleeps until the time that it has promised, and finds nothing left to do.
    expect(await conversation(acme, 'a1')).toMatchObject({ openDelivery: null, deliveries: 1, alarm: promised });
    api.pass(1_800);
    await courier.look(acme, 'a1');
    expect(await courier.mails('a1@example.com')).toHaveLength(1);
  });

  it('what was read, cancelled or deleted until then is not', async () => {
    const acme = await waiting('b1', 'b2');
    await acme.call('PUT', '/v1/agents/ada/status', { status: 'offline' });
    await acme.call('POST', '/v1/conversations/b1/read', { upTo: 1 });
    await acme.call('POST', '/v1/conversations/b2/forwarding', { action: 'cancel' });
    await courier.fanOut(acme);
    expect(await deliveriesOf(acme)).toEqual([]);
  });

  it('nothing is if they come back in time', async () => {
    const acme = await waiting('c1');
    await acme.call('PUT', '/v1/agents/ada/status', { status: 'offline' });
    await acme.call('PUT', '/v1/agents/ada/status', { status: 'online' });
    await courier.fanOut(acme);
    expect(await deliveriesOf(acme)).toEqual([]);
  });

  it('an email that the provider refuses is left to its workflow, and so are those after it', async () => {
    const acme = await waiting(...Array.from({ length: 14 }, (_, index) => `d${index}`));
    await courier.fault(null, '503', null);
    await allGoOffline(acme);
    const tried = await deliveriesOf(acme);
    expect(tried.length).toBeLessThanOrEqual(10);
    expect(tried.every(({ status }) => status === 'claimed')).toBe(true);
    expect(new Set(courier.woken.map((one) => one.split(' ')[0])).size).toBe(14);
    await courier.fault(null, 'none');
    api.pass(30);
    for (let index = 0; index < 14; index += 1) {
      await courier.look(acme, `d${index}`);
      expect(await courier.mails(`d${index}@example.com`)).toHaveLength(1);
    }
  });

  it('what a page had under way when it died is told to the workflow by the next one', async () => {
    const acme = await waiting('e1');
    const answer = courier.holdAnswers();
    await acme.call('PUT', '/v1/agents/ada/status', { status: 'offline' });
    const first = courier.fanOut(acme);
    await eventually(
      () => courier.mails('e1@example.com'),
      (mails) => mails.length === 1,
    );
    await courier.fanOut(acme);
    expect(courier.woken).toContain('e1 agentsChanged');
    answer();
    await first;
    expect(await courier.mails('e1@example.com')).toHaveLength(1);
  });

  it('a suppressed address, a paused account and an address without room are left to the workflow', async () => {
    const acme = await waiting('f1', 'f2');
    await acme.call('PUT', '/v1/suppressions/f1@example.com', { reason: 'manual' });
    await acme.call('PATCH', '/v1/settings', { delivery: { paused: true } });
    await allGoOffline(acme);
    expect(await deliveriesOf(acme)).toEqual([]);
  });

  it('nothing is claimed of a conversation whose email is open, parked or to be replayed', async () => {
    const acme = await waiting('g1');
    const ref = { accountId: acme.id, conversationId: 'g1' };
    api.pass(1_800);
    expect(await readToClaim(api.store, ref, api.now())).toMatchObject({ isClaimed: false });
    for (const other of [
      { openDelivery: 'd' },
      { openDelivery: null, parked: 1 },
      { parked: 0, isReplayAsked: true },
    ]) {
      await api.store.conversations.updateOne({ accountId: acme.id, id: 'g1' }, { $set: other });
      expect(await readToClaim(api.store, ref, api.now())).toBeNull();
    }
  });
});
