import { describe, expect, it } from '@jest/globals';
import { metadataOf } from '../../src/policy/delivery/echo.ts';
import { newsSentAs } from '../../src/store/conversations/sent-parts.ts';
import { settleByReceipt } from '../../src/store/deliveries/settle-by-receipt.ts';
import { directNews } from './direct-news.ts';
import { taken, useDirectStage } from './direct-stage.ts';

const stage = useDirectStage();
const { api, provider, goOnWith, look, chat, texts, lookAndWait, deliveries, outcomes, ref } = stage;
const { echo, happened, isStored } = directNews(stage);

describe('an attempt without an answer', () => {
  it('is settled by its echo, after which the next part goes, and is never sent again', async () => {
    const half = 'z'.repeat(2_000);
    await chat.agentSays(half + half);
    provider.answer('reset');
    expect(await look()).toMatchObject({ kind: 'sleep', state: 'unknown' });
    const { id } = (await deliveries())[0]!;
    const settled = await echo({ metadata: metadataOf({ deliveryId: id, part: 1, attempt: 1 }), text: half });
    expect(settled).toMatchObject({ isOurs: true, changed: { wake: 'deliveryReported' } });
    await look();
    expect(texts()).toEqual([half, half]);
    expect(await deliveries()).toMatchObject([{ status: 'accepted' }]);
    expect(await echo({ metadata: metadataOf({ deliveryId: id, part: 1, attempt: 1 }) })).toMatchObject({
      isOurs: true,
      changed: { wake: null },
    });
  });

  it('is settled by an echo without metadata that says the same, as on Instagram, and by no other', async () => {
    await goOnWith('instagram', 'account-1');
    await chat.agentSays('It ships  tomorrow.');
    provider.answer('none');
    await look();
    expect(await echo({ text: 'I write this in the app.' })).toMatchObject({ isOurs: false });
    expect(await deliveries()).toMatchObject([{ status: 'unknown' }]);
    expect(await echo({ text: 'It ships tomorrow.' })).toMatchObject({ isOurs: true });
    expect(await deliveries()).toMatchObject([{ status: 'accepted' }]);
    expect(await echo({ text: 'Something else', mid: 'm_echo' })).toMatchObject({ isOurs: true });
  });

  it('is no message of somebody else’s when a part that was sent once more is shown twice, as on Instagram', async () => {
    await goOnWith('instagram', 'account-1');
    await chat.agentSays('It ships tomorrow.');
    provider.answer('reset', 'reset');
    await lookAndWait();
    expect(await echo({ text: 'It ships tomorrow.', mid: 'm_first' })).toMatchObject({ isOurs: true });
    expect(await echo({ text: 'It ships tomorrow.', mid: 'm_second' })).toMatchObject({ isOurs: true });
    expect(await echo({ text: 'It ships today.', mid: 'm_third' })).toMatchObject({ isOurs: false });
  });

  it.each(['messenger', 'instagram'] as const)('is known on %s by the ids of both copies', async (kind) => {
    await goOnWith(kind, 'page-1');
    await chat.agentSays('It ships tomorrow.');
    provider.answer('reset', taken(`m_of_second_${kind}`));
    await lookAndWait();
    const { id } = (await deliveries())[0]!;
    const ofAttempt = (attempt: number) =>
      kind === 'messenger' ? { metadata: metadataOf({ deliveryId: id, part: 1, attempt }) } : {};
    for (const mid of [`m_of_second_${kind}`, 'm_of_first', 'm_of_first'])
      expect(await echo({ text: 'It ships tomorrow.', mid, ...ofAttempt(mid === 'm_of_first' ? 1 : 2) })).toMatchObject(
        { isOurs: true, changed: { wake: null } },
      );
    for (const mid of [`m_of_second_${kind}`, 'm_of_first'])
      expect(await newsSentAs(api.store, ref(), mid)).toEqual([2]);
    await happened('reaction', { reaction: { mid: 'm_of_first', action: 'react', emoji: '\u{1F600}' } });
    await happened('read', { read: { mid: 'm_of_first' } });
    const [, message] = await chat.messages();
    expect(message).toMatchObject({ readVia: 'channel', reaction: { emoji: '\u{1F600}' } });
    expect(texts()).toEqual(['It ships tomorrow.', 'It ships tomorrow.']);
  });

  it('is sent once more if no echo comes in time, and then parked until an echo tells after all', async () => {
    await chat.agentSays('It ships tomorrow.');
    provider.answer('reset', 'reset');
    await lookAndWait();
    expect(texts()).toEqual(['It ships tomorrow.', 'It ships tomorrow.']);
    const { id, ...delivery } = (await deliveries())[0]!;
    expect(delivery).toMatchObject({ status: 'parked', reason: 'unknown', attempts: [{}, {}] });
    await echo({ metadata: metadataOf({ deliveryId: id, part: 1, attempt: 1 }) });
    expect(await outcomes()).toMatchObject([{ state: 'sentDirectly' }]);
    expect((await chat.get()).forwarding.state).toBe('idle');
  });

  it.each(['messenger', 'instagram'] as const)('is not repeated on %s if its echo is stored by then', async (kind) => {
    await goOnWith(kind, 'page-1');
    await chat.agentSays('It ships tomorrow.');
    provider.answer('reset');
    const next = await look();
    expect(next).toMatchObject({ kind: 'sleep', state: 'unknown' });
    const { id } = (await deliveries())[0]!;
    const metadata = kind === 'messenger' ? { metadata: metadataOf({ deliveryId: id, part: 1, attempt: 1 }) } : {};
    await isStored(kind, 'page-1', { mid: 'm_theirs', text: 'I write this in the app.' });
    await isStored(kind, 'page-1', { mid: 'm_stored', text: 'It ships tomorrow.', ...metadata });
    await lookAndWait();
    expect(texts()).toEqual(['It ships tomorrow.']);
    expect(await deliveries()).toMatchObject([{ status: 'accepted', parts: [{ acceptedAt: expect.any(String) }] }]);
  });

  it('is repeated if what is stored is the echo of something else, and however long that waits', async () => {
    await chat.agentSays('It ships tomorrow.');
    provider.answer('reset');
    await look();
    await isStored('messenger', 'page-1', { mid: 'm_theirs', text: 'I write this in the app.' });
    await lookAndWait();
    expect(texts()).toEqual(['It ships tomorrow.', 'It ships tomorrow.']);
  });

  it('is known by the platform’s ids of its parts, in its own conversation alone', async () => {
    const half = 'v'.repeat(2_000);
    await chat.agentSays(half + half);
    provider.answer(taken('m_one'), taken('m_two'));
    await look();
    expect(await newsSentAs(api.store, ref(), 'm_two')).toEqual([2]);
    expect(await newsSentAs(api.store, { ...ref(), conversationId: 'other' }, 'm_two')).toEqual([]);
    expect(await newsSentAs(api.store, ref(), 'm_three')).toEqual([]);
    await happened('reaction', { reaction: { mid: 'm_one', action: 'react', emoji: '\u{1F600}' } });
    await happened('read', { read: { mid: 'm_two' } });
    const [, message] = await chat.messages();
    expect(message).toMatchObject({ readVia: 'channel', reaction: { emoji: '\u{1F600}' } });
    expect(await echo({ mid: 'm_one', text: 'Not as it was sent' })).toMatchObject({ isOurs: true });
  });

  it('is told as delivered by a receipt', async () => {
    await chat.agentSays('It ships tomorrow.');
    await look();
    const receipt = { ref: ref(), mids: ['m_other'], upTo: api.now() - 1, now: api.now() };
    expect(await settleByReceipt(api.store, receipt)).toMatchObject({ result: 0 });
    expect(await settleByReceipt(api.store, { ...receipt, upTo: api.now() })).toMatchObject({ result: 1, wake: null });
    expect(await deliveries()).toMatchObject([{ status: 'delivered' }]);
  });
});
