import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EventReader } from '../support/event-reader.ts';
import { newAccount, type TestApi, useApis } from './events-setup.ts';

describe('the countdown to the next mail', () => {
  const apis = useApis();
  let api: TestApi;
  let acme: Awaited<ReturnType<typeof newAccount>>;
  beforeAll(async () => {
    api = await apis.start({ commentEveryMs: 100 });
  });
  beforeEach(async () => {
    acme = await newAccount(api);
    await acme.call('PUT', '/v1/agents/grace', { name: 'Grace' });
    await status('online');
    await acme.conversation('c1');
  });

  const status = (is: string, expiresInSeconds?: number) =>
    acme.call('PUT', '/v1/agents/grace/status', { status: is, expiresInSeconds });
  const follow = (path = '/v1/conversations/c1/events', lastId?: string) => apis.follow(api, acme.apiKey, path, lastId);
  const told = ({ events }: EventReader) =>
    events.filter(({ type, data }) => type === 'conversation.updated' && data.id === 'c1').map(({ data }) => data);
  const last = (stream: EventReader) => told(stream).at(-1)?.forwarding;
  const untilTrigger = (stream: EventReader, trigger: string | null) =>
    stream.until(() => last(stream)?.trigger === trigger);

  it('begins with a reply, and moves as the visitor leaves and comes back', async () => {
    const stream = await follow();
    await acme.says('c1', 'm1', 'agent');
    await untilTrigger(stream, 'inactive');
    await acme.call('POST', '/v1/conversations/c1/presence', { state: 'left' });
    await untilTrigger(stream, 'left');
    await acme.call('POST', '/v1/conversations/c1/presence', { state: 'active' });
    await untilTrigger(stream, 'inactive');
    expect(told(stream).at(-1)).toEqual(await acme.call('GET', '/v1/conversations/c1'));
  });

  it.each(['/v1/conversations/c1/events', '/v1/events'])(
    'moves on %s as agents go and come, of which the conversation keeps nothing',
    async (path) => {
      await acme.says('c1', 'm1', 'agent');
      const stream = await follow(path);
      await status('offline');
      await untilTrigger(stream, 'agentsOffline');
      await status('online');
      await untilTrigger(stream, 'inactive');
      expect(told(stream).at(-1)).toEqual(await acme.call('GET', '/v1/conversations/c1'));
      expect(told(stream)).toHaveLength(2);
    },
  );

  it('moves as the settings do', async () => {
    await acme.says('c1', 'm1', 'agent');
    const stream = await follow();
    const { createdAt } = (await acme.call('GET', '/v1/conversations/c1')) as { createdAt: string };
    await acme.call('PATCH', '/v1/settings', { timing: { afterInactivitySeconds: 7_200 } });
    await stream.until(() => Date.parse(last(stream)?.dueAt) === Date.parse(createdAt) + 7_200_000);
    await acme.call('PATCH', '/v1/settings', { delivery: { paused: true } });
    await stream.until(() => last(stream)?.reason === 'paused');
    expect(last(stream)).toMatchObject({ state: 'waiting', dueAt: null, trigger: null });
  });

  it('stands still while leases are renewed, and for conversations where nothing waits', async () => {
    await acme.says('c1', 'm1', 'agent');
    await acme.conversation('c2');
    const stream = await follow('/v1/events');
    for (const seconds of [60, 90, 120]) await status('online', seconds);
    await status('offline');
    await untilTrigger(stream, 'agentsOffline');
    expect(stream.ids('conversation.updated')).toEqual(['c1']);
  });

  it('ends with a request: sent now, or cancelled', async () => {
    await acme.says('c1', 'm1', 'agent');
    const stream = await follow();
    await acme.call('POST', '/v1/conversations/c1/forwarding', { action: 'cancel' });
    await stream.until(() => last(stream)?.state === 'idle');
    expect(last(stream)).toMatchObject({ dueAt: null, trigger: null });
    await acme.call('POST', '/v1/conversations/c1/forwarding', { action: 'sendNow' });
    await untilTrigger(stream, 'request');
    expect(
      stream.events.filter(({ type }) => type === 'message.updated').map(({ data }) => data.outcome.reason),
    ).toEqual(['cancelledByAgent', 'due']);
  });

  it('is told to a client that comes back, if it moved meanwhile', async () => {
    await acme.says('c1', 'm1', 'agent');
    const before = await follow();
    await before.leave();
    await status('offline');
    const after = await follow(undefined, before.lastId ?? '');
    await untilTrigger(after, 'agentsOffline');
  });
});
