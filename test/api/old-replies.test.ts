import { describe, expect, it } from '@jest/globals';
import { useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';

const api = useApi();
const courier = useCourier(api);

const daySeconds = 86_400;
const days = (forwardWithinDays: number) => ({ content: { forwardWithinDays } });

/** A reply that is too old to be emailed, and a workflow that has looked since. */
async function tooOld(id: string) {
  const acme = await api.account();
  await acme.call('PATCH', '/v1/settings', days(1));
  await courier.fanOut(acme);
  const chat = acme.chat.conversation(id);
  await chat.begin({ email: `${id}@example.com` });
  await acme.call('PATCH', '/v1/settings', { delivery: { paused: true } });
  await courier.fanOut(acme);
  await chat.agentSays('Hello');
  api.pass(2 * daySeconds);
  await courier.look(acme, id);
  await acme.call('PATCH', '/v1/settings', { delivery: { paused: false } });
  await courier.fanOut(acme);
  const outcome = async () => (await chat.messages())[0]?.outcome;
  expect(await outcome()).toMatchObject({ state: 'notMailed', reason: 'tooOld' });
  /** The fan-out emails it by itself. */
  const mails = async () => {
    await courier.fanOut(acme);
    return courier.mails(`${id}@example.com`);
  };
  return { acme, outcome, mails };
}

describe('a reply that was too old', () => {
  it('is mailed once `forwardWithinDays` is raised, by the fan-out that this starts', async () => {
    const { acme, mails } = await tooOld('raised');
    await acme.call('PATCH', '/v1/settings', days(30));
    expect(await mails()).toHaveLength(1);
  });

  it('is found too if agents go, or a suppression is lifted, before that fan-out has run', async () => {
    const { acme, mails } = await tooOld('meanwhile');
    await acme.call('PUT', '/v1/agents/ada', { name: 'Ada' });
    await acme.call('PATCH', '/v1/settings', days(30));
    await acme.call('PUT', '/v1/agents/ada/status', { status: 'offline' });
    await api.store.suppressions.insertOne({
      _id: `${acme.id}:other@example.com`,
      accountId: acme.id,
      id: 's1',
      address: 'other@example.com',
      reason: 'bounced',
      conversationId: null,
      deliveryId: null,
      createdAt: api.now(),
    } as never);
    await acme.call('DELETE', '/v1/suppressions/other@example.com');
    expect(await mails()).toHaveLength(1);
  });

  it('waits again if something else keeps it, and is mailed when that is over', async () => {
    const { acme, outcome, mails } = await tooOld('paused');
    await acme.call('PATCH', '/v1/settings', { ...days(30), delivery: { paused: true } });
    await courier.fanOut(acme);
    expect(await outcome()).toMatchObject({ state: 'waiting', reason: 'paused' });
    expect((await acme.call('GET', '/v1/conversations?state=waiting')).body.items).toHaveLength(1);
    await acme.call('PATCH', '/v1/settings', { delivery: { paused: false } });
    expect(await mails()).toHaveLength(1);
  });

  it('never waits until a time that has passed', async () => {
    const { acme, outcome } = await tooOld('no-past');
    await acme.call('PATCH', '/v1/settings', days(30));
    expect(await outcome()).toMatchObject({ state: 'waiting', reason: 'due', until: null });
  });
});
