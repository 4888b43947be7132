import { afterEach, describe, expect, it } from '@jest/globals';
import { metadataOf } from '../../src/policy/delivery/echo.ts';
import { directNews } from './direct-news.ts';
import { failed, taken, useDirectStage } from './direct-stage.ts';

const stage = useDirectStage();
const { api, provider, courier, acme, begun, got, look, chat, texts, lookAndWait, later, deliveries, outcomes } = stage;
const { echo } = directNews(stage);

describe('the account’s pause', () => {
  const half = 'p'.repeat(2_000);
  const isPaused = (paused: boolean) => acme.chat.changeSettings({ delivery: { paused } });
  const waiting = [{ state: 'waiting', reason: 'paused' }];
  const arrived = taken('m_first');
  afterEach(() => isPaused(false));

  it('stops messages, says so, and lets them go in order once it is lifted', async () => {
    await isPaused(true);
    await chat.agentSays('One');
    await chat.agentSays('Two');
    expect(await look()).toMatchObject({ state: 'waiting', reason: 'paused', why: 'replies wait: sending is paused' });
    expect(await outcomes()).toMatchObject([...waiting, ...waiting]);
    expect((await chat.get()).forwarding).toMatchObject({ state: 'waiting', reason: 'paused' });
    await expect(chat.forwarding('sendNow')).rejects.toMatchObject({ problem: { status: 409, reason: 'paused' } });
    expect(got()).toEqual([]);
    await isPaused(false);
    await look();
    expect(texts()).toEqual(['One', 'Two']);
  });

  it('stops one between two attempts, which then waits as if it had not been tried', async () => {
    await chat.agentSays('One');
    provider.answer(failed(2));
    await look();
    await isPaused(true);
    await later();
    expect(await outcomes()).toMatchObject(waiting);
    expect(texts()).toEqual(['One']);
    await isPaused(false);
    await look();
    expect(texts()).toEqual(['One', 'One']);
  });

  it('stops the next part of one that has begun to arrive; then it goes on there, however long that took', async () => {
    await chat.agentSays(half + half);
    provider.answer({ ...arrived, meanwhile: () => isPaused(true) });
    expect(await look()).toMatchObject({ kind: 'sleep', state: 'waiting', reason: 'paused' });
    for (let hours = 0; hours < 3; hours += 1) {
      expect(await outcomes()).toMatchObject(waiting);
      expect((await chat.get()).forwarding).toMatchObject({ state: 'waiting', reason: 'paused' });
      api.pass(3_600);
      await look();
    }
    expect(texts()).toEqual([half]);
    await isPaused(false);
    expect(await look()).toMatchObject({ kind: 'sleep', reason: 'paused' });
    await courier.activities.fanOutPage(acme.id, 'settingsChanged', null);
    provider.answer(failed(2));
    await look();
    expect(texts()).toEqual([half, half]);
    await lookAndWait();
    expect(texts()).toEqual([half, half, half]);
    expect(await outcomes()).toMatchObject([{ state: 'sentDirectly' }]);
  });

  it('stops the repetition of one whose end is unknown, which its echo may settle meanwhile', async () => {
    await chat.agentSays('It ships tomorrow.');
    provider.answer('reset');
    await look();
    await isPaused(true);
    await later();
    expect(await outcomes()).toMatchObject(waiting);
    expect(texts()).toEqual(['It ships tomorrow.']);
    const { id } = (await deliveries())[0]!;
    await echo({ metadata: metadataOf({ deliveryId: id, part: 1, attempt: 1 }) });
    await isPaused(false);
    await lookAndWait();
    expect(texts()).toEqual(['It ships tomorrow.']);
    expect(await outcomes()).toMatchObject([{ state: 'sentDirectly' }]);
  });

  it('stops a replay, and "send now" of what is parked', async () => {
    provider.answer(failed(100));
    await chat.agentSays('One');
    await look();
    await isPaused(true);
    await expect(chat.forwarding('sendNow')).rejects.toMatchObject({ problem: { status: 409, reason: 'paused' } });
    await acme.chat.replay((await deliveries())[0]!.id);
    expect(await look()).toMatchObject({ kind: 'sleep', state: 'waiting', reason: 'paused' });
    expect(await outcomes()).toMatchObject(waiting);
    expect(texts()).toEqual(['One']);
    await isPaused(false);
    await later();
    expect(texts()).toEqual(['One', 'One']);
  });

  it('does not stop the time in which the platform allows an answer: after that it is told as ever', async () => {
    const other = await begun('instagram', 'page-2');
    await chat.agentSays(half + half);
    provider.answer({ ...arrived, meanwhile: () => isPaused(true) });
    await look();
    await other.agentSays('One');
    const closesAt = api.now() + 7 * 86_400_000;
    expect(await look(other)).toMatchObject({ kind: 'sleep', at: closesAt, reason: 'paused' });
    api.pass(7 * 86_400 - 30);
    expect(await look()).toMatchObject({ kind: 'sleep', at: closesAt, reason: 'paused' });
    api.pass(30);
    expect(await look()).toMatchObject({ state: 'parked', reason: 'messagingWindowClosed' });
    expect(await look(other)).toMatchObject({ kind: 'idle', reason: 'outsideMessagingWindow' });
    await isPaused(false);
    for (const one of [chat, other]) await look(one);
    expect(texts()).toEqual([half]);
  });
});
