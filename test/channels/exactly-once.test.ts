import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Chat } from '../../dev/chat.ts';
import { metadataOf } from '../../src/policy/delivery/echo.ts';
import { settleByEcho } from '../../src/store/deliveries/settle-by-echo.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { type DirectCourier, directCourier } from './direct-courier.ts';
import { type Provider, startProvider } from './provider.ts';

/** Each part reaches the platform once and in order, whatever happens at the same time. */

const api = useApi();
let provider: Provider;
let courier: DirectCourier;
let acme: ApiAccount;
beforeAll(async () => {
  provider = await startProvider((count) => ({ status: 200, body: { message_id: `m_${count}` } }));
  courier = directCourier(api, { hosts: { facebook: provider.url } });
  acme = await api.account();
});
afterAll(() => provider.stop());

const first = 'a'.repeat(2_000);
const second = 'b'.repeat(2_000);
const gateway = { status: 504, body: null };
let count = 0;
let chat: Chat;
beforeEach(async () => {
  count += 1;
  chat = acme.chat.conversation(`messenger.page-1.person-${count}`);
  const channel = { kind: 'messenger', pageId: 'page-1', recipientId: `person-${count}` };
  await acme.call('PUT', `/v1/conversations/${chat.id}`, { channel });
  await chat.visitorSays('Where is my parcel?');
  provider.got.splice(0);
});

const look = () => courier.look(acme, chat.id);
const texts = () => provider.got.map(({ body }) => (JSON.parse(body) as { message: { text: string } }).message.text);
const delivery = async () => (await acme.chat.deliveries(`?conversation=${chat.id}`))[0]!;

/** The platform shows what was sent by this attempt. */
async function shown(attempt: number, part: number, mid: string): Promise<void> {
  const metadata = metadataOf({ deliveryId: (await delivery()).id, part, attempt });
  const said = { text: part === 1 ? first : second, attachments: 0, at: api.now() };
  await settleByEcho(api.store, { ref: ref(), mid, metadata, ...said }, api.now());
}

it('if several workers look and send at the same time', async () => {
  await chat.agentSays(first + second);
  await chat.agentSays('Then this.');
  await Promise.all([look(), look(), look()]);
  await look();
  expect(texts()).toEqual([first, second, 'Then this.']);
});

const ref = () => ({ accountId: acme.id, conversationId: chat.id });
async function claimed(): Promise<string> {
  const next = await courier.activities.look(ref(), []);
  return next.kind === 'deliver' ? next.deliveryId : 'none';
}

it('if its attempt is begun several times at once, or again before it has ended', async () => {
  await chat.agentSays('Only once.');
  const id = await claimed();
  const deliver = () => courier.activities.deliver(ref(), id);
  provider.answer({ status: 200, body: { message_id: 'm_only' }, meanwhile: deliver });
  await Promise.all([deliver(), deliver(), deliver()]);
  await deliver();
  expect(texts()).toEqual(['Only once.']);
  expect(await delivery()).toMatchObject({ status: 'accepted', attempts: [{ end: 'accepted' }] });
});

it('if an echo comes before the answer, which then tells nothing', async () => {
  await chat.agentSays(first + second);
  provider.answer({ ...gateway, meanwhile: () => shown(1, 1, 'm_first') });
  await look();
  expect(texts()).toEqual([first, second]);
  expect(await delivery()).toMatchObject({ status: 'accepted', attempts: [{ end: 'accepted' }, { end: 'accepted' }] });
});

it('if the echo comes before the answer, and another worker looks at once', async () => {
  await chat.agentSays(first + second);
  const meanwhile = async () => {
    await shown(1, 1, 'm_first');
    await look();
  };
  provider.answer({ ...gateway, meanwhile });
  await look();
  expect(texts()).toEqual([first, second]);
  expect(await delivery()).toMatchObject({ status: 'accepted' });
});

it('if the echo of a first copy comes while the next part is being sent', async () => {
  await chat.agentSays(first + second);
  const again = { status: 200, body: { message_id: 'm_second_copy' } };
  provider.answer(gateway, again, { ...gateway, meanwhile: () => shown(1, 1, 'm_first_copy') });
  let next = await look();
  if (next.kind === 'sleep') api.pass((next.at - api.now()) / 1_000);
  next = await look();
  expect(texts()).toEqual([first, first, second]);
  expect(next).toMatchObject({ kind: 'sleep', state: 'unknown' });
  await shown(3, 2, 'm_second_part');
  await look();
  expect(texts()).toEqual([first, first, second]);
  expect(await delivery()).toMatchObject({ status: 'accepted' });
});

it('if the message is deleted while its first part is being sent: the rest is not', async () => {
  await chat.agentSays(first + second);
  const accepted = { status: 200, body: { message_id: 'm_first' } };
  provider.answer({ ...accepted, meanwhile: () => chat.remove('agent-2') });
  await look();
  await look();
  expect(texts()).toEqual([first]);
});

it('if the messaging window closes, and the end of its first part is unknown', async () => {
  await chat.agentSays(first + second);
  provider.answer(gateway);
  await look();
  api.pass(7 * 86_400);
  await courier.lookAndWait(acme, chat.id);
  await chat.visitorSays('Hello?');
  await courier.lookAndWait(acme, chat.id);
  expect(texts()).toEqual([first]);
  expect(await delivery()).toMatchObject({ status: 'parked', reason: 'messagingWindowClosed' });
  await shown(1, 1, 'm_first');
  await look();
  expect(texts()).toEqual([first]);
});
