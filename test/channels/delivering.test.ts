import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Chat } from '../../dev/chat.ts';
import { takeEvent } from '../../src/activities/inbound/take-event.ts';
import { metadataOf } from '../../src/policy/delivery/echo.ts';
import { postMessage } from '../../src/store/conversations/messages.ts';
import { newsSentAs } from '../../src/store/conversations/sent-parts.ts';
import { settleByEcho } from '../../src/store/deliveries/settle-by-echo.ts';
import { settleByReceipt } from '../../src/store/deliveries/settle-by-receipt.ts';
import { keepEvents } from '../../src/store/inbound/events.ts';
import type { InboundDoc } from '../../src/store/mongo/documents.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { type DirectCourier, directCourier } from './direct-courier.ts';
import { type Provider, startProvider } from './provider.ts';

const api = useApi();
let provider: Provider;
let courier: DirectCourier;
let acme: ApiAccount;
beforeAll(async () => {
  provider = await startProvider((count) => ({ status: 200, body: { message_id: `m_${count}` } }));
  courier = directCourier(api, { hosts: { facebook: provider.url }, timeoutMs: 1_500 });
  acme = await api.account();
});
afterAll(() => provider.stop());

const failed = (code: number, subcode?: number) => ({ status: 400, body: { error: { code, error_subcode: subcode } } });

let count = 0;
let chat: Chat;
let person: string;
beforeEach(async () => {
  count += 1;
  person = `person-${count}`;
  chat = await begun('messenger', 'page-1');
});

/** A conversation in which the visitor has just written. */
async function begun(kind: 'messenger' | 'instagram', pageId: string): Promise<Chat> {
  const conversation = acme.chat.conversation(`${kind}.${pageId}.${person}`);
  const channel = { kind, pageId, recipientId: person };
  await acme.call('PUT', `/v1/conversations/${conversation.id}`, { channel });
  await conversation.visitorSays('Where is my parcel?');
  return conversation;
}

interface SentBody {
  readonly recipient: { readonly id: string };
  readonly messaging_type?: string;
  readonly tag?: string;
  readonly message: {
    readonly text?: string;
    readonly metadata?: string;
    readonly attachment?: { readonly type: string; readonly payload: { readonly url: string } };
  };
}
const got = (): SentBody[] =>
  provider.got.map(({ body }) => JSON.parse(body) as SentBody).filter(({ recipient }) => recipient.id === person);
const texts = () => got().map(({ message }) => message.text);
const look = () => courier.look(acme, chat.id);
const deliveries = async () =>
  (await acme.chat.deliveries(`?conversation=${chat.id}`)).sort((a, b) => (a.newsSeqs[0] ?? 0) - (b.newsSeqs[0] ?? 0));
const outcomes = async () => (await chat.messages()).flatMap(({ outcome }) => outcome ?? []);
const ref = () => ({ accountId: acme.id, conversationId: chat.id });
const echo = (given: { text?: string; metadata?: string | null; mid?: string }) =>
  settleByEcho(
    api.store,
    { ref: ref(), mid: 'm_echo', metadata: null, text: null, attachments: 0, at: api.now(), ...given },
    api.now(),
  );

/** What the platform tells later. */
function happened(kind: 'read' | 'reaction', what: Record<string, unknown>) {
  const event = {
    channel: 'messenger',
    pageId: '1',
    visitorId: person,
    kind,
    at: api.now(),
    raw: JSON.stringify(what),
  };
  const { store, clock, log, waker } = api;
  return takeEvent({ store, clock, log, waker }, { _id: 'event', ...ref(), event } as InboundDoc);
}

/** An echo that was posted and answered with 200, and that nobody has processed yet. */
function isStored(channel: 'messenger' | 'instagram', pageId: string, message: Record<string, unknown>) {
  const raw = JSON.stringify({ timestamp: api.now(), message: { is_echo: true, ...message } });
  const event = { channel, pageId, kind: 'echo', visitorId: person, at: api.now(), accountId: acme.id, raw } as const;
  return keepEvents(api.store, [event], api.now());
}

describe('a reply in a conversation from Messenger', () => {
  it('goes at once to the visitor’s own account, with the page’s token, and says so', async () => {
    await chat.agentSays('It ships tomorrow.');
    expect(await outcomes()).toMatchObject([{ state: 'waiting', reason: 'deliveryInFlight' }]);
    await look();
    const { id } = (await deliveries())[0]!;
    const metadata = metadataOf({ deliveryId: id, part: 1, attempt: 1 });
    expect(got()).toEqual([
      {
        recipient: { id: person },
        messaging_type: 'RESPONSE',
        message: { text: 'It ships tomorrow.', metadata },
      },
    ]);
    expect(provider.got.at(-1)).toMatchObject({ path: '/v26.0/page-1/messages', authorization: 'Bearer token-page-1' });
    expect(await deliveries()).toMatchObject([
      { channel: 'messenger', to: person, status: 'accepted', trigger: 'written', parts: [{ kind: 'text' }] },
    ]);
    const [, message] = await chat.messages();
    expect(message).toMatchObject({
      outcome: { state: 'sentDirectly', reason: null, deliveryId: id },
      forwardedTo: [{ channel: 'messenger', address: person, status: 'accepted' }],
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
    await courier.lookAndWait(acme, chat.id);
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
    provider.answer({ status: 200, body: { message_id: 'm_first' } }, failed(613));
    await courier.lookAndWait(acme, chat.id);
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
    provider.answer({ status: 200, body: { message_id: 'm_first' } }, failed(2));
    await look();
    await chat.edit('agent-2', 'Something else');
    provider.answer(failed(2));
    await later();
    expect(texts()).toEqual([half, half, half]);
    await chat.remove('agent-2');
    expect(await deliveries()).toMatchObject([{ status: 'withdrawn' }]);
    await courier.lookAndWait(acme, chat.id);
    expect(texts()).toEqual([half, half, half]);
  });

  it('is not begun again by "send now" if it was cancelled after its first part had arrived', async () => {
    const half = 'w'.repeat(2_000);
    await chat.agentSays(half + half);
    provider.answer({ status: 200, body: { message_id: 'm_first' } }, failed(2));
    await look();
    await chat.forwarding('cancel');
    await expect(chat.forwarding('sendNow')).rejects.toMatchObject({ problem: { status: 409 } });
    await courier.lookAndWait(acme, chat.id);
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
      chat = await begun(kind, 'page-2');
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
    expect((await chat.get()).forwarding).toMatchObject({ state: 'waiting', reason: 'deliveryInFlight' });
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
    await courier.lookAndWait(acme, chat.id);
    expect(api.now() - writtenAt).toBeGreaterThan(3_600_000);
    expect(await deliveries()).toMatchObject([{ status: 'accepted' }]);
    expect(texts()).toHaveLength(14);
  });

  it('is parked after an hour of other trouble, however long it was throttled before', async () => {
    await chat.agentSays('It ships tomorrow.');
    provider.answer(failed(613), ...Array.from({ length: 13 }, () => failed(2)));
    await courier.lookAndWait(acme, chat.id);
    expect(await deliveries()).toMatchObject([{ status: 'parked', reason: 'providerBusy' }]);
  });
});

/** After the next wait. */
async function later(): Promise<void> {
  const next = await look();
  if (next.kind !== 'sleep') throw new Error(`nothing is waited for: ${next.kind}`);
  api.pass((next.at - api.now()) / 1_000);
  await look();
}

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
    await courier.lookAndWait(acme, chat.id);
    expect(texts()).toEqual(['One', 'One', 'Two']);
  });

  it('lets the others go once it is deleted', async () => {
    provider.answer(failed(100));
    const { id } = await chat.agentSays('One');
    await chat.agentSays('Two');
    await look();
    await chat.remove(id);
    await courier.lookAndWait(acme, chat.id);
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
    provider.answer({ status: 200, body: { message_id: 'm_first' } }, failed(551, 1_545_041));
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
    for (const { id } of [unconnected, dead, chat]) await courier.look(acme, id);
    expect(await reasonOf(unconnected)).toBe('channelNotConnected');
    expect(await reasonOf(dead)).toBe('channelTokenDead');
    expect(texts()).toEqual(['One']);
  });
});

const reasonOf = async (of: Chat) => (await of.messages()).at(-1)?.outcome?.reason;

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
    chat = await begun('instagram', 'account-1');
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
    chat = await begun('instagram', 'account-1');
    await chat.agentSays('It ships tomorrow.');
    provider.answer('reset', 'reset');
    await courier.lookAndWait(acme, chat.id);
    expect(await echo({ text: 'It ships tomorrow.', mid: 'm_first' })).toMatchObject({ isOurs: true });
    expect(await echo({ text: 'It ships tomorrow.', mid: 'm_second' })).toMatchObject({ isOurs: true });
    expect(await echo({ text: 'It ships today.', mid: 'm_third' })).toMatchObject({ isOurs: false });
  });

  it.each(['messenger', 'instagram'] as const)('is known on %s by the ids of both copies', async (kind) => {
    chat = await begun(kind, 'page-1');
    await chat.agentSays('It ships tomorrow.');
    provider.answer('reset', { status: 200, body: { message_id: `m_of_second_${kind}` } });
    await courier.lookAndWait(acme, chat.id);
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
    await courier.lookAndWait(acme, chat.id);
    expect(texts()).toEqual(['It ships tomorrow.', 'It ships tomorrow.']);
    const { id, ...delivery } = (await deliveries())[0]!;
    expect(delivery).toMatchObject({ status: 'parked', reason: 'unknown', attempts: [{}, {}] });
    await echo({ metadata: metadataOf({ deliveryId: id, part: 1, attempt: 1 }) });
    expect(await outcomes()).toMatchObject([{ state: 'sentDirectly' }]);
    expect((await chat.get()).forwarding.state).toBe('idle');
  });

  it.each(['messenger', 'instagram'] as const)('is not repeated on %s if its echo is stored by then', async (kind) => {
    chat = await begun(kind, 'page-1');
    await chat.agentSays('It ships tomorrow.');
    provider.answer('reset');
    const next = await look();
    expect(next).toMatchObject({ kind: 'sleep', state: 'unknown' });
    const { id } = (await deliveries())[0]!;
    const metadata = kind === 'messenger' ? { metadata: metadataOf({ deliveryId: id, part: 1, attempt: 1 }) } : {};
    await isStored(kind, 'page-1', { mid: 'm_theirs', text: 'I write this in the app.' });
    await isStored(kind, 'page-1', { mid: 'm_stored', text: 'It ships tomorrow.', ...metadata });
    await courier.lookAndWait(acme, chat.id);
    expect(texts()).toEqual(['It ships tomorrow.']);
    expect(await deliveries()).toMatchObject([{ status: 'accepted', parts: [{ acceptedAt: expect.any(String) }] }]);
  });

  it('is repeated if what is stored is the echo of something else, and however long that waits', async () => {
    await chat.agentSays('It ships tomorrow.');
    provider.answer('reset');
    await look();
    await isStored('messenger', 'page-1', { mid: 'm_theirs', text: 'I write this in the app.' });
    await courier.lookAndWait(acme, chat.id);
    expect(texts()).toEqual(['It ships tomorrow.', 'It ships tomorrow.']);
  });

  it('is known by the platform’s ids of its parts, in its own conversation alone', async () => {
    const half = 'v'.repeat(2_000);
    await chat.agentSays(half + half);
    provider.answer({ status: 200, body: { message_id: 'm_one' } }, { status: 200, body: { message_id: 'm_two' } });
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
      provider.answer({ status: 200, body: { message_id: 'm_first' } }, tooLate);
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
    const author = { kind: 'visitor', id: person, name: null } as const;
    await postMessage(api.store, ref(), { id: 'on-a-page', author, text: 'Hello?', via: 'widget' }, api.now());
    await chat.agentSays('It ships tomorrow.');
    await look();
    expect(await outcomes()).toMatchObject([{ reason: 'outsideMessagingWindow' }]);
    expect(got()).toEqual([]);
  });

  it('lets an email go instead where the account wants it and an address is known', async () => {
    const other = await api.account({ channels: { outsideWindow: 'email' } });
    const conversation = other.chat.conversation('from-messenger');
    const channel = { kind: 'messenger', pageId: 'page-1', recipientId: person };
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
      expect(await deliveries()).toMatchObject([{ status: 'withdrawn' }]);
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
        conversation = other.chat.conversation(`messenger.page-1.${person}`);
        const channel = { kind: 'messenger', pageId: 'page-1', recipientId: person };
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

describe('the account’s pause', () => {
  const half = 'p'.repeat(2_000);
  const isPaused = (paused: boolean) => acme.chat.changeSettings({ delivery: { paused } });
  const waiting = [{ state: 'waiting', reason: 'paused' }];
  const arrived = { status: 200, body: { message_id: 'm_first' } };
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
    await courier.lookAndWait(acme, chat.id);
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
    await courier.lookAndWait(acme, chat.id);
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
    expect(await courier.look(acme, other.id)).toMatchObject({ kind: 'sleep', at: closesAt, reason: 'paused' });
    api.pass(7 * 86_400 - 30);
    expect(await look()).toMatchObject({ kind: 'sleep', at: closesAt, reason: 'paused' });
    api.pass(30);
    expect(await look()).toMatchObject({ state: 'parked', reason: 'messagingWindowClosed' });
    expect(await courier.look(acme, other.id)).toMatchObject({ kind: 'idle', reason: 'outsideMessagingWindow' });
    await isPaused(false);
    for (const { id } of [chat, other]) await courier.look(acme, id);
    expect(texts()).toEqual([half]);
  });
});

it('keeps an agent’s words from the channel if they want it so, and files go as parts of their own', async () => {
  await chat.agentSays('Only here', 'Ada', { forwarding: 'never' });
  await look();
  expect(got()).toEqual([]);
  expect(await outcomes()).toMatchObject([{ state: 'notMailed', reason: 'chatOnly' }]);
});
