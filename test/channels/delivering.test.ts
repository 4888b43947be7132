import { describe, expect, it } from '@jest/globals';
import type { Chat } from '../../dev/chat.ts';
import { metadataOf } from '../../src/policy/delivery/echo.ts';
import { failed, taken, useDirectStage } from './direct-stage.ts';

const {
  api,
  provider,
  courier,
  acme,
  begun,
  goOnWith,
  got,
  look,
  chat,
  person,
  texts,
  lookAndWait,
  later,
  deliveries,
  outcomes,
} = useDirectStage();

describe('a reply in a conversation from Messenger', () => {
  it('goes at once to the visitor’s own account, with the page’s token, and says so', async () => {
    await chat.agentSays('It ships tomorrow.');
    expect(await outcomes()).toMatchObject([{ state: 'waiting', reason: 'due' }]);
    await look();
    const { id } = (await deliveries())[0]!;
    const metadata = metadataOf({ deliveryId: id, part: 1, attempt: 1 });
    expect(got()).toEqual([
      {
        recipient: { id: person.id },
        messaging_type: 'RESPONSE',
        message: { text: 'It ships tomorrow.', metadata },
      },
    ]);
    expect(provider.got.at(-1)).toMatchObject({ path: '/v26.0/page-1/messages', authorization: 'Bearer token-page-1' });
    expect(await deliveries()).toMatchObject([
      { channel: 'messenger', to: person.id, status: 'accepted', trigger: 'written', parts: [{ kind: 'text' }] },
    ]);
    const [, message] = await chat.messages();
    expect(message).toMatchObject({
      outcome: { state: 'sentDirectly', reason: null, deliveryId: id },
      forwardedTo: [{ channel: 'messenger', address: person.id, status: 'accepted' }],
    });
    expect(courier.marked).toContain('page-1 ok');
  });

  it('keeps the order: one message after the other, each a delivery of its own', async () => {
    for (const text of ['One', 'Two', 'Three']) await chat.agentSays(text);
    provider.answer(failed(2));
    const next = await look();
    expect(next).toMatchObject({
      kind: 'sleep',
      why: 'next attempt (refused by the provider once so far, last: providerBusy)',
    });
    expect(texts()).toEqual(['One']);
    await lookAndWait();
    expect(texts()).toEqual(['One', 'One', 'Two', 'Three']);
    expect((await deliveries()).map(({ newsSeqs, status }) => [newsSeqs, status])).toEqual([
      [[2], 'accepted'],
      [[3], 'accepted'],
      [[4], 'accepted'],
    ]);
  });

  it('is sent in parts, each again until it is accepted and never after that', async () => {
    const words = `${'word '.repeat(399)}end.`;
    await chat.agentSays(`${words}\n${words}\n${words}`);
    provider.answer(taken('m_first'), failed(613));
    await lookAndWait();
    expect(texts()).toEqual([words, words, words, words]);
    const [delivery] = await deliveries();
    expect(delivery).toMatchObject({
      status: 'accepted',
      attempts: [
        { part: 1, end: 'accepted' },
        { part: 2, end: 'refused' },
        { part: 2, end: 'accepted' },
        { part: 3, end: 'accepted' },
      ],
    });
    expect(delivery?.parts?.map(({ acceptedAt }) => acceptedAt === null)).toEqual([false, false, false]);
  });

  it('keeps its parts once one was sent, whatever is edited, and sends the rest no more once it is deleted', async () => {
    const half = 'x'.repeat(2_000);
    await chat.agentSays(half + half);
    provider.answer(taken('m_first'), failed(2));
    await look();
    await chat.edit('agent-2', 'Something else');
    provider.answer(failed(2));
    await later();
    expect(texts()).toEqual([half, half, half]);
    await chat.remove('agent-2');
    expect(await deliveries()).toMatchObject([{ status: 'withdrawn', withdrawn: { reason: 'deleted' } }]);
    await lookAndWait();
    expect(texts()).toEqual([half, half, half]);
  });

  it('is not begun again by "send now" if it was cancelled after its first part had arrived', async () => {
    const half = 'w'.repeat(2_000);
    await chat.agentSays(half + half);
    provider.answer(taken('m_first'), failed(2));
    await look();
    await chat.forwarding('cancel');
    await expect(chat.forwarding('sendNow')).rejects.toMatchObject({ problem: { status: 409 } });
    await lookAndWait();
    expect(texts()).toEqual([half, half]);
    expect(await outcomes()).toMatchObject([{ state: 'notMailed', reason: 'cancelledByAgent' }]);
  });

  it('is made anew while nothing of it was sent', async () => {
    await chat.agentSays('It ships tomorow.');
    provider.answer(failed(2));
    await look();
    await chat.edit('agent-2', 'It ships tomorrow.');
    await later();
    expect(texts()).toEqual(['It ships tomorow.', 'It ships tomorrow.']);
  });

  it.each(['messenger', 'instagram'] as const)(
    'is withdrawn at once if it is cancelled between two attempts on %s, and all say so',
    async (kind) => {
      await goOnWith(kind, 'page-2');
      await chat.agentSays('Not this.');
      provider.answer(failed(2));
      await look();
      expect((await chat.get()).forwarding).toMatchObject({ state: 'sending', reason: 'retrying' });
      expect(await chat.forwarding('cancel')).toMatchObject({ state: 'idle', reason: null, dueAt: null });
      expect(await outcomes()).toMatchObject([{ state: 'notMailed', reason: 'cancelledByAgent' }]);
      await chat.agentSays('But this.');
      await look();
      expect(texts()).toEqual(['Not this.', 'But this.']);
    },
  );

  it('holds up nothing once it is deleted while a replay of it is retried', async () => {
    provider.answer(failed(100), failed(2));
    const { id } = await chat.agentSays('One');
    await chat.agentSays('Two');
    await look();
    await chat.forwarding('sendNow');
    await look();
    await chat.remove(id);
    expect((await chat.get()).forwarding).toMatchObject({ state: 'waiting', reason: 'due' });
    await look();
    expect(texts()).toEqual(['One', 'One', 'Two']);
  });

  it('waits as the platform asks', async () => {
    await chat.agentSays('It ships tomorrow.');
    const headers = {
      'x-business-use-case-usage': JSON.stringify({ 1: [{ estimated_time_to_regain_access: 7 }] }),
    };
    provider.answer({ ...failed(613), headers });
    expect(await look()).toMatchObject({ kind: 'sleep', at: api.now() + 420_000 });
  });

  it('is not given up for being throttled: that time does not count towards its hour', async () => {
    await chat.agentSays('It ships tomorrow.');
    const writtenAt = api.now();
    provider.answer(...Array.from({ length: 12 }, () => failed(613)), failed(2));
    await lookAndWait();
    expect(api.now() - writtenAt).toBeGreaterThan(3_600_000);
    expect(await deliveries()).toMatchObject([{ status: 'accepted' }]);
    expect(texts()).toHaveLength(14);
  });

  it('is parked after an hour of other trouble, however long it was throttled before', async () => {
    await chat.agentSays('It ships tomorrow.');
    provider.answer(failed(613), ...Array.from({ length: 13 }, () => failed(2)));
    await lookAndWait();
    expect(await deliveries()).toMatchObject([{ status: 'parked', reason: 'providerBusy' }]);
  });
});

it('leaves what a bot writes in the chat, and sends what an agent writes after it', async () => {
  await chat.botSays('An agent will be with you soon.');
  await look();
  expect(got()).toEqual([]);
  await chat.agentSays('It ships tomorrow.');
  await look();
  expect(texts()).toEqual(['It ships tomorrow.']);
});

it('keeps an agent’s words from the channel if they want it so', async () => {
  await chat.agentSays('Only here', 'Ada', { forwarding: 'never' });
  await look();
  expect(got()).toEqual([]);
  expect(await outcomes()).toMatchObject([{ state: 'notMailed', reason: 'chatOnly' }]);
});

describe('a reply that is parked', () => {
  it('holds back what was written after it until it is replayed, also by "send now"', async () => {
    provider.answer(failed(190));
    await chat.agentSays('One');
    await chat.agentSays('Two');
    const next = { kind: 'sleep', at: api.now() + 7 * 86_400_000, state: 'parked', reason: 'channelTokenDead' };
    expect(await look()).toMatchObject(next);
    expect(await outcomes()).toMatchObject([
      { state: 'parked', reason: 'channelTokenDead' },
      { state: 'waiting', reason: 'earlierParked' },
    ]);
    expect((await chat.get()).forwarding).toMatchObject({ state: 'waiting', reason: 'earlierParked' });
    expect(courier.marked).toContain('page-1 tokenDead');
    await chat.forwarding('sendNow');
    await lookAndWait();
    expect(texts()).toEqual(['One', 'One', 'Two']);
  });

  it('lets the others go once it is deleted', async () => {
    provider.answer(failed(100));
    const { id } = await chat.agentSays('One');
    await chat.agentSays('Two');
    await look();
    await chat.remove(id);
    await lookAndWait();
    expect(texts()).toEqual(['One', 'Two']);
    expect(await outcomes()).toMatchObject([{ state: 'notMailed', reason: 'deleted' }, { state: 'sentDirectly' }]);
  });

  it('lets the others go once it is dismissed', async () => {
    provider.answer(failed(100));
    await chat.agentSays('One');
    await chat.agentSays('Two');
    await look();
    const { id } = (await deliveries())[0]!;
    await acme.call('POST', `/v1/deliveries/${id}/dismiss`, { reason: 'They were called.' });
    await look();
    expect(texts()).toEqual(['One', 'Two']);
    expect(await outcomes()).toMatchObject([{ reason: 'dismissed' }, { state: 'sentDirectly' }]);
  });

  it('goes on with the part that was not accepted when it is replayed', async () => {
    const half = 'y'.repeat(2_000);
    await chat.agentSays(half + half);
    provider.answer(taken('m_first'), failed(551, 1_545_041));
    await look();
    expect(await outcomes()).toMatchObject([{ state: 'parked', reason: 'recipientUnavailable' }]);
    await acme.chat.replay((await deliveries())[0]!.id);
    await look();
    expect(texts()).toEqual([half, half, half]);
    expect(await outcomes()).toMatchObject([{ state: 'sentDirectly' }]);
  });

  it('holds up no other page: one without a connection, or whose token is dead, is not even asked', async () => {
    const unconnected = await begun('messenger', 'unconnected-1');
    await unconnected.agentSays('One');
    courier.connect('dead-1', { isTokenDead: true });
    const dead = await begun('instagram', 'dead-1');
    await dead.agentSays('One');
    await chat.agentSays('One');
    for (const one of [unconnected, dead, chat]) await look(one);
    expect(await reasonOf(unconnected)).toBe('channelNotConnected');
    expect(await reasonOf(dead)).toBe('channelTokenDead');
    expect(texts()).toEqual(['One']);
  });
});

const reasonOf = async (of: Chat) => (await of.messages()).at(-1)?.outcome?.reason;
