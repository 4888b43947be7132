import { beforeAll, describe, expect, it } from '@jest/globals';
import { createKey } from '../../src/store/accounts/keys.ts';
import { newAccount, placeOf, type TestApi, useApis } from './events-setup.ts';

describe('events', () => {
  const apis = useApis();
  let api: TestApi;
  let acme: Awaited<ReturnType<typeof newAccount>>;

  beforeAll(async () => {
    api = await apis.start({ commentEveryMs: 100 });
    acme = await newAccount(api);
    for (const id of ['c1', 'c2', 'quiet']) await acme.conversation(id);
  });

  it('come in order, each change with an id and the resource as its GET shows it', async () => {
    const stream = await apis.follow(api, acme.apiKey);
    await acme.says('c1', 'o1');
    await acme.says('c1', 'o2', 'agent');
    await acme.says('c2', 'o3');
    await stream.untilMessage('o3');
    await stream.until(() => stream.ids('conversation.updated').includes('c2'));
    expect(stream.ids('message.created')).toEqual(['o1', 'o2', 'o3']);
    // What only follows from a change has no id: a client that got no further resumes before that change.
    const ids = stream.events.map(({ id }) => id).filter((id) => id !== '');
    expect(ids.length).toBeGreaterThanOrEqual(5);
    expect(new Set(ids).size).toBe(ids.length);

    const { items } = (await acme.call('GET', '/v1/conversations/c1/messages')) as { items: { id: string }[] };
    const reply = stream.events.find(({ data }) => data.id === 'o2')?.data;
    expect(reply).toEqual(items.find(({ id }) => id === 'o2'));
    expect(reply.outcome).toMatchObject({ state: 'waiting' });
    const conversation = stream.events.filter(({ data }) => data.id === 'c1').at(-1)?.data;
    expect(conversation).toEqual(await acme.call('GET', '/v1/conversations/c1'));
  });

  it('say of which conversation a message is, whose id is its own there only', async () => {
    const stream = await apis.follow(api, acme.apiKey);
    for (const conversation of ['c1', 'c2']) await acme.says(conversation, 'same');
    await acme.says('c2', 'last');
    await stream.untilMessage('last');
    const told = stream.events.filter(({ data }) => data.id === 'same');
    expect(told.map(({ data }) => data.conversationId)).toEqual(['c1', 'c2']);
  });

  it('tell of edits and deletions', async () => {
    await acme.says('c1', 'e1');
    const stream = await apis.follow(api, acme.apiKey, '/v1/conversations/c1/events');
    await acme.call('PATCH', '/v1/conversations/c1/messages/e1', { text: 'Corrected.' });
    await stream.untilMessage('e1', 'message.updated');
    await acme.call('DELETE', '/v1/conversations/c1/messages/e1');
    await stream.untilMessage('e1', 'message.deleted');
    const told = stream.events.filter(({ data }) => data.id === 'e1');
    expect(told.map(({ type, data }) => [type, data.state, data.text])).toEqual([
      ['message.updated', 'sent', 'Corrected.'],
      ['message.deleted', 'deleted', ''],
    ]);
  });

  it('show agents a held message once it is released, in its place', async () => {
    const shop = await newAccount(api);
    await shop.call('PATCH', '/v1/settings', { contactForm: { online: 'required' } });
    await shop.call('PUT', '/v1/conversations/c1', {});
    const stream = await apis.follow(api, shop.apiKey);
    await shop.says('c1', 'held');
    await shop.says('c1', 'reply', 'agent');
    await stream.untilMessage('reply');
    expect(stream.ids('message.created')).toEqual(['reply']);
    await shop.call('PATCH', '/v1/conversations/c1/visitor', { email: 'ada@example.com', source: 'contactForm' });
    await stream.untilMessage('held');
    expect(stream.events.find(({ data }) => data.id === 'held')?.data).toMatchObject({ state: 'sent', seq: 2 });
    // The reply may be told of again, because its outcome is another one now that an address is known.
    expect(stream.ids('message.created')).toEqual(['reply', 'held']);
    expect(stream.ids('message.updated')).not.toContain('held');
  });

  it('tell of deliveries', async () => {
    const stream = await apis.follow(api, acme.apiKey, '/v1/conversations/c1/events');
    const delivery = { _id: `${acme.accountId}:d1`, accountId: acme.accountId, id: 'd1', conversationId: 'c1' };
    const facts = { number: 1, channel: 'email', to: null, status: 'claimed', reason: null, trigger: 'left' };
    const times = { hourStartedAt: 0, nextAttemptAt: 0, createdAt: 0, acceptedAt: null };
    const rest = { newsSeqs: [1], attempts: [], request: 'a large mail', supersededBy: null };
    await api.store.deliveries.insertOne({ ...delivery, ...facts, ...times, ...rest } as never);
    await stream.until(() => stream.ids('delivery.updated').includes('d1'));
    const told = stream.events.find(({ data }) => data.id === 'd1')?.data;
    expect(told).toMatchObject({ conversationId: 'c1', status: 'claimed', newsSeqs: [1] });
  });

  it('tell an account of its agents', async () => {
    const stream = await apis.follow(api, acme.apiKey);
    await acme.call('PUT', '/v1/agents/grace', { name: 'Grace' });
    await acme.call('PUT', '/v1/agents/grace/status', { status: 'online' });
    await stream.until(() => stream.events.at(-1)?.data.items?.[0]?.status?.status === 'online');
    expect(stream.events.at(-1)).toMatchObject({ type: 'agents.updated' });
    expect(stream.events.at(-1)?.data).toEqual(await acme.call('GET', '/v1/agents'));
    const before = stream.events.length;
    await acme.call('PATCH', '/v1/settings', { locale: 'fr' });
    await acme.says('c1', 'after-settings');
    await stream.untilMessage('after-settings');
    expect(stream.events.slice(before).map(({ type }) => type)).not.toContain('agents.updated');
  });

  it("never carry another account's", async () => {
    const other = await newAccount(api);
    const stream = await apis.follow(api, acme.apiKey);
    await other.conversation('c1');
    await other.says('c1', 'secret');
    await acme.says('c1', 'own');
    await stream.untilMessage('own');
    expect(JSON.stringify(stream.events)).not.toContain('secret');
    const answer = await api.app.request('/v1/conversations/c2/events', {
      headers: { authorization: `Bearer ${other.apiKey}` },
    });
    expect(answer.status).toBe(404);
  });

  it('of a conversation are its own only', async () => {
    const stream = await apis.follow(api, acme.apiKey, '/v1/conversations/c2/events');
    await acme.says('c1', 'elsewhere');
    await acme.call('PUT', '/v1/agents/grace', { name: 'Grace Hopper' });
    await acme.says('c2', 'here');
    await stream.untilMessage('here');
    await stream.until(() => stream.ids('conversation.updated').length > 0);
    expect(stream.ids('message.created')).toEqual(['here']);
    expect(stream.ids('conversation.updated')).toEqual(['c2']);
    expect(stream.events).toHaveLength(2);
  });

  it('need a key with the scope inbox', async () => {
    expect((await api.app.request('/v1/events')).status).toBe(401);
    const { key } = await createKey(api.store, acme.accountId, ['chat'], Date.now());
    for (const path of ['/v1/events', '/v1/conversations/c1/events'])
      expect((await api.app.request(path, { headers: { authorization: `Bearer ${key}` } })).status).toBe(403);
  });

  it('are interspersed with comments, so that a silent connection is known to live', async () => {
    const stream = await apis.follow(api, acme.apiKey, '/v1/conversations/quiet/events');
    await stream.until(() => stream.comments.length >= 3);
    expect(stream.events).toEqual([]);
  });

  it('do not tell of heartbeats, and tell many changes of a conversation in a moment once', async () => {
    // A moment that is long enough for three requests on a busy machine.
    const slow = await apis.start({ coalesceMs: 3_000 }, placeOf(api));
    const stream = await apis.follow(slow, acme.apiKey, '/v1/conversations/quiet/events');
    const report = (state: string) => acme.call('POST', '/v1/conversations/quiet/presence', { state });
    await report('here');
    await stream.until(() => stream.events.length === 1);
    for (let beat = 0; beat < 5; beat += 1) await report('here');
    for (const name of ['A', 'Ad', 'Ada']) await acme.call('PATCH', '/v1/conversations/quiet/visitor', { name });
    await stream.until(() => stream.events.length > 1);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(stream.events.map(({ data }) => data.visitor.name)).toEqual([null, 'Ada']);
  });
});
