import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Chat } from '../../dev/chat.ts';
import { postMessage } from '../../src/store/conversations/messages.ts';
import type { ApiAccount } from '../support/api-in-process.ts';
import { directCourier } from './direct-courier.ts';
import { failed, taken, useDirectStage } from './direct-stage.ts';

const { api, provider, courier, acme, got, look, chat, person, texts, later, deliveries, outcomes, ref } =
  useDirectStage();

describe('the messaging window', () => {
  const hours = (hours: number) => api.pass(hours * 3_600);

  it('lets an agent’s own words through for 7 days, after the first with the human agent tag', async () => {
    const { forwarding } = await chat.get();
    expect(forwarding.answerUntil).toBe(new Date(api.now() + 7 * 86_400_000).toISOString());
    hours(24);
    await chat.agentSays('It ships tomorrow.');
    await look();
    expect(got()).toMatchObject([{ messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }]);
  });

  describe('that has ended by the platform’s clock, and not yet by ours', () => {
    const tooLate = failed(10, 2_018_278);
    const types = () => got().map(({ tag = null, messaging_type }) => tag ?? messaging_type);
    beforeEach(() => api.pass(86_400 - 5));

    it('lets an answer through as a late one, and the parts after it at once', async () => {
      const third = 't'.repeat(2_000);
      await chat.agentSays(third + third + third);
      provider.answer(taken('m_first'), tooLate);
      await look();
      expect(texts()).toEqual([third, third, third, third]);
      expect(types()).toEqual(['RESPONSE', 'RESPONSE', 'HUMAN_AGENT', 'HUMAN_AGENT']);
      expect(await deliveries()).toMatchObject([
        { status: 'accepted', attempts: [{ part: 1 }, { part: 2, end: 'rejected' }, { part: 2 }, { part: 3 }] },
      ]);
    });

    it('is asked once only, and anew after the visitor has written again', async () => {
      await chat.agentSays('It ships tomorrow.');
      provider.answer(tooLate, tooLate);
      await look();
      expect(await outcomes()).toMatchObject([{ state: 'parked', reason: 'messagingWindowClosed' }]);
      expect(types()).toEqual(['RESPONSE', 'HUMAN_AGENT']);
      api.pass(60);
      await chat.visitorSays('Hello?');
      await acme.chat.replay((await deliveries())[0]!.id);
      await look();
      expect(types()).toEqual(['RESPONSE', 'HUMAN_AGENT', 'RESPONSE']);
      expect(await outcomes()).toMatchObject([{ state: 'sentDirectly' }]);
    });

    it('is not asked again for what it has refused already as late', async () => {
      api.pass(10);
      await chat.agentSays('It ships tomorrow.');
      provider.answer(tooLate);
      await look();
      expect(types()).toEqual(['HUMAN_AGENT']);
      expect(await outcomes()).toMatchObject([{ state: 'parked', reason: 'messagingWindowClosed' }]);
    });
  });

  it('closes after that, and what was written goes when the visitor writes again', async () => {
    hours(7 * 24);
    await chat.agentSays('It ships tomorrow.');
    await look();
    expect(await outcomes()).toMatchObject([{ state: 'notMailed', reason: 'outsideMessagingWindow' }]);
    const answer = await acme.call('POST', `/v1/conversations/${chat.id}/forwarding`, { action: 'sendNow' });
    expect(answer).toMatchObject({ status: 409, body: { reason: 'outsideMessagingWindow' } });
    expect(got()).toEqual([]);
    await chat.visitorSays('Hello?');
    await look();
    expect(texts()).toEqual(['It ships tomorrow.']);
  });

  it('is not opened by what the visitor writes on a page, as behind the link of an email', async () => {
    hours(7 * 24);
    const author = { kind: 'visitor', id: person.id, name: null } as const;
    await postMessage(api.store, ref(), { id: 'on-a-page', author, text: 'Hello?', via: 'widget' }, api.now());
    await chat.agentSays('It ships tomorrow.');
    await look();
    expect(await outcomes()).toMatchObject([{ reason: 'outsideMessagingWindow' }]);
    expect(got()).toEqual([]);
  });

  it('lets an email go instead where the account wants it and an address is known', async () => {
    const other = await api.account({ channels: { outsideWindow: 'email' } });
    const conversation = other.chat.conversation('from-messenger');
    const channel = { kind: 'messenger', pageId: 'page-1', recipientId: person.id };
    await other.call('PUT', `/v1/conversations/${conversation.id}`, { channel, visitor: { email: 'g@example.com' } });
    await conversation.visitorSays('Where is my parcel?');
    hours(7 * 24);
    await conversation.agentSays('It ships tomorrow.');
    expect((await conversation.get()).forwarding).toMatchObject({ state: 'waiting', trigger: 'inactive' });
  });

  describe('that closes while a message is parked', () => {
    const rejected = failed(100);
    const window = [{ state: 'notMailed', reason: 'outsideMessagingWindow' }] as const;

    it('is told at that moment, and the messages go in order when the visitor writes again', async () => {
      const closesAt = api.now() + 7 * 86_400_000;
      await chat.agentSays('One');
      await chat.agentSays('Two');
      provider.answer(rejected);
      expect(await look()).toMatchObject({ kind: 'sleep', at: closesAt });
      hours(7 * 24);
      expect(await look()).toMatchObject({ kind: 'idle' });
      expect(await outcomes()).toMatchObject([...window, ...window]);
      expect((await chat.get()).forwarding).toMatchObject({ reason: 'outsideMessagingWindow' });
      const withdrawn = { at: new Date(closesAt).toISOString(), reason: 'outsideMessagingWindow' };
      expect(await deliveries()).toMatchObject([{ status: 'withdrawn', reason: null, withdrawn }]);
      await chat.visitorSays('Hello?');
      await look();
      expect(texts()).toEqual(['One', 'One', 'Two']);
    });

    it('leaves what may have arrived with its delivery, and tells what waits behind it', async () => {
      await chat.agentSays('One');
      await chat.agentSays('Two');
      provider.answer('reset', 'reset');
      await look();
      await later();
      await later();
      expect(await outcomes()).toMatchObject([{ reason: 'unknown' }, { reason: 'earlierParked' }]);
      hours(7 * 24);
      await look();
      expect(await outcomes()).toMatchObject([{ state: 'parked', reason: 'unknown' }, ...window]);
      await chat.visitorSays('Hello?');
      await look();
      expect(await outcomes()).toMatchObject([{ reason: 'unknown' }, { reason: 'earlierParked' }]);
    });

    it('does not wait for what the platform throttles', async () => {
      hours(7 * 24 - 0.25);
      await chat.agentSays('One');
      const usage = JSON.stringify({ 1: [{ estimated_time_to_regain_access: 30 }] });
      provider.answer({ ...failed(613), headers: { 'x-business-use-case-usage': usage } });
      expect(await look()).toMatchObject({ kind: 'sleep', at: api.now() + 900_000 });
      hours(0.25);
      await look();
      expect(await outcomes()).toMatchObject(window);
      expect(texts()).toEqual(['One']);
    });

    describe('and the account wants an email then', () => {
      let other: ApiAccount;
      let conversation: Chat;
      const ofOther = async () => (await conversation.messages()).flatMap(({ outcome }) => outcome ?? []);
      beforeEach(async () => {
        other = await api.account({ channels: { outsideWindow: 'email' } });
        conversation = other.chat.conversation(`messenger.page-1.${person.id}`);
        const channel = { kind: 'messenger', pageId: 'page-1', recipientId: person.id };
        await other.call('PUT', `/v1/conversations/${conversation.id}`, {
          channel,
          visitor: { email: 'g@example.com' },
        });
        await conversation.visitorSays('Where is my parcel?');
      });
      const mailing = (email: NonNullable<Parameters<typeof directCourier>[1]['email']>) =>
        directCourier(api, { hosts: { facebook: provider.url }, email });
      const answer = { status: 202, code: null, message: 'as scripted', detail: null };

      it('sends one with all of them, once', async () => {
        const { look, lookAndWait } = mailing({ kind: 'accepted', providerMessageId: 'sg-1', ...answer });
        await conversation.agentSays('One');
        await conversation.agentSays('Two');
        provider.answer(rejected);
        await look(other, conversation.id);
        hours(7 * 24);
        await lookAndWait(other, conversation.id);
        expect(await ofOther()).toMatchObject([{ state: 'mailed' }, { state: 'mailed' }]);
        await conversation.visitorSays('Hello?');
        await look(other, conversation.id);
        expect(texts()).toEqual(['One']);
      });

      it('sends by one of them only, though the account chose so while an attempt was to be repeated', async () => {
        const email = mailing({ kind: 'accepted', providerMessageId: 'sg-2', ...answer });
        const chose = (outsideWindow: 'notSent' | 'email') =>
          other.chat.changeSettings({ channels: { outsideWindow } });
        await chose('notSent');
        hours(7 * 24 - 0.001);
        await conversation.agentSays('One');
        provider.answer(failed(2));
        await email.look(other, conversation.id);
        await chose('email');
        await email.lookAndWait(other, conversation.id);
        expect([texts(), await ofOther()]).toMatchObject([['One'], [{ state: 'mailed' }]]);
      });

      it('sends none of what may have arrived on the channel, though the account chose so meanwhile', async () => {
        const chose = (outsideWindow: 'notSent' | 'email') =>
          other.chat.changeSettings({ channels: { outsideWindow } });
        await chose('notSent');
        hours(7 * 24 - 0.01);
        await conversation.agentSays('One');
        provider.answer('reset');
        await courier.look(other, conversation.id);
        await chose('email');
        // This courier cannot email.
        await courier.lookAndWait(other, conversation.id);
        expect([texts(), await ofOther()]).toMatchObject([
          ['One'],
          [{ state: 'parked', reason: 'messagingWindowClosed' }],
        ]);
      });

      it('lets no email that is parked hold back what can be sent on the channel, its own messages first', async () => {
        const { look, lookAndWait } = mailing({ kind: 'rejected', reason: 'contentRejected', ...answer });
        hours(7 * 24);
        await conversation.agentSays('One');
        await lookAndWait(other, conversation.id);
        expect(await ofOther()).toMatchObject([{ state: 'parked', reason: 'contentRejected' }]);
        await conversation.visitorSays('Hello?');
        await conversation.agentSays('Two');
        await look(other, conversation.id);
        expect(texts()).toEqual(['One', 'Two']);
        expect(await ofOther()).toMatchObject([{ state: 'sentDirectly' }, { state: 'sentDirectly' }]);
        const all = await other.chat.deliveries(`?conversation=${conversation.id}`);
        expect(all.map(({ status }) => status).sort()).toEqual(['accepted', 'accepted', 'superseded']);
        expect((await conversation.get()).forwarding.state).toBe('idle');
      });

      it('lets an email whose end is unknown hold back nothing that was written after it', async () => {
        const { look, lookAndWait } = mailing({ kind: 'unknown', ...answer });
        hours(7 * 24);
        await conversation.agentSays('One');
        await lookAndWait(other, conversation.id);
        expect(await ofOther()).toMatchObject([{ state: 'parked', reason: 'unknown' }]);
        await conversation.visitorSays('Hello?');
        await conversation.agentSays('Two');
        await look(other, conversation.id);
        expect(texts()).toEqual(['Two']);
        expect(await ofOther()).toMatchObject([{ state: 'parked' }, { state: 'sentDirectly' }]);
      });
    });
  });
});
