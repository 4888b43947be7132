import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Chat } from '../../dev/chat.ts';
import { metadataOf } from '../../src/policy/delivery/echo.ts';
import { settleByEcho } from '../../src/store/deliveries/settle-by-echo.ts';
import { dueReply } from '../api/due-reply.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { type EventReader, readEvents } from '../support/event-reader.ts';
import { type DirectCourier, directCourier } from './direct-courier.ts';
import { type Provider, startProvider } from './provider.ts';

/** What became of each reply is told to agents as it changes, whatever ends its waiting. */

const api = useApi();
let provider: Provider;
let direct: DirectCourier;
beforeAll(async () => {
  provider = await startProvider((count) => ({ status: 200, body: { message_id: `m_${count}` } }));
  direct = directCourier(api, { hosts: { facebook: provider.url }, timeoutMs: 1_500 });
});
afterAll(() => provider.stop());

let account: ApiAccount;
let chat: Chat;
let stream: EventReader;
afterEach(() => stream.leave());

async function follow(): Promise<EventReader> {
  const headers = { authorization: `Bearer ${account.key}` };
  const { body } = await api.app.request('/v1/events', { headers });
  if (body === null) throw new Error('no stream');
  return readEvents(body);
}

/** Until the stream has told of each reply what the API answers, with these outcomes. */
async function untilTold(...outcomes: readonly (readonly [state: string, reason: string | null])[]): Promise<void> {
  const replies = (await chat.messages()).filter(({ author }) => author.kind === 'agent');
  expect(replies.map(({ outcome }) => [outcome?.state, outcome?.reason])).toEqual(outcomes);
  const shown = JSON.stringify(replies.map(({ outcome }) => outcome));
  const last = (id: string) =>
    stream.events.findLast(({ type, data }) => type.startsWith('message.') && data.id === id);
  await stream.until(() => JSON.stringify(replies.map(({ id }) => last(id)?.data.outcome)) === shown, 10_000);
}

const newestDelivery = async () => (await account.chat.deliveries(`?conversation=${chat.id}`)).at(0)!;
const dismiss = async () =>
  account.call('POST', `/v1/deliveries/${(await newestDelivery()).id}/dismiss`, { reason: 'They were called.' });

describe('a reply on a channel', () => {
  let count = 0;
  beforeEach(async () => {
    account = await api.account();
    count += 1;
    chat = account.chat.conversation(`messenger.page-1.person-${count}`);
    const channel = { kind: 'messenger', pageId: 'page-1', recipientId: `person-${count}` };
    await account.call('PUT', `/v1/conversations/${chat.id}`, { channel });
    await chat.visitorSays('Where is my parcel?');
    stream = await follow();
  });
  const look = () => direct.look(account, chat.id);
  const refuse = () => provider.answer({ status: 400, body: { error: { code: 100 } } });

  it('is told as parked, with those it holds back, then as replayed and sent', async () => {
    refuse();
    await chat.agentSays('One');
    await chat.agentSays('Two');
    await look();
    await untilTold(['parked', 'contentRejected'], ['waiting', 'earlierParked']);
    await account.chat.replay((await newestDelivery()).id);
    await look();
    await untilTold(['sentDirectly', null], ['sentDirectly', null]);
  });

  it('is told, with those it holds back, once the platform allows no answer', async () => {
    refuse();
    await chat.agentSays('One');
    await chat.agentSays('Two');
    await look();
    await untilTold(['parked', 'contentRejected'], ['waiting', 'earlierParked']);
    api.pass(7 * 86_400);
    await look();
    await untilTold(['notMailed', 'outsideMessagingWindow'], ['notMailed', 'outsideMessagingWindow']);
  });

  it('is told as dismissed', async () => {
    refuse();
    await chat.agentSays('One');
    await look();
    await untilTold(['parked', 'contentRejected']);
    await dismiss();
    await untilTold(['notMailed', 'dismissed']);
  });

  it('is told as of unknown outcome, parked after that, and sent once an echo says so', async () => {
    await chat.agentSays('One');
    provider.answer('reset', 'reset');
    await look();
    await untilTold(['unknown', null]);
    await direct.lookAndWait(account, chat.id);
    await untilTold(['parked', 'unknown']);
    const metadata = metadataOf({ deliveryId: (await newestDelivery()).id, part: 1, attempt: 1 });
    const ref = { accountId: account.id, conversationId: chat.id };
    const echo = { ref, mid: 'm_echo', metadata, text: 'One', attachments: 0, at: api.now() };
    await settleByEcho(api.store, echo, api.now());
    await untilTold(['sentDirectly', null]);
  });

  it('is told as not sent while the window is closed, and as sent when it opens', async () => {
    api.pass(7 * 86_400);
    await chat.agentSays('One');
    await look();
    await untilTold(['notMailed', 'outsideMessagingWindow']);
    await chat.visitorSays('Hello?');
    await look();
    await untilTold(['sentDirectly', null]);
  });

  it('is told as cancelled', async () => {
    await chat.agentSays('One');
    await chat.forwarding('cancel');
    await untilTold(['notMailed', 'cancelledByAgent']);
  });
});

describe('a reply by email', () => {
  const courier = useCourier(api);
  let address: string;
  beforeEach(async () => {
    ({ account, chat, address } = await dueReply(api));
    stream = await follow();
  });
  const look = () => courier.look(account, chat.id);

  it('is told as parked after its outcome stayed unknown, and then as dismissed', async () => {
    await account.chat.changeSettings({ delivery: { onUnknown: 'park' } });
    await courier.fault(address, 'timeoutBeforeAccept');
    await look();
    await untilTold(['unknown', null]);
    api.pass(1_801);
    await look();
    await untilTold(['parked', 'unknown']);
    await dismiss();
    await untilTold(['unknown', null]);
  });

  it('is told as suppressed with its address', async () => {
    await account.call('PUT', `/v1/suppressions/${address}`, {});
    await look();
    await untilTold(['notMailed', 'addressSuppressed']);
  });

  it('is told as read', async () => {
    await chat.readUpTo(1);
    await untilTold(['read', null]);
  });
});
